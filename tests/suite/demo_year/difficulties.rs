//! Difficulties of the demo's year, from a draft to what was confirmed.

use super::{Demo, all};
use crate::harness::{Person, Value, json};

pub(super) fn are_as_told(demo: &Demo, auditor: &Person) {
    let raised = all(auditor, "/difficulties");
    assert_eq!(raised.len(), 7, "the eighth is a draft");
    let called = |title: &str| raised.iter().find(|it| it["title"].as_str().unwrap().starts_with(title)).unwrap();
    for (title, state, part) in [
        ("Tài liệu", "closed", Value::Null),
        ("Chưa có nơi tạm lánh", "closed", Value::Null),
        ("Cộng tác viên", "resolved", json!("standing_agency")),
        ("Chưa có hướng dẫn", "forwarded", json!("standing_agency")),
        ("Thiếu kinh phí", "in_handling", json!("standing_agency")),
        ("Không có kinh phí", "joined", Value::Null),
        ("Một vụ việc", "in_handling", json!("standing_agency")),
    ] {
        let found = called(title);
        assert_eq!((&found["state"], &found["holder_part"]), (&json!(state), &part), "{found}");
    }
    let joined = called("Không có kinh phí");
    assert_eq!(joined["survivor_id"], called("Thiếu kinh phí")["id"]);
    // Whoever raised what is joined does not read the other one.
    let path = |it: &Value| format!("/difficulties/{}", it["id"].as_str().unwrap());
    let raiser = demo.person("lead.an-lao");
    raiser.get(&path(joined)).is(200);
    raiser.get(&path(called("Thiếu kinh phí"))).is(404);
    let escalated = auditor.get(&path(called("Chưa có nơi tạm lánh"))).is(200);
    let turns = escalated["turns"].as_array().unwrap();
    assert!(turns.iter().any(|turn| turn["part"] == "chair" && turn["late"] == false), "{escalated}");
    let passed = auditor.get(&path(called("Cộng tác viên"))).is(200);
    let late: Vec<&Value> = passed["turns"].as_array().unwrap().iter().map(|turn| &turn["late"]).collect();
    assert_eq!(late, [&json!(false), &json!(true)], "the district was in time, and the standing agency was not");
    // A restricted text was read once.
    let secret = called("Một vụ việc");
    assert_eq!((&secret["text"], &secret["sensitivity"]), (&Value::Null, &json!("restricted")));
    let read = all(&demo.person("standing.lead"), &format!("{}/disclosures", path(secret)));
    let [once] = read.as_slice() else { panic!("{read:?}") };
    assert!(once["created_at"].as_str().unwrap().starts_with("2017-11-22"), "{once}");
    // The draft is its own agency's.
    let own = all(&demo.person("officer.le-chan"), "/difficulties?state=draft");
    assert_eq!(own.len(), 1, "{own:?}");
    assert!(all(&demo.person("standing.lead"), "/difficulties?state=draft").is_empty());
}
