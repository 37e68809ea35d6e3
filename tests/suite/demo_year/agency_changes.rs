//! Agency changes of the demo's year: another name that holds, and a merger that is a draft.

use super::{Demo, agencies, all, set, texts};
use crate::harness::{Person, Value, json};

pub(super) fn are_as_told(demo: &Demo, auditor: &Person) {
    let changes = all(auditor, "/agency-changes?sort=effective_on");
    let told: Vec<[&Value; 2]> = changes.iter().map(|it| [&it["effective_on"], &it["state"]]).collect();
    assert_eq!(told, [[&json!("2017-11-13"), &json!("executed")], [&json!("2018-01-01"), &json!("draft")]]);
    let called = agencies(auditor);
    a_commune_has_another_name(demo, auditor, &changes[0], called["Xã Dương Quan Mới (demo)"].as_str().unwrap());
    assert!(!called.contains_key("Xã Dương Quan"), "it is called otherwise now");
    let ending = ["Xã Tân Dương", "Xã Thuỷ Sơn"].map(|name| called[name].as_str().unwrap());
    two_communes_would_join_it(demo, auditor, &changes[1], ending);
}

fn path(change: &Value) -> String {
    format!("/agency-changes/{}", change["id"].as_str().unwrap())
}

fn a_commune_has_another_name(demo: &Demo, auditor: &Person, change: &Value, renamed: &str) {
    let steps = all(auditor, &format!("{}/transitions", path(change)));
    let taken: Vec<(&Value, &Value)> = steps.iter().map(|it| (&it["action"], &it["actor"]["name"])).collect();
    assert_eq!(taken.iter().map(|it| it.0).collect::<Vec<_>>(), ["create", "approve", "execute"]);
    assert_eq!(taken[1].1, "Trần Văn Minh Hoạ (demo)", "the chair approved it");
    let names = auditor.get(&format!("/agencies/{renamed}/names")).items();
    let dated = |it: &Value| ["name", "code", "valid_from", "valid_to", "agency_change_id"].map(|at| it[at].clone());
    let [before, now] = names.as_slice() else { panic!("{names:?}") };
    let first = json!(["Xã Dương Quan", "H24.HTN.DQ", "2008-01-01", "2017-11-12", null]);
    assert_eq!(json!(dated(before)), first);
    let second = json!(["Xã Dương Quan Mới (demo)", "H24.HTN.DQM", "2017-11-13", null, change["id"]]);
    assert_eq!(json!(dated(now)), second);
    assert!(auditor.get(&format!("/agencies/{renamed}/succession")).items().is_empty(), "it is the same agency");
    demo.person("officer.vinh-bao").get(&path(change)).is(200);
}

fn two_communes_would_join_it(demo: &Demo, auditor: &Person, change: &Value, ending: [&str; 2]) {
    let merger = path(change);
    let preview = auditor.get(&format!("{merger}/preview")).is(200);
    let counts = preview["left"].as_array().unwrap().iter();
    let left: Vec<(&str, i64)> = counts
        .map(|it| (it["kind"].as_str().unwrap(), it["count"].as_i64().unwrap()))
        .filter(|(_, count)| *count > 0)
        .collect();
    assert_eq!(left, [("grants", 2), ("assignments", 2), ("people-without-grant", 2)]);
    let whose = |kind: &str| texts(&all(auditor, &format!("{merger}/preview/{kind}")), "agency_id");
    assert_eq!(whose("assignments"), set(&ending), "one of each");
    assert_eq!(whose("people-without-grant"), set(&ending[..1]), "nobody holds a role at the other");
    // Nothing has happened yet: it waits for the chair, and the communes are there and do not know.
    assert!(demo.somebody("chair").get(&merger).blocked("approve").is_none());
    demo.person("lead.xa-tan-duong").get(&merger).is_problem(404, "not_found");
    for agency in ending {
        assert_eq!(auditor.get(&format!("/agencies/{agency}")).is(200)["valid_to"], Value::Null);
        assert!(auditor.get(&format!("/agencies/{agency}/succession")).items().is_empty());
    }
}
