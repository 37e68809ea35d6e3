//! Random walks: whatever people try in whatever order, an object stands where the rules say, and versions only grow.

use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};

use crate::harness::{
    City, Value, both_databases, checklist_step, decision_step, event_step, id_in, inspection_plan_step, issue, json,
    month_step, plan_step, publication_step,
};

/// So many walks on each database.
const WALKS: u32 = 12;

fn runner() -> TestRunner {
    TestRunner::new_with_rng(
        Config { cases: WALKS, failure_persistence: None, ..Config::default() },
        proptest::test_runner::TestRng::deterministic_rng(proptest::test_runner::RngAlgorithm::ChaCha),
    )
}

/// The arrows of a workflow, by hand: state, action, state.
type Arrows = &'static [(&'static str, &'static str, &'static str)];

const PROGRAMME: Arrows = &[
    ("draft", "submit", "under_review"),
    ("under_review", "return", "draft"),
    ("under_review", "issue", "issued"),
    ("issued", "close", "closed"),
    ("draft", "cancel", "cancelled"),
    ("under_review", "cancel", "cancelled"),
    ("issued", "cancel", "cancelled"),
];

const ASSIGNMENT: Arrows = &[
    ("pending", "accept", "accepted"),
    ("pending", "return", "returned"),
    ("accepted", "return", "returned"),
    ("accepted", "record_progress", "in_progress"),
    ("in_progress", "record_progress", "in_progress"),
    ("accepted", "report_done", "reported_done"),
    ("in_progress", "report_done", "reported_done"),
    ("reported_done", "verify", "verified"),
    ("reported_done", "send_back", "in_progress"),
    ("verified", "send_back", "in_progress"),
    ("returned", "insist", "pending"),
    ("returned", "reassign", "cancelled"),
];

const ACTION_MONTH: Arrows = &[("planned", "announce", "announced"), ("announced", "retract", "planned")];

const EVENT_PLAN: Arrows = &[
    ("draft", "submit", "submitted"),
    ("returned", "submit", "submitted"),
    ("submitted", "acknowledge", "acknowledged"),
    ("submitted", "return", "returned"),
    ("submitted", "revise", "draft"),
    ("acknowledged", "revise", "draft"),
];

/// `revise` opens an object of its own.
const CHECKLIST: Arrows = &[("draft", "publish", "published"), ("draft", "discard", "retired")];

const COMMITTEE_DECISION: Arrows =
    &[("draft", "record", "in_force"), ("draft", "discard", "revoked"), ("in_force", "revoke", "revoked")];

const INSPECTION_PLAN: Arrows = &[
    ("draft", "submit", "submitted"),
    ("draft", "cancel", "cancelled"),
    ("submitted", "return", "draft"),
    ("submitted", "approve", "approved"),
    ("submitted", "cancel", "cancelled"),
    ("approved", "close", "closed"),
];

/// Takes steps by whose business they are, and looks after each.
fn walk(
    city: &City,
    arrows: Arrows,
    path: &str,
    actions: &[&'static str],
    step: impl Fn(&str) -> (&'static str, Value),
) {
    let first = city.auditor().get(path).is(200);
    let (mut state, mut version) = (first["state"].as_str().unwrap().to_owned(), first["version"].as_i64().unwrap());
    for action in actions {
        let (login, body) = step(action);
        let answer = city.by(login).transition(path, body);
        match arrows.iter().find(|(from, name, _)| *from == state && name == action) {
            Some((_, _, to)) => {
                answer.is(200);
                (state, version) = ((*to).to_owned(), version + 1);
            }
            None => drop(answer.is_problem(409, "state_forbids")),
        }
        let now = city.auditor().get(path).is(200);
        assert_eq!(
            (now["state"].as_str(), now["version"].as_i64()),
            (Some(state.as_str()), Some(version)),
            "after {action}: {actions:?}"
        );
    }
    let history = city.auditor().get(&format!("{path}/transitions?limit=200")).items();
    let versions: Vec<i64> = history.iter().map(|it| it["version"].as_i64().unwrap()).collect();
    assert!(versions.windows(2).all(|pair| pair[0] < pair[1]), "versions only grow: {versions:?}");
    assert!(
        history.windows(2).all(|pair| pair[1]["from"].is_null() || pair[0]["to"] == pair[1]["from"]),
        "each step begins where the last ended"
    );
}

fn actions_of(arrows: Arrows) -> impl Strategy<Value = Vec<&'static str>> {
    let mut names: Vec<&'static str> = arrows.iter().map(|(_, action, _)| *action).collect();
    names.sort_unstable();
    names.dedup();
    proptest::collection::vec(proptest::sample::select(names), 1..14)
}

both_databases![
    a_programme,
    an_assignment,
    an_action_month,
    an_event_plan,
    a_checklist,
    a_decision_on_a_committee,
    a_plan_of_inspections
];

fn an_action_month(city: City) {
    let walked = runner().run(&actions_of(ACTION_MONTH), |actions| {
        let path = city.papers().month("planned");
        walk(&city, ACTION_MONTH, &path, &actions, |action| ("standing_lead", month_step(action)));
        Ok(())
    });
    walked.unwrap();
}

fn an_event_plan(city: City) {
    let walked = runner().run(&actions_of(EVENT_PLAN), |actions| {
        // Once it was submitted the auditor looks on.
        let path = city.papers().plan("justice", "submitted");
        walk(&city, EVENT_PLAN, &path, &actions, |action| match action {
            "acknowledge" | "return" => ("standing_lead", plan_step(action)),
            _ => ("justice_lead", plan_step(action)),
        });
        Ok(())
    });
    walked.unwrap();
}

fn a_checklist(city: City) {
    let walked = runner().run(&actions_of(CHECKLIST), |actions| {
        let path = city.papers().checklist("committee", "draft");
        walk(&city, CHECKLIST, &path, &actions, |action| {
            let login = if action == "publish" { "standing_lead" } else { "standing_officer" };
            (login, checklist_step(action))
        });
        Ok(())
    });
    walked.unwrap();
}

fn a_decision_on_a_committee(city: City) {
    let walked = runner().run(&actions_of(COMMITTEE_DECISION), |actions| {
        let path = city.papers().decision("justice", "draft");
        walk(&city, COMMITTEE_DECISION, &path, &actions, |action| ("standing_lead", decision_step(action)));
        Ok(())
    });
    walked.unwrap();
}

fn a_plan_of_inspections(city: City) {
    let walked = runner().run(&actions_of(INSPECTION_PLAN), |actions| {
        let path = city.papers().self_inspection_plan("committee", "draft");
        walk(&city, INSPECTION_PLAN, &path, &actions, |action| {
            let login = match action {
                "submit" => "standing_officer",
                "close" => "standing_lead",
                _ => "chair",
            };
            (login, inspection_plan_step(action))
        });
        Ok(())
    });
    walked.unwrap();
}

fn a_programme(city: City) {
    let walked = runner().run(&actions_of(PROGRAMME), |actions| {
        let path = city.papers().draft("committee", "justice");
        walk(&city, PROGRAMME, &path, &actions, |action| match action {
            "submit" => ("standing_officer", json!({"action": action})),
            "close" => ("chair", json!({"action": action})),
            "issue" => ("chair", issue(&format!("{}/CTr", tienbo::kernel::id::Id::fresh()))),
            _ => ("chair", json!({"action": action, "reason": "Thử"})),
        });
        Ok(())
    });
    walked.unwrap();
}

fn an_assignment(city: City) {
    let culture = city.agency("culture");
    let walked = runner().run(&actions_of(ASSIGNMENT), |actions| {
        let path = city.papers().assignment("justice", "pending");
        walk(&city, ASSIGNMENT, &path, &actions, |action| {
            let reason = json!({"action": action, "reason": "Thử"});
            match action {
                "accept" => ("justice_officer", json!({"action": action})),
                "return" => ("justice_lead", reason),
                "record_progress" => {
                    ("justice_officer", json!({"action": action, "percent": 10, "narrative": "Đang làm"}))
                }
                "report_done" => ("justice_lead", json!({"action": action, "narrative": "Xong"})),
                "verify" => ("standing_officer", json!({"action": action})),
                "send_back" => ("standing_lead", reason),
                "insist" => ("standing_lead", reason),
                _ => ("standing_lead", json!({"action": action, "agency_id": culture, "reason": "Thử"})),
            }
        });
        Ok(())
    });
    walked.unwrap();
}

const EVENT: Arrows = &[
    ("planned", "confirm", "confirmed"),
    ("confirmed", "reschedule", "confirmed"),
    ("postponed", "reschedule", "confirmed"),
    ("planned", "postpone", "postponed"),
    ("confirmed", "postpone", "postponed"),
    ("planned", "cancel", "cancelled"),
    ("confirmed", "cancel", "cancelled"),
    ("postponed", "cancel", "cancelled"),
    ("planned", "declare_duplicate", "cancelled"),
    ("confirmed", "declare_duplicate", "cancelled"),
    ("postponed", "declare_duplicate", "cancelled"),
    ("held", "declare_duplicate", "cancelled"),
    ("reported", "declare_duplicate", "cancelled"),
    ("confirmed", "hold", "held"),
    ("held", "not_held", "confirmed"),
    ("held", "report", "reported"),
    ("reported", "correct", "reported"),
];

const PUBLICATION: Arrows = &[
    ("none", "request", "requested"),
    ("refused", "request", "requested"),
    ("withdrawn", "request", "requested"),
    ("published", "request", "change_requested"),
    ("requested", "approve", "published"),
    ("change_requested", "approve", "published"),
    ("requested", "refuse", "refused"),
    ("change_requested", "refuse", "published"),
    ("requested", "recall", "none"),
    ("change_requested", "recall", "published"),
    ("published", "withdraw", "withdrawn"),
    ("change_requested", "withdraw", "withdrawn"),
];

both_databases![an_event, a_publication];

fn an_event(city: City) {
    city.at("2017-11-25T09:00:00+07:00");
    let original = city.papers().event("justice", json!({}));
    let walked = runner().run(&actions_of(EVENT), |actions| {
        let path = city.papers().event("justice", json!({}));
        walk(&city, EVENT, &path, &actions, |action| {
            let mut step = event_step(action);
            if action == "declare_duplicate" {
                step["of_id"] = json!(id_in(&original));
            }
            ("justice_lead", step)
        });
        Ok(())
    });
    walked.unwrap();
}

fn a_publication(city: City) {
    let papers = city.papers();
    let lead = city.lead();
    let walked = runner().run(&actions_of(PUBLICATION), |actions| {
        let event = papers.event_in("justice", "confirmed");
        walk(&city, PUBLICATION, &format!("{event}/publication"), &actions, |action| match action {
            // Each time another text is asked for.
            "request" => {
                let next = lead.get(&event).body["version"].as_i64().unwrap() + 1;
                let edited = lead.patch(&event, json!({"title": format!("Hội thảo lần {next}")})).is(200);
                ("justice_lead", json!({"action": action, "event_version": edited["version"]}))
            }
            "recall" => ("justice_lead", publication_step(action)),
            _ => ("standing_lead", publication_step(action)),
        });
        Ok(())
    });
    walked.unwrap();
}
