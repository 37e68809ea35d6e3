//! What waits for somebody: one list, which agrees with the page of everything in it, and holds nothing else.

use std::collections::{BTreeMap, BTreeSet};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use crate::harness::{
    Answer, City, Person, Value, both_databases, days_pass, id_in, in_days, inspection_step, issue, json, report_step,
    submit,
};

both_databases![
    every_item_is_as_its_page_says_and_nothing_else_waits,
    what_was_done_is_gone,
    what_waits_is_done_from_the_list,
    pages_hold_each_item_once_in_the_order_of_last_days,
    an_event_and_its_publication_are_found_in_pages_of_one,
    a_report_waits_from_hand_to_hand,
    an_assignment_says_what_it_is_called_and_its_record_does_not,
    an_obligation_says_what_it_is_called_and_its_record_does_not,
    what_was_lent_waits_for_the_deputy_while_it_is_lent,
    a_team_finds_its_visit_and_what_it_carries,
    another_agency_sees_nothing_of_it,
    rights_and_days_change_what_waits,
    what_a_closed_programme_left_undone_waits_for_nobody,
    parameters_are_judged
];

/// A state, and the steps that are awaited there.
type Steps = (&'static str, &'static [&'static str]);

/// Every kind of thing that waits: where its list is, and which steps are awaited in each state. Written from the domain: what
/// brings a thing on, and nothing that takes it back.
const AWAITED: &[(&str, &[Steps])] = &[
    (
        "assignments",
        &[
            ("pending", &["accept", "return"]),
            ("accepted", &["record_progress", "report_done"]),
            ("in_progress", &["record_progress", "report_done"]),
            ("reported_done", &["verify", "send_back"]),
            ("returned", &["reassign", "insist"]),
        ],
    ),
    ("obligations", &[("open", &["create_submission", "ask_extension"])]),
    (
        "submissions",
        &[
            ("draft", &["update", "hand_over", "submit", "declare_nil"]),
            ("pending_signature", &["submit", "declare_nil", "return_to_draft"]),
            ("submitted", &["take"]),
            ("under_review", &["return", "accept"]),
        ],
    ),
    (
        "consolidations",
        &[
            ("open", &["compile"]),
            ("compiled", &["compile", "submit"]),
            ("under_review", &["return", "issue"]),
            ("issued", &["send"]),
        ],
    ),
    ("extensions", &[("asked", &["grant", "refuse"])]),
    (
        "events",
        &[("planned", &["confirm"]), ("confirmed", &["hold"]), ("postponed", &["reschedule"]), ("held", &["report"])],
    ),
    (
        "event-plans",
        &[
            ("draft", &["update", "submit"]),
            ("returned", &["update", "submit"]),
            ("submitted", &["acknowledge", "return"]),
        ],
    ),
    ("publications", &[("requested", &["approve", "refuse"]), ("change_requested", &["approve", "refuse"])]),
    ("programmes", &[("draft", &["update", "submit"]), ("under_review", &["return", "issue"])]),
    ("agency-changes", &[("draft", &["update", "approve"]), ("approved", &["execute"])]),
    ("checklists", &[("draft", &["update", "publish"])]),
    ("committee-decisions", &[("draft", &["update", "record"])]),
    ("inspection-plans", &[("draft", &["update", "submit"]), ("submitted", &["return", "approve"])]),
    (
        "inspections",
        &[
            ("scheduled", &["notify", "recuse"]),
            ("notified", &["start", "recuse"]),
            ("postponed", &["reschedule"]),
            ("in_progress", &["save_answers", "finish", "hand_over", "sign"]),
            ("fieldwork_done", &["create_inspection_report"]),
            ("pending_signature", &["sign", "return_to_draft"]),
            ("submitted", &["take_note", "return"]),
        ],
    ),
    (
        "inspection-reports",
        &[
            ("draft", &["update", "send"]),
            ("with_agency", &["comment", "note_silence"]),
            ("under_review", &["return", "conclude"]),
        ],
    ),
    (
        "recommendations",
        &[
            ("open", &["accept", "record", "report_implemented"]),
            ("in_progress", &["record", "report_implemented"]),
            ("implemented", &["verify", "send_back"]),
            ("disputed", &["uphold", "reassign", "waive"]),
        ],
    ),
    (
        "difficulties",
        &[
            ("raised", &["acknowledge"]),
            ("in_handling", &["ask"]),
            ("needs_info", &["inform"]),
            ("escalated", &["decide"]),
            ("forwarded", &["record_reply"]),
            ("resolved", &["confirm", "reopen", "close_unconfirmed"]),
        ],
    ),
];

/// Everybody in the city.
const EVERYBODY: [&str; 20] = [
    "chair",
    "standing_lead",
    "standing_lead_2",
    "standing_officer",
    "standing_officer_2",
    "labour_lead",
    "labour_officer",
    "justice_lead",
    "justice_lead_2",
    "justice_officer",
    "culture_lead",
    "culture_officer",
    "district_lead",
    "district_officer",
    "commune_lead",
    "commune_officer",
    "auditor",
    "justice_auditor",
    "portal",
    "admin",
];

/// All that waits for somebody, in one page.
fn work(who: &Person) -> Vec<Value> {
    who.get("/me/work?limit=200").items()
}

/// What waits for somebody of one kind, by their paths.
fn waiting(who: &Person, kind: &str) -> Vec<String> {
    let items = who.get(&format!("/me/work?limit=200&kind={kind}")).items();
    items.iter().map(path_of).collect()
}

fn path_of(item: &Value) -> String {
    item["href"].as_str().unwrap().strip_prefix("/api/v1").unwrap().to_owned()
}

/// The names of what a page lets its reader do.
fn allowed(page: &Value) -> Vec<String> {
    let actions = page["actions"].as_array().unwrap();
    let allowed = actions.iter().filter(|it| it["allowed"] == true);
    allowed.map(|it| it["action"].as_str().unwrap().to_owned()).collect()
}

/// Every object of every kind: where it is read.
fn everything(city: &City) -> BTreeMap<&'static str, BTreeSet<String>> {
    let mut all: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
    for login in EVERYBODY {
        let who = city.by(login);
        for (kind, _) in AWAITED.iter().filter(|(kind, _)| *kind != "publications") {
            let mut next = Some(format!("/{kind}?limit=200"));
            while let Some(path) = next {
                let page = who.get(&path);
                let paths = page.ids().into_iter().map(|id| format!("/{kind}/{id}"));
                all.entry(kind).or_default().extend(paths);
                next = page.body["next"].as_str().map(|cursor| format!("/{kind}?limit=200&cursor={cursor}"));
            }
        }
    }
    let publications = all["events"].iter().map(|event| format!("{event}/publication")).collect();
    all.insert("publications", publications);
    all
}

/// The obligations of which a version is being written or looked at: that is what waits then.
fn under_way(city: &City, submissions: &BTreeSet<String>) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for path in submissions {
        let page = EVERYBODY.iter().map(|login| city.by(login).get(path)).find(|it| it.status == 200).unwrap().body;
        if ["draft", "pending_signature", "submitted", "under_review"].contains(&page["state"].as_str().unwrap()) {
            found.insert(format!("/obligations/{}", page["obligation_id"].as_str().unwrap()));
        }
    }
    found
}

/// Holds what waits for everybody against the page of every object.
fn agrees(city: &City) -> BTreeMap<&'static str, usize> {
    let all = everything(city);
    let under_way = under_way(city, &all["submissions"]);
    let mut counted: BTreeMap<&str, usize> = BTreeMap::new();
    for login in EVERYBODY {
        let who = city.by(login);
        let mut expected: BTreeMap<String, (String, Value, Vec<String>)> = BTreeMap::new();
        for (kind, states) in AWAITED {
            for path in &all[kind] {
                let page = who.get(path);
                if page.status == 404 || under_way.contains(path) {
                    continue;
                }
                let (page, allowed) = (page.is(200), allowed(&page.body));
                let state = page["state"].as_str().unwrap();
                let awaited = states.iter().find(|(of, _)| *of == state).map(|(_, actions)| *actions);
                if awaited.unwrap_or_default().iter().any(|action| allowed.iter().any(|it| it == action)) {
                    expected.insert(path.clone(), (state.to_owned(), page["version"].clone(), allowed));
                    *counted.entry(kind).or_default() += 1;
                }
            }
        }
        let items = walk(&who, "/me/work", 7);
        let found: BTreeMap<String, (String, Value, Vec<String>)> = items
            .iter()
            .map(|it| {
                let actions = it["actions"].as_array().unwrap().iter().map(|it| it.as_str().unwrap().to_owned());
                let state = it["state"].as_str().unwrap().to_owned();
                (path_of(it), (state, it["version"].clone(), actions.collect()))
            })
            .collect();
        assert_eq!(found.len(), items.len(), "{login}: each once");
        for path in expected.keys().chain(found.keys()) {
            assert_eq!(found.get(path), expected.get(path), "{login}: {path}");
        }
        assert_eq!(who.get("/me/work?count=true&limit=1").is(200)["total"], items.len(), "{login}");
        for item in &items {
            is_named(city, item);
            has_its_window(&who, item);
        }
    }
    counted
}

/// A visit and its report say when that is, which tells the visits of one plan apart.
fn has_its_window(who: &Person, item: &Value) {
    let visit = match item["kind"].as_str().unwrap() {
        "inspections" => path_of(item),
        "inspection-reports" => {
            let report = who.get(&path_of(item)).is(200);
            format!("/inspections/{}", report["inspection_id"].as_str().unwrap())
        }
        _ => {
            assert!(item["window_from"].is_null() && item["window_to"].is_null(), "{item}");
            return;
        }
    };
    let page = who.get(&visit).is(200);
    assert_eq!((&item["window_from"], &item["window_to"]), (&page["window_from"], &page["window_to"]), "{item}");
    assert_eq!(item["window_from"].is_string(), page["kind"] == "visit", "{item}");
}

/// An item is called something, and says whose it is.
fn is_named(city: &City, item: &Value) {
    assert!(!item["title"].as_str().unwrap().is_empty(), "{item}");
    let agency = &item["agency"];
    let name = city.auditor().get(&format!("/agencies/{}", agency["id"].as_str().unwrap())).is(200);
    assert_eq!((&agency["code"], &agency["name"]), (&name["code"], &name["name"]));
    assert_eq!(item["programme"].is_object(), item["kind"] == "assignments" || is_about_assignments(item), "{item}");
    assert_eq!(item["last_day"].is_null(), item["due_rule"].is_null(), "{item}");
}

fn is_about_assignments(item: &Value) -> bool {
    item["kind"] == "extensions" && !item["programme"].is_null()
}

/// All items, in small pages, which are in order.
fn walk(who: &Person, path: &str, limit: usize) -> Vec<Value> {
    let joint = if path.contains('?') { '&' } else { '?' };
    let (mut all, mut cursor): (Vec<Value>, String) = (Vec::new(), String::new());
    loop {
        let page = who.get(&format!("{path}{joint}limit={limit}{cursor}"));
        let items = page.items();
        all.extend(items.iter().cloned());
        let Some(next) = page.body["next"].as_str() else { break };
        assert_eq!(items.len(), limit, "only the last page is short");
        cursor = format!("&cursor={next}");
    }
    let place = |it: &Value| (it["last_day"].is_null(), it["last_day"].clone().to_string(), it["id"].to_string());
    assert!(all.is_sorted_by_key(place), "by last day, then by identifier; without one last");
    all
}

fn every_item_is_as_its_page_says_and_nothing_else_waits(city: City) {
    let papers = city.papers();
    // Visits go on through the days, so they come first.
    for state in ["scheduled", "notified", "postponed", "in_progress", "fieldwork_done"] {
        papers.visit(state);
    }
    papers.visit_of("committee", "labour", &["culture_lead", "culture_officer"], "scheduled");
    papers.visit_of("district", "commune", &["district_lead", "justice_officer"], "in_progress");
    for (owner, agency) in [("committee", "justice"), ("committee", "labour"), ("district", "commune")] {
        for state in ["in_progress", "pending_signature", "submitted"] {
            // The standing agency inspects itself in its standing roles.
            if agency != "labour" || state == "in_progress" {
                papers.self_inspection_of(owner, agency, state);
            }
        }
    }
    for state in ["draft", "with_agency", "under_review", "concluded"] {
        papers.inspection_report(state);
    }
    papers.inspection_report_of("committee", "labour", "under_review");
    for state in ["open", "in_progress", "implemented", "disputed", "verified"] {
        papers.recommendation(state);
    }
    papers.recommendation_of("district", "commune", "commune", "implemented");
    papers.visit_of("committee", "justice", &["district_lead", "district_officer"], "in_progress");
    for state in ["pending", "accepted", "in_progress", "reported_done", "verified", "returned", "cancelled"] {
        papers.assignment("justice", state);
    }
    papers.assignment_of("district", "commune", "pending");
    papers.assignment_of("district", "commune", "reported_done");
    papers.extension("culture", "asked");
    papers.extension("culture", "granted");
    papers.report_extension("justice_lead", "justice");
    papers.report_extension("standing_lead", "labour");
    papers.report_extension("commune_lead", "commune");
    for agency in ["justice", "labour", "commune"] {
        for state in ["draft", "pending_signature", "submitted", "under_review", "accepted", "returned"] {
            papers.submission(agency, state);
        }
    }
    papers.obligation("justice", "upcoming");
    papers.obligation("justice", "exempt");
    for state in ["open", "compiled", "under_review", "issued", "sent"] {
        papers.consolidation(state);
    }
    for state in ["planned", "confirmed", "postponed", "held", "reported", "cancelled"] {
        papers.event_in("justice", state);
    }
    for state in ["requested", "published", "change_requested"] {
        let event = papers.event_in("culture", "confirmed");
        papers.bring_publication("culture", &event, state);
    }
    for (agency, state) in
        [("justice", "draft"), ("justice", "returned"), ("commune", "submitted"), ("labour", "submitted")]
    {
        papers.plan(agency, state);
    }
    papers.plan("culture", "submitted");
    for state in ["draft", "approved", "executed"] {
        let renamed = json!({"agency_id": city.agency("culture"), "name": "Sở Văn hoá", "code": "H24.03"});
        let change = city.drafted_change_with(json!({"effective_on": "2017-02-01", "renames": [renamed]}));
        city.bring_change(&change, state);
    }
    for owner in ["committee", "district"] {
        papers.checklist(owner, "draft");
        for state in ["draft", "in_force"] {
            papers.decision(owner, state);
        }
        for state in ["draft", "under_review"] {
            papers.programme(owner, if owner == "committee" { "culture" } else { owner }, state);
        }
        for state in ["draft", "submitted"] {
            papers.inspection_plan(owner, state);
        }
    }
    for agency in ["justice", "labour", "commune"] {
        for state in ["draft", "raised", "in_handling", "needs_info", "escalated", "forwarded", "resolved", "closed"] {
            let difficulty = papers.difficulty_draft(agency, json!({}));
            papers.bring_difficulty(agency, &difficulty, state);
        }
    }
    let counted = agrees(&city);
    for (kind, _) in AWAITED {
        assert!(counted.get(kind).is_some_and(|it| *it > 1), "{kind} waits for somebody: {counted:?}");
    }
    // Months later other things wait: what is over is to be reported, and silence is noted.
    city.at("2017-11-20T10:00:00+07:00");
    let later = agrees(&city);
    assert!(later["events"] > counted["events"] && later["obligations"] > counted["obligations"], "{later:?}");
}

fn what_was_done_is_gone(city: City) {
    let papers = city.papers();
    let assignment = papers.assignment("justice", "pending");
    let (officer, lead) = (city.officer(), city.lead());
    assert_eq!(waiting(&officer, "assignments"), [assignment.as_str()]);
    assert_eq!(waiting(&lead, "assignments"), [assignment.as_str()]);
    assert_eq!(waiting(&city.standing_officer(), "assignments"), [""; 0]);
    officer.transition(&assignment, json!({"action": "accept"})).is(200);
    lead.transition(&assignment, json!({"action": "report_done", "narrative": "Xong"})).is(200);
    for who in [&officer, &lead] {
        assert_eq!(waiting(who, "assignments"), [""; 0], "{}", who.name);
    }
    let verifier = city.standing_officer();
    assert_eq!(waiting(&verifier, "assignments"), [assignment.as_str()]);
    verifier.transition(&assignment, json!({"action": "verify"})).is(200);
    for login in EVERYBODY {
        assert_eq!(
            waiting(&city.by(login), "assignments"),
            [""; 0],
            "{login}: it could be sent back, and nobody waits for that"
        );
    }
}

fn what_waits_is_done_from_the_list(city: City) {
    let papers = city.papers();
    (0..3).for_each(|_| drop(papers.assignment("justice", "pending")));
    let officer = city.officer();
    let step = |it: &Value| json!({"id": it["id"], "version": it["version"], "step": {"action": "accept"}});
    let items: Vec<Value> = officer.get("/me/work?kind=assignments").items().iter().map(step).collect();
    let answer = officer.post("/assignments/transitions", json!({"items": items}));
    let statuses: Vec<u64> = answer.items().iter().map(|it| it["status"].as_u64().unwrap()).collect();
    assert_eq!(statuses, [200; 3], "nothing was read of them but the list");
}

/// The two share an identifier. Whoever puts an event off recalls what is asked for it, so nobody finds both without a day: the event is
/// put off behind the back of the service.
fn an_event_and_its_publication_are_found_in_pages_of_one(city: City) {
    let papers = city.papers();
    let event = papers.event_in("justice", "confirmed");
    let publication = papers.bring_publication("justice", &event, "requested");
    let deputy = city.by("justice_lead_2");
    let besides = json!({"user_id": city.user("justice_lead_2"), "agency_id": city.agency("labour"),
        "role": "agency_officer", "scope": "self", "valid_from": "2017-01-01"});
    city.admin().post("/grants", besides).is(201);
    let lent = json!({"delegate_id": city.user("justice_lead_2"), "agency_id": city.agency("labour"),
        "actions": ["publications.approve", "publications.refuse"], "valid_from": "2017-03-01",
        "valid_to": "2017-03-10", "reason": "Đi công tác"});
    city.standing_officer().post("/delegations", lent).is(201);
    city.at("2017-03-05T09:00:00+07:00");
    city.database.execute("UPDATE events SET state = 'postponed'");
    let found: Vec<String> = walk(&deputy, "/me/work", 1).iter().map(path_of).collect();
    assert_eq!(found, [event, publication.clone()]);
    // A cursor is good with other filters, too.
    let next = deputy.get("/me/work?limit=1").body["next"].as_str().unwrap().to_owned();
    let rest = |kind: &str| -> Vec<String> {
        deputy.get(&format!("/me/work?kind={kind}&cursor={next}")).items().iter().map(path_of).collect()
    };
    assert_eq!((rest("events"), rest("publications")), (vec![], vec![publication]));
}

fn pages_hold_each_item_once_in_the_order_of_last_days(city: City) {
    let papers = city.papers();
    let programme = papers.bare_draft("committee");
    for number in 1..=12 {
        let due = format!("2017-0{}-15", number % 4 + 5);
        let fields = json!({"lead_agency_id": city.agency("justice"), "due_on": due,
            "due_rule": if number % 2 == 0 { "before" } else { "on_or_before" }});
        papers.task("committee", &programme, &format!("I.{number}"), fields);
    }
    papers.submit("committee", &programme);
    papers.issue("committee", &programme);
    papers.open_period();
    papers.event("justice", json!({"starts_at": "2017-11-20T01:00:00Z", "ends_at": "2017-11-20T04:00:00Z"}));
    papers.event("justice", json!({"starts_at": "2017-11-20T02:00:00Z", "ends_at": "2017-11-20T03:00:00Z"}));
    papers.event_in("justice", "postponed");
    papers.programme("justice", "justice", "under_review");
    let lead = city.lead();
    let all = work(&lead);
    assert_eq!(all.len(), 12 + 1 + 3 + 1, "assignments, a report, events, a programme");
    for limit in [1, 2, 5, 16, 17] {
        assert_eq!(walk(&lead, "/me/work", limit), all);
    }
    let days: Vec<&str> = all.iter().filter_map(|it| it["last_day"].as_str()).collect();
    let expected: Vec<&str> = [
        ("2017-05-14", 3),
        ("2017-06-14", 1),
        ("2017-06-15", 3),
        ("2017-07-14", 3),
        ("2017-08-15", 3),
        // Seven days behind the events, whenever on that day they end.
        ("2017-11-27", 2),
    ]
    .into_iter()
    .flat_map(|(day, times)| std::iter::repeat_n(day, times))
    .collect();
    assert_eq!(days, expected);
    let counted = lead.get("/me/work?count=true&limit=2").is(200);
    assert_eq!(counted["total"], 17);
    // Filters.
    let kinds = walk(&lead, "/me/work?kind=events&kind=programmes", 2);
    assert_eq!(kinds.len(), 4);
    let before = walk(&lead, "/me/work?due_before=2017-06-15", 3);
    assert!(before.iter().all(|it| it["last_day"].as_str().unwrap() < "2017-06-15"));
    assert_eq!(before.len(), 4);
    assert_eq!(lead.get("/me/work?due_before=2017-06-15&count=true").is(200)["total"], before.len());
    // What comes while somebody turns the pages neither repeats nor hides anything.
    let first = lead.get("/me/work?limit=5");
    papers.assignment("justice", "pending");
    let rest = walk(&lead, &format!("/me/work?cursor={}", first.body["next"].as_str().unwrap()), 50);
    let seen: BTreeSet<String> = first.items().iter().chain(&rest).map(|it| it["id"].to_string()).collect();
    assert!(all.iter().all(|it| seen.contains(&it["id"].to_string())));
    assert_eq!(seen.len(), first.ids().len() + rest.len());
}

fn a_report_waits_from_hand_to_hand(city: City) {
    let papers = city.papers();
    let period = papers.open_period();
    let obligation = papers.owed(&period, "justice");
    let (officer, lead) = (city.officer(), city.lead());
    let reports = |who: &Person| {
        let mut both = waiting(who, "obligations");
        both.extend(waiting(who, "submissions"));
        both
    };
    let item = officer.get("/me/work?kind=obligations").items().remove(0);
    assert_eq!(path_of(&item), obligation);
    assert_eq!(
        (&item["title"], &item["last_day"], &item["due_on"], &item["due_rule"], &item["timeliness"], &item["actions"]),
        (
            &city.standing_lead().get(&period).is(200)["title"],
            &json!("2017-06-14"),
            &json!("2017-06-15"),
            &json!("before"),
            &json!("pending"),
            &json!(["create_submission"])
        )
    );
    assert_eq!(lead.get("/me/work?kind=obligations").items()[0]["actions"], json!(["ask_extension"]));
    // Begun: the draft waits in its place, for both.
    let draft = papers.report_draft(&period, "justice");
    assert_eq!((reports(&officer), reports(&lead)), (vec![draft.clone()], vec![draft.clone()]));
    officer.transition(&draft, report_step("hand_over")).is(200);
    assert_eq!((reports(&officer), reports(&lead)), (vec![], vec![draft.clone()]), "the signature is the lead's");
    let signing = lead.get("/me/work?kind=submissions").items().remove(0);
    assert_eq!((&signing["state"], &signing["last_day"]), (&json!("pending_signature"), &json!("2017-06-14")));
    assert_eq!(signing["actions"], json!(["return_to_draft", "submit", "declare_nil"]));
    lead.transition(&draft, submit()).is(200);
    assert_eq!(reports(&lead), [""; 0], "it could be withdrawn, and nobody waits for that");
    let (reviewer, standing_lead) = (city.standing_officer(), city.standing_lead());
    let received = reviewer.get("/me/work?kind=submissions").items().remove(0);
    assert_eq!((&received["number"], &received["timeliness"]), (&json!("45/BC"), &json!("on_time")));
    reviewer.transition(&draft, report_step("take")).is(200);
    assert_eq!(waiting(&reviewer, "submissions"), [draft.as_str()], "to return it");
    assert_eq!(waiting(&standing_lead, "submissions"), [draft.as_str()]);
    reviewer.transition(&draft, report_step("return")).is(200);
    assert_eq!(waiting(&standing_lead, "submissions"), [""; 0]);
    assert_eq!(reports(&officer), [obligation.as_str()], "the next version is awaited");
    // More time: the request waits with the day of the paper that it is about, and the paper has the new day afterwards.
    let other = papers.owed(&papers.open_period(), "justice");
    let asked = json!({"obligation_ids": [id_in(&other)], "until": "2017-06-30", "reason": "Chờ số liệu"});
    let extension = format!("/extensions/{}", lead.post("/extensions", asked).is(201)["id"].as_str().unwrap());
    let item = standing_lead.get("/me/work?kind=extensions").items().remove(0);
    assert_eq!((path_of(&item), &item["last_day"]), (extension.clone(), &json!("2017-06-14")));
    assert_eq!(item["agency"]["name"], "Sở Tư pháp");
    assert_eq!(waiting(&reviewer, "extensions"), [""; 0], "officers do not decide");
    standing_lead.transition(&extension, json!({"action": "grant"})).is(200);
    assert_eq!(waiting(&standing_lead, "extensions"), [""; 0]);
    assert_eq!(officer.get(&other).is(200)["last_day"], "2017-06-30");
    let last_days: Vec<Value> = work(&officer).iter().map(|it| it["last_day"].clone()).collect();
    assert_eq!(last_days, [json!("2017-06-14"), json!("2017-06-30")]);
}

/// The bodies of entries that tell of an object, before and after.
fn told(city: &City, path: &str) -> Vec<Value> {
    let id = id_in(path);
    let entries = city.auditor().get(&format!("/audit-entries?resource_id={id}&limit=200")).ids();
    assert!(!entries.is_empty());
    let read = |entry: &String| city.auditor().get(&format!("/audit-entries/{entry}")).is(200);
    entries.iter().map(read).flat_map(|it| [it["before"].clone(), it["after"].clone()]).collect()
}

const NAMES: [&str; 6] = ["title", "number", "agency", "programme", "last_day", "due_rule"];

fn an_assignment_says_what_it_is_called_and_its_record_does_not(city: City) {
    let papers = city.papers();
    let programme = papers.bare_draft("committee");
    let fields = json!({"lead_agency_id": city.agency("justice"), "due_on": "2017-06-15", "due_rule": "before",
        "title": "Tổ chức tập huấn"});
    papers.task("committee", &programme, "II.4.đ", fields);
    papers.submit("committee", &programme);
    city.chair().transition(&programme, issue("1016/CTr-BCĐ")).is(200);
    let assignment = papers.assignments(&programme).remove(0);
    let (officer, lead) = (city.officer(), city.lead());
    let expected = |it: &Value, last_day: &str| {
        assert_eq!((&it["title"], &it["number"]), (&json!("Tổ chức tập huấn"), &json!("II.4.đ")));
        let agency = json!({"id": city.agency("justice"), "code": "H24.02", "name": "Sở Tư pháp"});
        let of = json!({"id": id_in(&programme), "number": "1016/CTr-BCĐ", "title": "Chương trình công tác năm 2017"});
        assert_eq!((&it["agency"], &it["programme"]), (&agency, &of));
        assert_eq!((&it["last_day"], &it["due_rule"]), (&json!(last_day), &json!("before")));
    };
    expected(&officer.get(&assignment).is(200), "2017-06-14");
    expected(&officer.get("/assignments").items()[0], "2017-06-14");
    expected(&work(&officer)[0], "2017-06-14");
    let accepted = officer.transition(&assignment, json!({"action": "accept"})).is(200);
    assert!(NAMES.iter().all(|name| accepted.get(*name).is_none()), "the answer to a step is its entry: {accepted}");
    let asked = json!({"assignment_ids": [id_in(&assignment)], "until": "2017-07-31", "reason": "Chờ kinh phí"});
    let extension = format!("/extensions/{}", lead.post("/extensions", asked).is(201)["id"].as_str().unwrap());
    expected(&city.standing_lead().get("/me/work?kind=extensions").items()[0], "2017-06-14");
    city.standing_lead().transition(&extension, json!({"action": "grant"})).is(200);
    expected(&officer.get(&assignment).is(200), "2017-07-31");
    assert_eq!(officer.get(&assignment).is(200)["due_on"], "2017-06-15", "the date on paper stays");
    for body in told(&city, &assignment) {
        assert!(NAMES.iter().all(|name| body.get(*name).is_none()), "{body}");
    }
    // Another name is told from then on, and the record is whole.
    city.admin()
        .patch(&format!("/agencies/{}", city.agency("justice")), json!({"name": "Sở Tư pháp thành phố"}))
        .is(200);
    assert_eq!(officer.get(&assignment).is(200)["agency"]["name"], "Sở Tư pháp thành phố");
    assert_eq!(work(&lead)[0]["agency"]["name"], "Sở Tư pháp thành phố");
    is_whole(&city);
}

fn an_obligation_says_what_it_is_called_and_its_record_does_not(city: City) {
    let papers = city.papers();
    let period = papers.open_period();
    let obligation = papers.owed(&period, "justice");
    let title = city.standing_lead().get(&period).is(200)["title"].clone();
    let expected = |it: &Value| {
        assert_eq!((&it["title"], &it["last_day"], &it["due_rule"]), (&title, &json!("2017-06-14"), &json!("before")));
        let agency = json!({"id": city.agency("justice"), "code": "H24.02", "name": "Sở Tư pháp"});
        assert_eq!(it["agency"], agency);
    };
    expected(&city.officer().get(&obligation).is(200));
    expected(&city.officer().get("/obligations").items()[0]);
    let step = json!({"action": "exempt", "reason": "Đơn vị mới thành lập"});
    let exempt = city.standing_lead().transition(&obligation, step).is(200);
    assert!(["title", "agency", "last_day", "due_rule"].iter().all(|name| exempt.get(*name).is_none()), "{exempt}");
    for body in told(&city, &obligation) {
        assert!(["title", "agency", "last_day", "due_rule"].iter().all(|name| body.get(*name).is_none()), "{body}");
    }
    assert_eq!(waiting(&city.officer(), "obligations"), [""; 0], "nothing is owed");
    is_whole(&city);
}

fn is_whole(city: &City) {
    let found = tienbo::kernel::held::verify(&mut city.connect(), &tienbo::chapters::held(), |_| ()).unwrap();
    assert!(found.faults.is_empty(), "{:?}", found.faults);
}

fn what_was_lent_waits_for_the_deputy_while_it_is_lent(city: City) {
    let papers = city.papers();
    let programme = papers.programme("committee", "justice", "under_review");
    let assignment = papers.assignment("justice", "reported_done");
    let deputy = city.by("culture_officer");
    assert!(work(&deputy).is_empty());
    let lend = |who: &Person, agency: &str, action: &str| {
        let body = json!({"delegate_id": city.user("culture_officer"), "agency_id": city.agency(agency),
            "actions": [action], "valid_from": "2017-03-01", "valid_to": "2017-03-10", "reason": "Đi công tác"});
        format!("/delegations/{}", who.post("/delegations", body).is(201)["id"].as_str().unwrap())
    };
    // Whom somebody lends a right holds a role where it is lent.
    let besides = json!({"user_id": city.user("culture_officer"), "agency_id": city.agency("labour"),
        "role": "agency_officer", "scope": "self", "valid_from": "2017-01-01"});
    city.admin().post("/grants", besides).is(201);
    let issuing = lend(&city.chair(), "committee", "programmes.issue");
    lend(&city.standing_officer(), "labour", "assignments.verify");
    assert!(work(&deputy).is_empty(), "not before its first day");
    city.at("2017-03-05T09:00:00+07:00");
    let items = work(&deputy);
    let found: Vec<(String, Value)> = items.iter().map(|it| (path_of(it), it["actions"].clone())).collect();
    assert_eq!(found, [(assignment.clone(), json!(["verify"])), (programme.clone(), json!(["issue"]))]);
    city.chair().transition(&issuing, json!({"action": "revoke", "reason": "Đã về"})).is(200);
    assert_eq!(work(&deputy).len(), 1, "with the next request");
    deputy.transition(&assignment, json!({"action": "verify"})).is(200);
    assert!(work(&deputy).is_empty());
    city.at("2017-03-11T00:00:00+07:00");
    papers.assignment("justice", "reported_done");
    assert!(work(&deputy).is_empty(), "not after its last day");
}

fn a_team_finds_its_visit_and_what_it_carries(city: City) {
    let papers = city.papers();
    let implemented = papers.recommendation("implemented");
    let team = ["district_lead", "district_officer"];
    let visit = papers.visit_of("committee", "justice", &team, "scheduled");
    let (leader, member) = (city.by("district_lead"), city.by("district_officer"));
    let actions = |who: &Person| {
        let items = who.get("/me/work?kind=inspections&limit=200").items();
        items.iter().find(|it| path_of(it) == visit).map(|it| it["actions"].clone())
    };
    assert_eq!((actions(&leader), actions(&member)), (Some(json!(["notify", "recuse"])), Some(json!(["recuse"]))));
    assert_eq!(waiting(&member, "recommendations"), [""; 0]);
    leader.transition(&visit, inspection_step(&city, "notify")).is(200);
    assert_eq!(actions(&leader), Some(json!(["recuse"])), "its first day has not come");
    days_pass(&city, 5);
    assert_eq!(actions(&leader), Some(json!(["start", "recuse"])));
    leader.transition(&visit, inspection_step(&city, "start")).is(200);
    assert_eq!(actions(&member), Some(json!(["recuse", "save_answers"])));
    assert_eq!(waiting(&member, "recommendations"), [implemented.as_str()], "the team sees whether it was done");
    let item = member.get("/me/work?kind=recommendations").items().remove(0);
    assert_eq!(item["actions"], json!(["verify", "send_back"]));
    assert_eq!(item["agency"]["name"], "Sở Tư pháp");
    // Whoever leaves the team finds nothing of it with the next request.
    member.transition(&visit, json!({"action": "recuse"})).is(200);
    assert!(actions(&member).is_none() && waiting(&member, "recommendations").is_empty());
    city.standing_officer().transition(&implemented, json!({"action": "verify"})).is(200);
    assert_eq!(waiting(&leader, "recommendations"), [""; 0]);
    assert_eq!(waiting(&city.standing_officer(), "recommendations"), [""; 0]);
}

fn another_agency_sees_nothing_of_it(city: City) {
    let papers = city.papers();
    papers.assignment("justice", "pending");
    papers.extension("justice", "asked");
    papers.submission("justice", "draft");
    papers.submission("justice", "submitted");
    papers.event("justice", json!({}));
    papers.plan("justice", "submitted");
    papers.self_inspection_of("committee", "justice", "in_progress");
    papers.recommendation("open");
    for login in
        ["commune_lead", "commune_officer", "district_officer", "portal", "admin", "auditor", "justice_auditor"]
    {
        let who = city.by(login);
        let about_justice = work(&who).into_iter().find(|it| it["agency"]["id"] == json!(city.agency("justice")));
        assert_eq!(about_justice, None, "{login}");
        assert!(login.starts_with("commune") || login.starts_with("district") || work(&who).is_empty(), "{login}");
    }
    assert!(!work(&city.lead()).is_empty() && !work(&city.standing_lead()).is_empty());
    city.nobody().get("/me/work").is_problem(401, "unauthenticated");
}

fn rights_and_days_change_what_waits(city: City) {
    let papers = city.papers();
    let event = papers.event_in("justice", "confirmed");
    let officer = city.officer();
    assert_eq!(waiting(&officer, "events"), [""; 0], "it has not begun");
    city.at("2017-11-20T08:00:00+07:00");
    assert_eq!(waiting(&officer, "events"), [event.as_str()]);
    let item = officer.get("/me/work?kind=events").items().remove(0);
    assert_eq!((&item["last_day"], &item["timeliness"]), (&json!("2017-11-27"), &json!("pending")));
    city.at("2017-11-28T00:00:00+07:00");
    assert_eq!(officer.get("/me/work?kind=events").items()[0]["timeliness"], "overdue");
    let grants = city.admin().get(&format!("/grants?user_id={}", city.user("justice_officer"))).ids();
    let revoke = json!({"action": "revoke", "reason": "Chuyển công tác"});
    city.admin().transition(&format!("/grants/{}", grants[0]), revoke).is(200);
    assert!(work(&officer).is_empty(), "with the next request");
    // The function moves: what the committee's standing agency has to do waits for the people of the next one.
    let assignment = papers.assignment("culture", "reported_done");
    let standing = city.standing_officer();
    assert_eq!(waiting(&standing, "assignments"), [assignment.as_str()]);
    let next = json!({"user_id": city.user("culture_officer"), "agency_id": city.agency("justice"),
        "role": "standing_officer", "scope": "self", "valid_from": "2017-01-01"});
    city.admin().post("/grants", next).is(201);
    let committee = city.agency("committee");
    let moved = json!({"agency_id": city.agency("justice"), "valid_from": in_days(&city, 1)});
    city.admin().post(&format!("/agencies/{committee}/designations"), moved).is(201);
    days_pass(&city, 1);
    assert_eq!(waiting(&standing, "assignments"), [""; 0]);
    let heir = city.acting("culture_officer", city.user("culture_officer"), city.agency("justice"));
    assert_eq!(waiting(&heir, "assignments"), [assignment.as_str()]);
}

fn what_a_closed_programme_left_undone_waits_for_nobody(city: City) {
    let papers = city.papers();
    let [pending, accepted, done] = ["pending", "accepted", "reported_done"].map(|state| {
        let programme = papers.programme("committee", "justice", "issued");
        let assignment = papers.assignments(&programme).remove(0);
        papers.bring("committee", "justice", &assignment, state);
        city.chair().transition(&programme, json!({"action": "close"})).is(200);
        assignment
    });
    assert_eq!(
        waiting(&city.officer(), "assignments"),
        [""; 0],
        "progress is recorded while it is in force: {pending}"
    );
    assert_eq!(waiting(&city.lead(), "assignments"), [accepted], "a closed programme takes reports");
    assert_eq!(waiting(&city.standing_officer(), "assignments"), [done], "and their verification");
}

fn parameters_are_judged(city: City) {
    let who = city.officer();
    let refused = |query: &str| -> Answer { who.get(&format!("/me/work?{query}")) };
    for query in
        ["kind=users", "kind=", "due_before=2017-6-1", "due_before=x", "limit=0", "limit=201", "sort=last_day", "x=1"]
    {
        refused(query).is_problem(400, "bad_parameter");
    }
    refused("cursor=0").is_problem(422, "cursor_invalid");
    let of_another_list = {
        let papers = city.papers();
        (0..2).for_each(|_| drop(papers.assignment("justice", "pending")));
        who.get("/assignments?limit=1").body["next"].as_str().unwrap().to_owned()
    };
    refused(&format!("cursor={of_another_list}")).is_problem(422, "cursor_invalid");
    let made_up = |value: Value| {
        let cursor = json!({"sort": "last_day", "value": value, "id": city.user("admin")}).to_string();
        refused(&format!("cursor={}", URL_SAFE_NO_PAD.encode(cursor)))
    };
    made_up(json!([null, "events"])).is(200);
    for value in [json!(null), json!([null, "users"]), json!(["x", "events"]), json!(["+12017-06-14", "events"])] {
        made_up(value).is_problem(422, "cursor_invalid");
    }
    assert_eq!(who.get("/me/work?kind=events&kind=events&limit=200").ids(), [""; 0]);
}
