//! Agency changes: what stands in their way, what they do, and what taking them back undoes. Nothing of an agency's past moves.

use std::time::{Duration, Instant as Moment};

use diesel::prelude::*;
use tienbo::kernel::sql::AnyConnection;

use crate::harness::{
    Answer, City, PASSWORD, Program, Value, at_once, both_databases, change_step, days_pass, ends, folder, id_in, json,
};

both_databases![
    it_is_drafted_approved_and_executed_by_three,
    what_is_wrong_whenever_it_is_written_is_refused_then,
    everything_that_stands_in_its_way_is_named_and_nothing_changes,
    three_merge_and_nothing_is_lost_or_doubled,
    the_heir_signs_what_its_predecessor_owed,
    whoever_ended_acts_no_more_and_what_was_decided_of_a_received_report_lapses,
    an_agency_is_renamed_and_each_day_has_its_name,
    what_was_issued_and_what_is_over_keeps_the_name_it_had,
    routes_end_with_their_agencies_and_follow_whoever_receives,
    routes_entered_since_stand_and_no_day_has_two,
    it_is_taken_back_while_nothing_later_holds,
    what_is_owed_by_another_change_too_stays_owed,
    of_two_by_which_one_owes_either_is_taken_back_though_its_report_was_received,
    what_was_let_off_is_owed_again_though_its_period_was_corrected,
    of_two_at_one_instant_the_later_goes_first,
    a_route_that_a_later_change_altered_keeps_an_earlier_one_from_being_taken_back,
    an_heir_s_administrator_does_not_rewrite_what_it_took_over,
    what_was_cancelled_with_it_is_owed_again_when_the_period_is_opened_again,
    a_report_that_was_received_keeps_it_from_being_taken_back,
    of_two_changes_of_one_agency_one_holds,
    what_it_would_leave_is_counted_and_paged,
    what_an_heir_holds_of_others_goes_on_with_it_or_is_let_off,
    exceptions_are_of_what_the_agency_owes,
    whoever_follows_below_a_committee_owes_in_periods_of_the_one_above_it,
    routes_that_begin_later_lead_to_the_heir_or_are_taken_out,
    days_of_a_route_that_runs_already_stay,
    it_waits_for_whoever_can_take_a_step_now,
    it_is_read_by_those_who_have_to_do_with_it_and_once_executed_by_everybody_below,
    killed_in_the_middle_all_of_it_holds_or_nothing
];

/// What stands in the way of a step: codes with their places.
fn wrong(answer: &Answer) -> Vec<(String, String)> {
    let errors = answer.body["errors"].as_array().cloned().unwrap_or_default();
    let text = |it: &Value| it.as_str().unwrap_or_default().to_owned();
    let place = |it: &Value| if it["at"].is_null() { text(&it["pointer"]) } else { text(&it["at"]) };
    errors.iter().map(|it| (text(&it["code"]), place(it))).collect()
}

/// Another agency of the city: its id.
fn founded(city: &City, code: &str, kind: &str, parent: &str) -> Value {
    let new = json!({"code": code, "name": format!("Đơn vị {code}"), "kind": kind, "parent_id": city.agency(parent),
        "valid_from": "2016-01-01"});
    city.admin().post("/agencies", new).is(201)["id"].clone()
}

fn approved(city: &City, last_day: &str, ends: Value) -> String {
    let change = city.drafted_change(last_day, ends);
    city.bring_change(&change, "approved");
    change
}

fn last_day(city: &City, agency: &str) -> Value {
    city.admin().get(&format!("/agencies/{}", city.agency(agency))).is(200)["valid_to"].clone()
}

fn execute(city: &City, change: &str) -> Answer {
    city.standing_lead().transition(change, change_step("execute"))
}

/// An agency ends with January in another one, by a change that was executed; what becomes of what it owes.
fn merged(city: &City, agency: &str, heir: &Value, owed: &str) -> String {
    let end = json!([{"agency_id": city.agency(agency), "heir_id": heir, "open_obligations": owed}]);
    let change = approved(city, "2017-01-31", end);
    execute(city, &change).is(200);
    change
}

fn it_is_drafted_approved_and_executed_by_three(city: City) {
    let end = json!([ends(city.agency("culture"), Some(city.agency("justice")))]);
    let body = json!({"committee_id": city.agency("committee"), "effective_on": "2017-02-02", "ends": end});
    for who in ["chair", "admin", "justice_lead"] {
        city.by(who).post("/agency-changes", body.clone()).is_problem(403, "role_may_not");
    }
    let made = city.standing_lead().post("/agency-changes", body).is(201);
    let change = format!("/agency-changes/{}", made["id"].as_str().unwrap());
    assert_eq!((&made["state"], &made["version"]), (&json!("draft"), &json!(1)));
    let unknown = json!({"committee_id": city.user("chair"), "effective_on": "2017-02-02"});
    city.standing_lead().post("/agency-changes", unknown).is_problem(422, "unknown_reference");
    city.chair().transition(&change, change_step("approve")).is(200);
    city.standing_officer().patch(&change, json!({"effective_on": "2017-02-03"})).is_problem(409, "state_forbids");
    // Its day has not come.
    let early = execute(&city, &change);
    early.is_problem(422, "starts_later");
    assert_eq!(wrong(&early), [("starts_later".to_owned(), "/effective_on".to_owned())]);
    city.standing_lead().transition(&change, change_step("reopen")).is(200);
    city.standing_officer().patch(&change, json!({"effective_on": "2017-02-01"})).is(200);
    city.bring_change(&change, "executed");
    assert_eq!(last_day(&city, "culture"), "2017-01-31");
    let steps: Vec<Value> =
        city.auditor().get(&format!("{change}/transitions")).items().iter().map(|it| it["action"].clone()).collect();
    assert_eq!(steps, ["create", "approve", "reopen", "update", "approve", "execute"]);
    let entries = city.auditor().get(&format!("/audit-entries?resource_id={}", city.agency("culture"))).items();
    assert!(entries.iter().any(|it| it["action"] == "update"), "and the agency's own record has it: {entries:?}");
}

fn what_is_wrong_whenever_it_is_written_is_refused_then(city: City) {
    let (culture, justice) = (city.agency("culture"), city.agency("justice"));
    let refused = |fields: Value| {
        let mut body = json!({"committee_id": city.agency("committee"), "effective_on": "2017-02-01"});
        body.as_object_mut().unwrap().extend(fields.as_object().unwrap().clone());
        let answer = city.standing_officer().post("/agency-changes", body);
        assert_eq!(answer.status, 422, "{answer}");
        wrong(&answer)
    };
    let pair = |code: &str, place: &str| (code.to_owned(), place.to_owned());
    let twice = json!({"ends": [ends(culture, None), ends(culture, None)]});
    assert_eq!(refused(twice), [pair("agency_repeated", "/ends/1/agency_id")]);
    assert_eq!(refused(json!({"ends": [ends(culture, Some(culture))]})), [pair("same_agency", "/ends/0/heir_id")]);
    let (other, _) = city.found_another();
    assert_eq!(refused(json!({"ends": [ends(other, None)]})), [pair("outside_committee", "/ends/0/agency_id")]);
    let renamed = |agency, code: &str| json!({"agency_id": agency, "name": "Tên", "code": code});
    let codes = json!({"renames": [renamed(culture, "H24.90"), renamed(justice, "H24.90")]});
    assert_eq!(refused(codes), [pair("code_repeated", "/renames/1/code")]);
    let draft = city.drafted_change_with(json!({"effective_on": "2017-02-01"}));
    let answer = city.chair().transition(&draft, change_step("approve"));
    answer.is_problem(422, "nothing_changes");
}

fn everything_that_stands_in_its_way_is_named_and_nothing_changes(city: City) {
    let papers = city.papers();
    let period = papers.open_period();
    let owed = id_in(&papers.owed(&period, "culture")).to_owned();
    let pair = |code: &str, place: &str| (code.to_owned(), place.to_owned());
    let refused = |ends: Value, last_day: &str| {
        let draft = city.drafted_change(last_day, ends);
        let answer = city.chair().transition(&draft, change_step("approve"));
        assert_eq!(answer.status, 422, "{answer}");
        let codes: Vec<String> = wrong(&answer).into_iter().map(|it| it.0).collect();
        assert_eq!(city.chair().get(&draft).blocked("approve"), Some(codes));
        wrong(&answer)
    };
    let (culture, justice) = (city.agency("culture"), city.agency("justice"));
    let (district, commune, labour) = (city.agency("district"), city.agency("commune"), city.agency("labour"));
    // A report that is owed, and of which nobody has said what becomes of it.
    let undecided = json!([{"agency_id": culture, "heir_id": justice}]);
    assert_eq!(refused(undecided, "2017-01-31"), [pair("obligation_undecided", &owed)]);
    assert_eq!(last_day(&city, "culture"), Value::Null);
    let decided = json!([{"agency_id": culture, "heir_id": justice,
        "exceptions": [{"obligation_id": owed, "open_obligations": "exempt"}]}]);
    approved(&city, "2017-01-31", decided);
    // Heirs in a circle, below whoever ends, and nobody at all.
    let circle = json!([ends(culture, Some(justice)), ends(justice, Some(culture))]);
    let found = refused(circle, "2017-01-31");
    assert_eq!(found, [pair("heir_ends", "/ends/0/heir_id"), pair("heir_ends", "/ends/1/heir_id")]);
    let below = refused(json!([ends(district, Some(commune))]), "2017-01-31");
    assert_eq!(below, [pair("heir_below", "/ends/0/heir_id"), pair("child_alive", &commune.to_string())]);
    let standing = refused(json!([ends(labour, Some(justice))]), "2017-01-31");
    assert_eq!(standing, [pair("standing_unfollowed", "/ends/0/agency_id")]);
    let committee = refused(json!([ends(city.agency("committee"), Some(justice))]), "2017-01-31");
    assert!(committee.contains(&pair("committee_ends", "/ends/0/agency_id")), "{committee:?}");
    // Before the agency was there.
    let early = refused(json!([ends(culture, Some(justice))]), "1989-12-31");
    assert!(early.contains(&pair("agency_absent", "/ends/0/agency_id")), "{early:?}");
    // A later change of the same agency that holds comes before all of that.
    let later = approved(&city, "2017-01-31", json!([ends(culture, Some(justice))]));
    execute(&city, &later).is(200);
    let draft = city.drafted_change("2016-12-31", json!([ends(culture, Some(justice))]));
    let answer = city.chair().transition(&draft, change_step("approve"));
    answer.is_problem(409, "later_change");
    // What was approved is judged again.
    let again = city.drafted_change("2017-01-31", json!([ends(culture, Some(justice))]));
    city.chair().transition(&again, change_step("approve")).is_problem(422, "agency_absent");
}

fn three_merge_and_nothing_is_lost_or_doubled(city: City) {
    let papers = city.papers();
    let communes = ["H24.11.02", "H24.11.03"].map(|code| founded(&city, code, "commune", "district"));
    let period = papers.open_period();
    let heir = founded(&city, "H24.11.09", "commune", "district");
    let signed = papers.submission_in(&period, "commune", "submitted");
    let count = || {
        city.auditor().get(&format!("/obligations?period_id={}&count=true", id_in(&period))).is(200)["total"].clone()
    };
    let before = count().as_i64().unwrap();
    let end = |agency: &Value, kept: &str| json!({"agency_id": agency, "heir_id": heir, "open_obligations": kept});
    let all = json!([
        end(&json!(city.agency("commune")), "heir_files"),
        end(&communes[0], "heir_files"),
        end(&communes[1], "exempt")
    ]);
    let change = approved(&city, "2017-01-31", all);
    execute(&city, &change).is(200);
    assert_eq!(count(), json!(before + 1), "the heir owes its own from now on");
    let of = |agency: &Value| -> Vec<Value> {
        let path = format!("/obligations?period_id={}&agency_id={}", id_in(&period), agency.as_str().unwrap());
        city.auditor().get(&path).items()
    };
    assert_eq!(of(&heir)[0]["state"], "open");
    assert_eq!(of(&communes[0])[0]["state"], "open");
    assert_eq!(of(&communes[1])[0]["state"], "exempt");
    let report = city.auditor().get(&signed).is(200);
    assert_eq!((&report["state"], &report["agency_id"]), (&json!("submitted"), &json!(city.agency("commune"))));
    // Opening the period again finds nobody new; and whoever owes already is not asked twice.
    papers.open(&period);
    assert_eq!(count(), json!(before + 1));
    let into_one = approved(&city, "2017-01-31", json!([ends(city.agency("culture"), Some(city.agency("justice")))]));
    execute(&city, &into_one).is(200);
    assert_eq!(count(), json!(before + 1));
}

fn the_heir_signs_what_its_predecessor_owed(city: City) {
    let papers = city.papers();
    let period = papers.open_period();
    let report = papers.report_draft(&period, "culture");
    let change = approved(&city, "2017-01-31", json!([ends(city.agency("culture"), Some(city.agency("justice")))]));
    execute(&city, &change).is(200);
    city.officer().transition(&report, json!({"action": "hand_over"})).is(200);
    city.lead().transition(&report, crate::harness::submit()).is(200);
    let owed = city.auditor().get(&papers.owed(&period, "culture")).is(200);
    assert_eq!(owed["agency_id"], json!(city.agency("culture")), "nothing moves");
    assert!(owed["received_at"].is_string());
    for stranger in ["district_lead", "culture_lead"] {
        assert!([401, 404].contains(&city.by(stranger).get(&report).status));
    }
}

fn whoever_ended_acts_no_more_and_what_was_decided_of_a_received_report_lapses(city: City) {
    let papers = city.papers();
    let period = papers.open_period();
    let signed_in =
        city.nobody().post("/auth/login", json!({"login": "culture_officer", "password": PASSWORD})).is(200);
    let end =
        json!([{"agency_id": city.agency("culture"), "heir_id": city.agency("justice"), "open_obligations": "exempt"}]);
    let change = approved(&city, "2017-01-31", end);
    // Received after it was decided on.
    papers.submission_in(&period, "culture", "submitted");
    execute(&city, &change).is(200);
    let owed = city.auditor().get(&papers.owed(&period, "culture")).is(200);
    assert_eq!((&owed["state"], &owed["exempt_reason"]), (&json!("open"), &Value::Null));
    city.by("culture_officer").get("/me").is_problem(401, "invalid_token");
    let refresh = json!({"refresh_token": signed_in["refresh_token"]});
    city.nobody().post("/auth/refresh", refresh).is_problem(401, "invalid_token");
}

fn an_agency_is_renamed_and_each_day_has_its_name(city: City) {
    let culture = city.agency("culture");
    let path = format!("/agencies/{culture}");
    let before = city.admin().get(&path).is(200);
    let renamed = |name: &str, code: &str| json!([{"agency_id": culture, "name": name, "code": code}]);
    let first = json!({"effective_on": "2017-01-16", "renames": renamed("Sở Văn hoá", "H24.31")});
    let first = city.drafted_change_with(first);
    city.bring_change(&first, "executed");
    let second = json!({"effective_on": "2017-02-01", "renames": renamed("Sở Văn hoá và Du lịch", "H24.32")});
    let second = city.drafted_change_with(second);
    city.bring_change(&second, "executed");
    let names = city.by("commune_lead").get(&format!("{path}/names")).items();
    let told: Vec<[&Value; 3]> = names.iter().map(|it| [&it["name"], &it["valid_to"], &it["code"]]).collect();
    assert_eq!(
        told,
        [
            [&before["name"], &json!("2017-01-15"), &before["code"]],
            [&json!("Sở Văn hoá"), &json!("2017-01-31"), &json!("H24.31")],
            [&json!("Sở Văn hoá và Du lịch"), &Value::Null, &json!("H24.32")],
        ]
    );
    // A code that another has.
    let taken = json!({"effective_on": "2017-02-01", "renames": renamed("x", "H24.02")});
    let taken = city.drafted_change_with(taken);
    city.chair().transition(&taken, change_step("approve")).is_problem(409, "code_taken");
    // The later one goes first.
    city.chair().transition(&first, change_step("revert")).is_problem(409, "later_change");
    city.goes_on(&second);
    city.goes_on(&first);
    let after = city.admin().get(&path).is(200);
    assert_eq!((&after["name"], &after["code"]), (&before["name"], &before["code"]));
    assert_eq!(city.admin().get(&format!("{path}/names")).items().len(), 1);
}

fn what_was_issued_and_what_is_over_keeps_the_name_it_had(city: City) {
    let papers = city.papers();
    let period = papers.open_period();
    let consolidation = papers.consolidation_of(&period);
    papers.bring_consolidation(&consolidation, "issued");
    let owed = papers.owed(&period, "culture");
    papers.assignment("culture", "accepted");
    papers.event_in("culture", "confirmed");
    let due_on = city.chair().get(&period).is(200)["due_on"].as_str().unwrap().to_owned();
    let culture = json!(city.agency("culture"));
    let before = city.admin().get(&format!("/agencies/{}", city.agency("culture"))).is(200)["name"].clone();
    city.at(&format!("{due_on}T09:00:00+07:00"));
    days_pass(&city, 1);
    let day = city.clock.now().date();
    let name = json!("Sở Văn hoá và Du lịch");
    let renamed = json!({"effective_on": day, "renames": [{"agency_id": culture, "name": name, "code": "H24.31"}]});
    city.bring_change(&city.drafted_change_with(renamed), "executed");
    let auditor = city.auditor();
    let named =
        |rows: &[Value]| rows.iter().find(|it| it["agency_id"] == culture).expect("of Culture")["agency_name"].clone();
    assert_eq!(named(&auditor.get(&format!("{consolidation}/items?limit=200")).items()), before);
    let document = auditor.get(&format!("{consolidation}/document")).is(200).clone();
    assert_eq!(named(document["missing"].as_array().unwrap()), before, "as the document that was signed");
    assert_eq!(auditor.get(&owed).is(200)["agency_name"], before);
    for (path, list, day_of) in [
        ("compliance", "by_branch", format!("as_of={due_on}T12:00:00%2B07:00")),
        ("tasks", "by_agency", format!("as_of={due_on}T12:00:00%2B07:00")),
        ("events", "by_agency", format!("as_of={due_on}")),
        ("membership", "by_agency", format!("on={due_on}")),
    ] {
        let called = |query: &str| {
            let answer = auditor.get(&format!("/statistics/{path}?{query}")).is(200).clone();
            named(answer[list].as_array().unwrap())
        };
        assert_eq!((called(""), called(&day_of)), (name.clone(), before.clone()), "{path}");
    }
}

/// An agency reports to another from a day on.
fn routed(city: &City, from: &str, to: &str, day: &str) {
    let path = format!("/agencies/{}/reporting-routes", city.agency(from));
    city.standing_lead().post(&path, json!({"recipient_id": city.agency(to), "valid_from": day})).is(201);
}

/// The routes of an agency: to whom, and both days. Each ends before the next begins.
fn routes(city: &City, agency: &str) -> Vec<[Value; 3]> {
    let items = city.auditor().get(&format!("/agencies/{}/reporting-routes", city.agency(agency))).items();
    let found: Vec<[Value; 3]> =
        items.iter().map(|it| ["recipient_id", "valid_from", "valid_to"].map(|name| it[name].clone())).collect();
    for pair in found.windows(2) {
        assert!(pair[0][2].as_str().is_some_and(|last| last < pair[1][1].as_str().unwrap()), "two at once: {found:#?}");
    }
    found
}

fn routes_end_with_their_agencies_and_follow_whoever_receives(city: City) {
    routed(&city, "commune", "culture", "2017-01-01");
    routed(&city, "culture", "district", "2017-01-01");
    routed(&city, "labour", "culture", "2017-06-01");
    let all = || ["commune", "culture", "labour"].map(|agency| routes(&city, agency));
    let before = all();
    let change = approved(&city, "2017-01-31", json!([ends(city.agency("culture"), Some(city.agency("justice")))]));
    execute(&city, &change).is(200);
    let (culture, justice, district) =
        (json!(city.agency("culture")), json!(city.agency("justice")), json!(city.agency("district")));
    let [begins, eve, day, later] = ["2017-01-01", "2017-01-31", "2017-02-01", "2017-06-01"].map(|day| json!(day));
    let of_commune = vec![[culture, begins.clone(), eve.clone()], [justice.clone(), day, Value::Null]];
    assert_eq!(all(), [of_commune, vec![[district, begins, eve]], vec![[justice, later, Value::Null]]]);
    city.goes_on(&change);
    assert_eq!(all(), before);
}

fn routes_entered_since_stand_and_no_day_has_two(city: City) {
    routed(&city, "commune", "culture", "2017-01-01");
    routed(&city, "justice", "culture", "2017-01-01");
    routed(&city, "district", "culture", "2017-06-01");
    let change = approved(&city, "2017-01-31", json!([ends(city.agency("culture"), Some(city.agency("justice")))]));
    execute(&city, &change).is(200);
    // After one that was made; after none, since the heir reported there himself; and after one that leads to the heir.
    routed(&city, "commune", "labour", "2017-03-01");
    routed(&city, "justice", "labour", "2017-02-01");
    routed(&city, "district", "labour", "2017-09-01");
    city.goes_on(&change);
    let id = |agency: &str| json!(city.agency(agency));
    let since = |day: &str| [id("labour"), json!(day), Value::Null];
    let again = |last: &str| [id("culture"), json!("2017-01-01"), json!(last)];
    assert_eq!(routes(&city, "commune"), [again("2017-02-28"), since("2017-03-01")]);
    assert_eq!(routes(&city, "justice"), [again("2017-01-31"), since("2017-02-01")]);
    // What somebody has ended stays as he left it.
    let ended = [id("justice"), json!("2017-06-01"), json!("2017-08-31")];
    assert_eq!(routes(&city, "district"), [ended, since("2017-09-01")]);
}

/// A route that has begun since the day of a change that is carried out later.
fn days_of_a_route_that_runs_already_stay(city: City) {
    let change = approved(&city, "2017-01-31", json!([ends(city.agency("culture"), Some(city.agency("justice")))]));
    city.at("2017-02-20T09:00:00+07:00");
    routed(&city, "commune", "culture", "2017-02-10");
    let before = routes(&city, "commune");
    execute(&city, &change).is(200);
    let [culture, justice] = ["culture", "justice"].map(|it| json!(city.agency(it)));
    let led = [culture, json!("2017-02-10"), json!("2017-02-19")];
    assert_eq!(routes(&city, "commune"), [led, [justice, json!("2017-02-20"), Value::Null]]);
    city.goes_on(&change);
    assert_eq!(routes(&city, "commune"), before);
}

fn routes_that_begin_later_lead_to_the_heir_or_are_taken_out(city: City) {
    // One of the heir itself, one of whoever ends, and one of somebody else.
    routed(&city, "justice", "culture", "2017-06-01");
    routed(&city, "culture", "district", "2017-06-01");
    routed(&city, "commune", "culture", "2017-06-01");
    let all = || ["justice", "culture", "commune"].map(|agency| routes(&city, agency));
    let before = all();
    let first = approved(&city, "2017-01-31", json!([ends(city.agency("culture"), Some(city.agency("justice")))]));
    execute(&city, &first).is(200);
    let justice = json!(city.agency("justice"));
    assert_eq!(all(), [vec![], vec![], vec![[justice, json!("2017-06-01"), Value::Null]]]);
    // The heir ends in turn, in favour of whoever reports to it later; and each is taken back.
    let between = all();
    let second = approved(&city, "2017-01-31", json!([ends(city.agency("justice"), Some(city.agency("commune")))]));
    execute(&city, &second).is(200);
    assert!(all().iter().all(Vec::is_empty));
    city.goes_on(&second);
    assert_eq!(all(), between);
    city.goes_on(&first);
    assert_eq!(all(), before);
    // What was taken out and entered again is as the record tells.
    Program::in_an_empty_folder().on(&city.database.target).run(&["audit", "verify"]).went_well();
}

fn what_an_heir_holds_of_others_goes_on_with_it_or_is_let_off(city: City) {
    let papers = city.papers();
    let period = papers.open_period();
    let owed = papers.owed(&period, "culture");
    papers.assignment("culture", "accepted");
    papers.visit_of("committee", "culture", &["district_lead", "district_officer"], "notified");
    merged(&city, "culture", &json!(city.agency("justice")), "heir_files");
    let state = || city.auditor().get(&owed).is(200)["state"].clone();
    let end = |fields: Value| {
        let mut end = json!({"agency_id": city.agency("justice"), "heir_id": city.agency("district")});
        end.as_object_mut().unwrap().extend(fields.as_object().unwrap().clone());
        json!([end])
    };
    // What Justice holds is told, and nobody has said what becomes of it.
    let draft = city.drafted_change("2017-01-31", end(json!({})));
    let culture = json!(city.agency("culture"));
    for kind in ["obligations", "assignments", "visits"] {
        let left = city.auditor().get(&format!("{draft}/preview/{kind}?limit=200")).items();
        assert_eq!(left.iter().filter(|it| it["agency_id"] == culture).count(), 1, "{kind}: {left:?}");
    }
    for kind in ["grants", "delegations"] {
        let left = city.auditor().get(&format!("{draft}/preview/{kind}?limit=200")).items();
        assert!(left.iter().all(|it| it["agency_id"] != culture), "{kind} are over already: {left:?}");
    }
    let refused = wrong(&city.chair().transition(&draft, change_step("approve")));
    assert!(refused.contains(&("obligation_undecided".to_owned(), id_in(&owed).to_owned())), "{refused:?}");
    let excepted = json!([{"obligation_id": id_in(&owed), "open_obligations": "exempt"}]);
    for (fields, expected) in [
        (json!({"open_obligations": "exempt"}), "exempt"),
        (json!({"open_obligations": "heir_files"}), "open"),
        (json!({"open_obligations": "heir_files", "exceptions": excepted}), "exempt"),
    ] {
        let change = approved(&city, "2017-01-31", end(fields));
        execute(&city, &change).is(200);
        assert_eq!(state(), json!(expected));
        city.goes_on(&change);
        assert_eq!(state(), json!("open"));
    }
}

fn whoever_follows_below_a_committee_owes_in_periods_of_the_one_above_it(city: City) {
    let admin = city.admin();
    let committee = founded(&city, "H24.60", "city_committee", "committee");
    let under = |code: &str| -> Value {
        let new = json!({"code": code, "name": format!("Đơn vị {code}"), "kind": "department", "parent_id": committee,
            "valid_from": "2016-01-01"});
        admin.post("/agencies", new).is(201)["id"].clone()
    };
    let (standing, ending) = (under("H24.60.01"), under("H24.60.02"));
    let designations = format!("/agencies/{}/designations", committee.as_str().unwrap());
    admin.post(&designations, json!({"agency_id": standing, "valid_from": "2016-01-01"})).is(201);
    let someone = |login: &str, role: &str, at: &Value, scope: &str| {
        let user = city.user(login);
        let grant = json!({"user_id": user, "agency_id": at, "role": role, "scope": scope, "valid_from": "2016-01-01"});
        admin.post("/grants", grant).is(201);
        city.acting(login, user, at.as_str().unwrap().parse().unwrap())
    };
    let officer = someone("culture_officer", "standing_officer", &standing, "self");
    let lead = someone("culture_lead", "standing_lead", &standing, "self");
    let chair = someone("district_lead", "chair", &committee, "subtree");
    let period = city.papers().open_period();
    let heir = under("H24.60.03");
    let owes = |agency: &Value| {
        let path = format!("/obligations?period_id={}&agency_id={}", id_in(&period), agency.as_str().unwrap());
        city.auditor().get(&path).items().len()
    };
    assert_eq!([owes(&ending), owes(&heir)], [1, 0]);
    let end = json!([{"agency_id": ending, "heir_id": heir, "open_obligations": "heir_files"}]);
    let draft = json!({"committee_id": committee, "effective_on": "2017-02-01", "ends": end});
    let change = officer.post("/agency-changes", draft).is(201);
    let change = format!("/agency-changes/{}", change["id"].as_str().unwrap());
    chair.transition(&change, change_step("approve")).is(200);
    lead.transition(&change, change_step("execute")).is(200);
    assert_eq!([owes(&ending), owes(&heir)], [1, 1]);
}

fn exceptions_are_of_what_the_agency_owes(city: City) {
    let papers = city.papers();
    let period = papers.open_period();
    let others = papers.owed(&period, "district");
    let own = papers.owed(&period, "culture");
    let excepted = |ids: &[&str]| {
        let all: Vec<Value> = ids.iter().map(|id| json!({"obligation_id": id, "open_obligations": "exempt"})).collect();
        json!([{"agency_id": city.agency("culture"), "heir_id": city.agency("justice"), "exceptions": all}])
    };
    let unknown = city.user("chair").to_string();
    let some = excepted(&[id_in(&own), id_in(&others), &unknown]);
    let body = json!({"committee_id": city.agency("committee"), "effective_on": "2017-02-01", "ends": some.clone()});
    let pair = |place: &str| ("unknown_reference".to_owned(), place.to_owned());
    let strange = [pair("/ends/0/exceptions/1/obligation_id"), pair("/ends/0/exceptions/2/obligation_id")];
    assert_eq!(wrong(&city.standing_officer().post("/agency-changes", body)), strange);
    let draft = city.drafted_change("2017-01-31", excepted(&[id_in(&own)]));
    assert_eq!(wrong(&city.standing_officer().patch(&draft, json!({"ends": some}))), strange);
}

fn it_is_taken_back_while_nothing_later_holds(city: City) {
    let papers = city.papers();
    let period = papers.open_period();
    let heir = founded(&city, "H24.41", "department", "committee");
    let change = merged(&city, "culture", &heir, "exempt");
    let owed = |agency: &Value| {
        let path = format!("/obligations?period_id={}&agency_id={}", id_in(&period), agency.as_str().unwrap());
        let items = city.auditor().get(&path).items();
        assert_eq!(items.len(), 1, "once");
        items[0]["state"].clone()
    };
    let culture = json!(city.agency("culture"));
    assert_eq!((owed(&culture), owed(&heir)), (json!("exempt"), json!("open")));
    city.goes_on(&change);
    assert_eq!((owed(&culture), owed(&heir)), (json!("open"), json!("cancelled")));
    assert_eq!(last_day(&city, "culture"), Value::Null);
    city.by("culture_lead").get("/me").is(200);
    let of_it = format!("/agencies/{}/succession", city.agency("culture"));
    assert!(city.auditor().get(&of_it).items().is_empty());
    // Carried out once more, whoever goes on owes again.
    let again = merged(&city, "culture", &heir, "exempt");
    assert_eq!((owed(&culture), owed(&heir)), (json!("exempt"), json!("open")));
    // The heir ends in turn: the first cannot be taken back before.
    let next = approved(&city, "2017-01-31", json!([ends(heir.as_str().unwrap().parse().unwrap(), None)]));
    execute(&city, &next).is(200);
    city.chair().transition(&again, change_step("revert")).is_problem(409, "later_change");
    // Nor after thirty days, and then nothing else is in the way: nobody takes the other one back for it.
    city.at("2017-03-04T09:00:00+07:00");
    city.chair().transition(&again, change_step("revert")).is_problem(422, "revert_too_late");
    assert_eq!(city.chair().get(&again).blocked("revert"), Some(vec!["revert_too_late".to_owned()]));
    city.at("2017-03-03T08:00:00+07:00");
    assert_eq!(city.chair().get(&again).blocked("revert"), Some(vec!["later_change".to_owned()]));
    assert_eq!(city.standing_lead().get(&again).blocked("revert"), Some(vec!["role_may_not".to_owned()]));
    city.goes_on(&next);
    city.goes_on(&again);
}

fn what_was_cancelled_with_it_is_owed_again_when_the_period_is_opened_again(city: City) {
    let papers = city.papers();
    let period = papers.open_period();
    let heir = founded(&city, "H24.41", "department", "committee");
    let executed = || merged(&city, "culture", &heir, "exempt");
    city.goes_on(&executed());
    let found =
        city.auditor().get(&format!("/obligations?period_id={}&agency_id={}", id_in(&period), heir.as_str().unwrap()));
    let owed = format!("/obligations/{}", found.ids()[0]);
    let state = || city.auditor().get(&owed).is(200)["state"].clone();
    assert_eq!(state(), "cancelled");
    // He is there still, and owes what is asked for of everybody.
    let opened = papers.open(&period);
    assert_eq!((state(), &opened["obligations"]), (json!("open"), &json!(6)), "by the same row");
    assert_eq!(city.auditor().told(&owed), ["create", "cancel", "reopen"]);
    assert_eq!(papers.open(&period)["version"], opened["version"], "nobody is left");
    assert_eq!(city.auditor().get(&papers.owed(&period, "culture")).is(200)["state"], "open");
    // From then on he does not owe it by a change.
    city.goes_on(&executed());
    assert_eq!(state(), "open");
}

fn what_is_owed_by_another_change_too_stays_owed(city: City) {
    let papers = city.papers();
    let period = papers.open_period();
    let heir = founded(&city, "H24.44", "department", "committee");
    let [first, second] = ["culture", "justice"].map(|agency| merged(&city, agency, &heir, "heir_files"));
    let path = format!("/obligations?period_id={}&agency_id={}", id_in(&period), heir.as_str().unwrap());
    let owed = || city.auditor().get(&path).items()[0]["state"].clone();
    city.goes_on(&first);
    assert_eq!(owed(), "open", "it is the heir of the other still");
    city.goes_on(&second);
    assert_eq!(owed(), "cancelled", "nobody has it owe any more");
    assert_eq!(city.auditor().get(&path).items().len(), 1);
}

fn of_two_by_which_one_owes_either_is_taken_back_though_its_report_was_received(city: City) {
    let papers = city.papers();
    let period = papers.planned_period(json!({"owed_by": ["department"]}), json!({}));
    papers.open(&period);
    let heir = founded(&city, "H24.45", "department", "committee");
    let [first, second] = ["culture", "justice"].map(|agency| merged(&city, agency, &heir, "exempt"));
    let path = format!("/obligations?period_id={}&agency_id={}", id_in(&period), heir.as_str().unwrap());
    let owed = city.auditor().get(&path).items()[0]["id"].clone();
    signed_at(&city, &owed, &heir, &period);
    city.goes_on(&first);
    let place = owed.as_str().unwrap().to_owned();
    let answer = city.chair().transition(&second, change_step("revert"));
    assert_eq!(wrong(answer.is_problem(409, "report_received")), [("report_received".to_owned(), place)]);
}

fn what_was_let_off_is_owed_again_though_its_period_was_corrected(city: City) {
    let papers = city.papers();
    let period = papers.open_period();
    let change = merged(&city, "culture", &json!(city.agency("justice")), "exempt");
    let owed = papers.owed(&period, "culture");
    city.standing_lead().patch(&period, json!({"due_on": "2017-06-20"})).is(200);
    assert_eq!(city.auditor().get(&owed).is(200)["state"], "exempt");
    city.goes_on(&change);
    let after = city.auditor().get(&owed).is(200);
    assert_eq!((&after["state"], &after["exempt_reason"]), (&json!("open"), &Value::Null));
}

fn of_two_at_one_instant_the_later_goes_first(city: City) {
    let path = format!("/agencies/{}", city.agency("culture"));
    let before = city.admin().get(&path).is(200)["name"].clone();
    let renamed = |name: &str, code: &str, from: &str| {
        let renames = json!([{"agency_id": city.agency("culture"), "name": name, "code": code}]);
        let change = city.drafted_change_with(json!({"effective_on": from, "renames": renames}));
        city.bring_change(&change, "executed");
        change
    };
    for round in 0..4 {
        let first = renamed("Sở Văn hoá", "H24.31", "2017-01-31");
        // The clock goes back in every other round.
        city.at(if round % 2 == 0 { "2017-02-02T09:00:00+07:00" } else { "2017-02-02T08:00:00+07:00" });
        let second = renamed("Sở Văn hoá và Du lịch", "H24.32", "2017-02-01");
        city.chair().transition(&first, change_step("revert")).is_problem(409, "later_change");
        city.goes_on(&second);
        city.goes_on(&first);
        assert_eq!(city.admin().get(&path).is(200)["name"], before);
    }
}

fn a_route_that_a_later_change_altered_keeps_an_earlier_one_from_being_taken_back(city: City) {
    routed(&city, "commune", "culture", "2017-01-01");
    let before = routes(&city, "commune");
    let first = approved(&city, "2017-01-15", json!([ends(city.agency("culture"), Some(city.agency("justice")))]));
    execute(&city, &first).is(200);
    let ended = approved(&city, "2017-01-31", json!([ends(city.agency("commune"), Some(city.agency("district")))]));
    execute(&city, &ended).is(200);
    let answer = city.chair().transition(&first, change_step("revert"));
    let place = id_in(&ended).to_owned();
    assert_eq!(wrong(answer.is_problem(409, "later_change")), [("later_change".to_owned(), place)]);
    city.goes_on(&ended);
    city.goes_on(&first);
    assert_eq!(routes(&city, "commune"), before);
}

/// The report of an agency that was founded since: written and signed there by those of the commune.
fn signed_at(city: &City, owed: &Value, agency: &Value, period: &str) {
    for (login, role) in [("commune_officer", "agency_officer"), ("commune_lead", "agency_lead")] {
        let grant = json!({"user_id": city.user(login), "agency_id": agency, "role": role, "scope": "self",
            "valid_from": "2017-01-01"});
        city.admin().post("/grants", grant).is(201);
    }
    let at = |login: &str| city.acting(login, city.user(login), agency.as_str().unwrap().parse().unwrap());
    let body = json!({"obligation_id": owed, "content": city.papers().plain_content(period)});
    let report = at("commune_officer").post("/submissions", body).is(201);
    let report = format!("/submissions/{}", report["id"].as_str().unwrap());
    at("commune_officer").transition(&report, json!({"action": "hand_over"})).is(200);
    at("commune_lead").transition(&report, crate::harness::submit()).is(200);
}

fn a_report_that_was_received_keeps_it_from_being_taken_back(city: City) {
    let papers = city.papers();
    let commune = city.agency("commune");
    let other = founded(&city, "H24.11.02", "commune", "district");
    // The commune is founded, so to speak, after the period was opened: it owes by the change alone.
    let period = papers.planned_period(json!({"owed_by": ["commune"]}), json!({}));
    papers.open(&period);
    let third = founded(&city, "H24.11.03", "commune", "district");
    let end = json!([{"agency_id": other, "heir_id": third, "successor_ids": [commune], "open_obligations": "exempt"}]);
    let change = approved(&city, "2017-01-31", end);
    execute(&city, &change).is(200);
    let path = format!("/obligations?period_id={}&agency_id={}", id_in(&period), third.as_str().unwrap());
    let owed = city.auditor().get(&path).items()[0]["id"].clone();
    signed_at(&city, &owed, &third, &period);
    let answer = city.chair().transition(&change, change_step("revert"));
    let place = owed.as_str().unwrap().to_owned();
    assert_eq!(wrong(answer.is_problem(409, "report_received")), [("report_received".to_owned(), place)]);
}

fn of_two_changes_of_one_agency_one_holds(city: City) {
    let end = |heir: &str| json!([ends(city.agency("culture"), Some(city.agency(heir)))]);
    let (one, other) = (approved(&city, "2017-01-31", end("justice")), approved(&city, "2017-01-31", end("district")));
    let by = |change: &str| city.standing_lead().with_etag_of(change);
    let (first, second) = (by(&one), by(&other));
    let answers = at_once(&[&|| first.transition(&one, change_step("execute")), &|| {
        second.transition(&other, change_step("execute"))
    }]);
    let mut codes: Vec<u16> = answers.iter().map(|it| it.status).collect();
    codes.sort_unstable();
    assert_eq!(codes, [200, 422], "{answers:#?}");
    let of_it = format!("/agencies/{}/succession", city.agency("culture"));
    assert_eq!(city.auditor().get(&of_it).items().len(), 1);
}

fn what_it_would_leave_is_counted_and_paged(city: City) {
    let papers = city.papers();
    papers.assignment("culture", "accepted");
    let visit = papers.visit("scheduled");
    papers.open_period();
    papers.difficulty("culture", "in_handling");
    let route = json!({"recipient_id": city.agency("culture"), "valid_from": "2017-01-01"});
    let routes = format!("/agencies/{}/reporting-routes", city.agency("commune"));
    city.standing_lead().post(&routes, route).is(201);
    let change = city.drafted_change("2017-01-31", json!([ends(city.agency("culture"), Some(city.agency("justice")))]));
    let preview = city.auditor().get(&format!("{change}/preview")).is(200);
    let count = |kind: &str| {
        let found = preview["left"].as_array().unwrap().iter().find(|it| it["kind"] == kind).cloned();
        found.unwrap_or_else(|| panic!("no {kind}"))["count"].as_i64().unwrap()
    };
    assert_eq!((count("assignments"), count("teams"), count("people-without-grant")), (1, 1, 2));
    for kind in ["grants", "obligations", "report-periods", "reporting-routes", "difficulties"] {
        assert!(count(kind) > 0, "{kind}");
    }
    for kind in preview["left"].as_array().unwrap() {
        let path = format!("{change}/preview/{}", kind["kind"].as_str().unwrap());
        let page = city.auditor().get(&format!("{path}?count=true")).is(200);
        assert_eq!(page["total"], kind["count"], "{path}");
    }
    let teams = city.admin().get(&format!("{change}/preview/teams")).items();
    assert_eq!((&teams[0]["id"], &teams[0]["agency_id"]), (&json!(id_in(&visit)), &json!(city.agency("culture"))));
    let pages = city.chair().get(&format!("{change}/preview/people-without-grant?limit=1"));
    assert!(pages.body["next"].is_string());
    city.auditor().get(&format!("{change}/preview/dragons")).is_problem(400, "bad_parameter");
    // It is not for those below, not even once it holds.
    city.bring_change(&change, "executed");
    city.lead().get(&format!("{change}/preview")).is_problem(404, "not_found");
}

fn it_waits_for_whoever_can_take_a_step_now(city: City) {
    let waiting = |who: &str| -> Vec<Value> {
        let items = city.by(who).get("/me/work?kind=agency-changes").items();
        items.iter().map(|it| it["state"].clone()).collect()
    };
    // One by which nothing changes can be written on, and not approved.
    let change = city.drafted_change_with(json!({"effective_on": "2017-02-03"}));
    assert_eq!((waiting("standing_officer"), waiting("chair")), (vec![json!("draft")], vec![]));
    let renamed = json!([{"agency_id": city.agency("culture"), "name": "Sở Văn hoá", "code": "H24.03"}]);
    city.standing_officer().patch(&change, json!({"renames": renamed})).is(200);
    assert_eq!(waiting("chair"), [json!("draft")]);
    city.chair().transition(&change, change_step("approve")).is(200);
    // Approved, it waits for its day, and then for whoever carries it out.
    assert_eq!((waiting("chair"), waiting("standing_lead")), (vec![], vec![]));
    assert_eq!(city.standing_lead().get(&change).blocked("execute"), Some(vec!["starts_later".to_owned()]));
    city.at("2017-02-03T08:00:00+07:00");
    assert_eq!(waiting("standing_lead"), [json!("approved")]);
    execute(&city, &change).is(200);
    assert!(waiting("standing_lead").is_empty());
}

fn it_is_read_by_those_who_have_to_do_with_it_and_once_executed_by_everybody_below(city: City) {
    let concerned = ["chair", "standing_lead", "standing_officer", "auditor", "admin"];
    for (number, state) in ["draft", "approved", "cancelled"].into_iter().enumerate() {
        let change = city.change_of_a_unit(&format!("H24.02.{number}"), state);
        city.is_read_by("/agency-changes", &change, &concerned);
    }
    let executed = city.change_of_a_unit("H24.02.9", "executed");
    let everybody = [
        "chair",
        "standing_lead",
        "standing_officer",
        "labour_lead",
        "justice_lead",
        "justice_officer",
        "district_lead",
        "district_officer",
        "commune_lead",
        "commune_officer",
        "auditor",
        "justice_auditor",
        "portal",
        "admin",
        "district_admin",
    ];
    city.is_read_by("/agency-changes", &executed, &everybody);
}

#[derive(QueryableByName)]
struct Count {
    #[diesel(sql_type = diesel::sql_types::BigInt)]
    number: i64,
}

fn counted(connection: &mut AnyConnection, query: &str) -> i64 {
    diesel::sql_query(query).get_result::<Count>(connection).unwrap().number
}

fn an_heir_s_administrator_does_not_rewrite_what_it_took_over(city: City) {
    let lend = json!({"delegate_id": city.user("culture_officer"), "agency_id": city.agency("culture"),
        "actions": ["assignments.accept"], "valid_from": "2017-02-01", "valid_to": "2017-03-10"});
    let lent = city.by("culture_lead").post("/delegations", lend).is(201);
    let change = approved(&city, "2017-01-31", json!([ends(city.agency("culture"), Some(city.agency("district")))]));
    execute(&city, &change).is(200);
    let path = format!("/agencies/{}", city.agency("culture"));
    let code = json!({"code": "H24.02"});
    city.by("district_admin").patch(&path, code).is_problem(403, "role_may_not");
    assert_eq!(city.by("district_admin").get(&path).blocked("update"), Some(vec!["role_may_not".to_owned()]));
    city.admin().patch(&path, json!({"name": "Sở Văn hóa, Thể thao"})).is(200);
    // Nor does it take roles there from people, who have them again when the change is taken back.
    let held = city.admin().get(&format!("/grants?agency_id={}", city.agency("culture"))).items();
    let grant = format!("/grants/{}", held[0]["id"].as_str().unwrap());
    let revoke = json!({"action": "revoke", "reason": "Nghỉ"});
    assert_eq!(city.by("district_admin").get(&grant).blocked("revoke"), Some(vec!["role_may_not".to_owned()]));
    city.by("district_admin").transition(&grant, revoke.clone()).is_problem(403, "role_may_not");
    city.admin().transition(&grant, revoke.clone()).is(200);
    let lent = format!("/delegations/{}", lent["id"].as_str().unwrap());
    city.by("district_admin").transition(&lent, revoke.clone()).is_problem(403, "role_may_not");
    city.admin().transition(&lent, revoke).is(200);
}

fn killed_in_the_middle_all_of_it_holds_or_nothing(mut city: City) {
    const UNITS: usize = 200;
    let units: Vec<Value> =
        (0..UNITS).map(|number| founded(&city, &format!("H24.02.{number}"), "unit", "justice")).collect();
    let all: Vec<Value> = units.iter().map(|it| json!({"agency_id": it, "open_obligations": "heir_files"})).collect();
    let change = approved(&city, "2017-01-31", json!(all));
    city.stop();
    let key = folder().join("key-encryption.key").display().to_string();
    let program = Program::in_an_empty_folder().on(&city.database.target).with("TIENBO_KEY_ENCRYPTION_KEY_FILE", &key);
    let ended = "SELECT count(*) AS number FROM agencies WHERE valid_to IS NOT NULL";
    let over = "SELECT count(*) AS number FROM agency_changes WHERE state = 'executed'";
    for round in 0..20_u64 {
        let mut running = program.start(&["serve"]);
        running.ready(Duration::from_secs(30));
        let lead = running.person("standing_lead", PASSWORD).with_etag_of(&change);
        let began = Moment::now();
        let asking = std::thread::spawn({
            let change = change.clone();
            // Whoever is cut off in the middle has no answer.
            move || {
                drop(std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
                    lead.transition(&change, change_step("execute"))
                })))
            }
        });
        while began.elapsed() < Duration::from_millis(2 + 7 * round) {
            std::thread::sleep(Duration::from_millis(1));
        }
        running.kill();
        asking.join().unwrap();
        let mut connection = city.connect();
        let (gone, executed) = (counted(&mut connection, ended), counted(&mut connection, over));
        assert_eq!(gone, executed * UNITS as i64, "all of it or nothing");
        if executed > 0 {
            break;
        }
    }
    let mut running = program.start(&["serve"]);
    running.ready(Duration::from_secs(30));
    program.seals_all(&["audit", "verify"]).went_well();
}
