//! Two at once: one of them is done and the other is told why not, and nobody waits for ever.

use crate::harness::{
    City, at_once, both_databases, duplicate_of, event_step, id_in, json, new_event, publication_step, statuses,
};

const ROUNDS: usize = 6;

both_databases![
    of_two_who_confirm_one_is_late,
    of_two_who_approve_one_is_late,
    what_is_asked_for_is_the_text_that_was_read,
    two_cannot_be_duplicates_of_each_other,
    what_a_duplicate_names_is_there,
    a_month_with_an_event_is_there,
    what_is_published_is_not_put_off_unseen
];

fn of_two_who_confirm_one_is_late(city: City) {
    let event = city.papers().event("justice", json!({}));
    let path = format!("{event}/transitions");
    let [one, other] = ["justice_lead", "justice_lead_2"].map(|login| city.by(login).with_etag_of(&event));
    let answers = at_once(&[&|| one.post(&path, event_step("confirm")), &|| other.post(&path, event_step("confirm"))]);
    assert_eq!(statuses(&answers), [200, 412], "{answers:#?}");
    let now = city.lead().get(&event).is(200);
    assert_eq!((&now["state"], &now["version"]), (&json!("confirmed"), &json!(2)));
    assert_eq!(city.lead().get(&format!("{event}/transitions")).items().len(), 2);
}

fn of_two_who_approve_one_is_late(city: City) {
    let papers = city.papers();
    let event = papers.event_in("justice", "confirmed");
    let publication = papers.bring_publication("justice", &event, "requested");
    let path = format!("{publication}/transitions");
    let [one, other] = ["standing_lead", "standing_officer"].map(|login| city.by(login).with_etag_of(&publication));
    let step = || publication_step("approve");
    let answers = at_once(&[&|| one.post(&path, step()), &|| other.post(&path, step())]);
    assert_eq!(statuses(&answers), [200, 412], "{answers:#?}");
    let now = city.lead().get(&publication).is(200);
    assert_eq!((&now["state"], &now["version"], &now["sequence"]), (&json!("published"), &json!(3), &json!(1)));
}

fn what_is_asked_for_is_the_text_that_was_read(city: City) {
    let papers = city.papers();
    for round in 0..ROUNDS {
        let event = papers.event_in("justice", "confirmed");
        let publication = format!("{event}/publication");
        let (lead, officer) = (city.lead().with_etag_of(&publication), city.officer().with_etag_of(&event));
        let asks = || {
            let request = json!({"action": "request", "event_version": 2});
            lead.post(&format!("{publication}/transitions"), request)
        };
        let edits = || officer.patch(&event, json!({"title": "Hội thảo xây dựng gia đình hạnh phúc"}));
        let answers = at_once(&[&asks, &edits]);
        answers[1].is(200);
        let now = city.lead().get(&publication).is(200);
        match answers[0].status {
            200 => {
                assert_eq!(now["requested"]["title"], "Hội thảo phòng, chống bạo lực gia đình", "round {round}");
                assert_eq!(now["event_version"], 2);
            }
            _ => {
                answers[0].is_problem(409, "event_changed");
                assert_eq!((&now["state"], &now["version"]), (&json!("none"), &json!(1)));
            }
        }
    }
}

fn two_cannot_be_duplicates_of_each_other(city: City) {
    let papers = city.papers();
    for round in 0..ROUNDS {
        let (first, second) = (papers.event("justice", json!({})), papers.event("justice", json!({})));
        let (lead, standing) = (city.lead().with_etag_of(&first), city.standing_lead().with_etag_of(&second));
        let one = || lead.post(&format!("{first}/transitions"), duplicate_of(&second));
        let other = || standing.post(&format!("{second}/transitions"), duplicate_of(&first));
        let answers = at_once(&[&one, &other]);
        let lost = answers.iter().find(|it| it.status != 200).unwrap_or_else(|| panic!("both: {answers:#?}"));
        assert_eq!(statuses(&answers)[0], 200, "round {round}: {answers:#?}");
        // It finds itself cancelled, its version gone by, or the other one cancelled.
        assert!(["state_forbids", "stale_version", "not_original"].contains(&lost.code()), "{lost}");
        let states = [&first, &second].map(|it| city.lead().get(it).is(200)["state"].clone());
        assert_eq!(states.iter().filter(|it| **it == "cancelled").count(), 1, "{states:?}");
    }
}

fn what_a_duplicate_names_is_there(city: City) {
    let papers = city.papers();
    for round in 0..ROUNDS {
        let (original, again) = (papers.event("justice", json!({})), papers.event("justice", json!({})));
        let (lead, standing) = (city.lead().with_etag_of(&original), city.standing_lead().with_etag_of(&again));
        let removes = || lead.send("DELETE", &original, None);
        let declares = || standing.post(&format!("{again}/transitions"), duplicate_of(&original));
        let answers = at_once(&[&removes, &declares]);
        match answers[0].status {
            204 => drop(answers[1].is_problem(422, "unknown_reference")),
            _ => {
                answers[0].is_problem(409, "referenced");
                assert_eq!(answers[1].is(200)["duplicate_of_id"], id_in(&original), "round {round}");
            }
        }
    }
}

fn a_month_with_an_event_is_there(city: City) {
    for round in 0..ROUNDS {
        let month = city.papers().month("planned");
        let year = city.lead().get(&month).is(200)["year"].clone();
        let body = new_event(
            &city,
            "justice",
            json!({"starts_at": format!("{year}-11-20T01:00:00Z"), "ends_at": format!("{year}-11-20T04:00:00Z")}),
        );
        let (officer, standing) = (city.officer(), city.standing_lead().with_etag_of(&month));
        let answers = at_once(&[&|| standing.send("DELETE", &month, None), &|| officer.post("/events", body.clone())]);
        match answers[0].status {
            204 => drop(answers[1].is_problem(422, "action_month_missing")),
            _ => {
                answers[0].is_problem(409, "referenced");
                assert_eq!(answers[1].is(201)["action_month_id"], id_in(&month), "round {round}");
            }
        }
    }
}

fn what_is_published_is_not_put_off_unseen(city: City) {
    let papers = city.papers();
    for round in 0..ROUNDS {
        let event = papers.event_in("justice", "confirmed");
        let publication = papers.bring_publication("justice", &event, "requested");
        let (lead, standing) = (city.lead().with_etag_of(&event), city.standing_lead().with_etag_of(&publication));
        let postpones = || lead.post(&format!("{event}/transitions"), event_step("postpone"));
        let approves = || standing.post(&format!("{publication}/transitions"), publication_step("approve"));
        let answers = at_once(&[&postpones, &approves]);
        answers[0].is(200);
        let now = city.lead().get(&publication).is(200);
        match answers[1].status {
            200 => assert_eq!((&now["state"], &now["shown"]["status"]), (&json!("published"), &json!("postponed"))),
            _ => {
                answers[1].is_problem(412, "stale_version");
                assert_eq!((&now["state"], &now["shown"]), (&json!("none"), &json!(null)), "round {round}");
            }
        }
    }
}
