//! What runs beside the reports when the agencies end: a programme with its assignments, requests for more time, events that lie ahead, and
//! what a visit recommended. All of it is begun by agencies that end, and ended by those that follow.

use serde_json::{Value, json};

use super::days;
use super::people::{NEW_LEAD, NEW_OFFICER, OLD_LEAD, OLD_OFFICER, clerk_at, officer};
use super::places::{HOME, LABOUR, OTHERS, Places};
use crate::demo::national::inspection_plans::{Approved, CHECKLIST, Plan, Visit, publish_checklist};
use crate::demo::national::inspections::{self, Inspected};
use crate::demo::national::map::COMMITTEE;
use crate::demo::replay::Replay;
use crate::events::telling::{Act, Deed, Tale};
use crate::events::{EventAction, EventAudience, EventForm, EventMode, EventOccasion, EventTheme, NewEvent, Venue};
use crate::inspections as inspected;
use crate::kernel::call::Call;
use crate::kernel::id::Id;
use crate::kernel::instant::Instant;
use crate::service::Service;

/// The name that the programme is saved under.
const PROGRAMME: &str = "chuong-trinh";
/// The task that districts and departments carry out.
const OF_DISTRICTS: &str = "I.1";
/// The task that communes carry out.
const OF_COMMUNES: &str = "I.2";
/// So many districts are visited.
const VISITED: usize = 3;
const EVENTS_BEGIN: Instant = Instant(1_754_960_400_000_000);

/// The programme of the year: one task for the districts and departments, one for the communes. Each district takes on what is its own, and so
/// does its first commune.
pub async fn issue(replay: &mut Replay, places: &Places) -> Result<(), String> {
    replay.at(days::at((1, 6), 9));
    let body = json!({
        "agency_id": format!("{{{COMMITTEE}}}"), "kind": "programme", "year": days::YEAR,
        "title": "Chương trình công tác vì sự tiến bộ của phụ nữ thành phố Hải Phòng năm 2025 (demo)",
    });
    let reply = replay.change(OLD_OFFICER, "POST", "/programmes", &body).await?;
    replay.known.save_answer(Some(PROGRAMME), "/programmes", &reply.body);
    let ids = |is_commune: bool| -> Vec<Id> {
        let fitting = places.old.agencies.iter().filter(|it| it.province.is_some() == is_commune);
        fitting.map(|it| it.id).collect()
    };
    let (communes, mut others) = (ids(true), ids(false));
    for code in OTHERS.into_iter().chain([HOME]) {
        others.push(replay.known.saved(code)?);
    }
    for (number, title, due_on, agencies) in [
        (OF_DISTRICTS, "Lồng ghép giới trong kế hoạch phát triển kinh tế - xã hội", "2025-11-30", others),
        (OF_COMMUNES, "Niêm yết nơi tiếp nhận tin báo về bạo lực gia đình", "2025-09-30", communes),
    ] {
        let body = json!({
            "programme_id": format!("{{{PROGRAMME}}}"), "number": number, "title": title, "kind": "one_off",
            "starts_on": "2025-02-01", "due_on": due_on, "expected_output": "Báo cáo kết quả",
            "lead_agency_id": format!("{{{LABOUR}}}"), "coordinating_agency_ids": agencies,
        });
        replay.change(OLD_OFFICER, "POST", "/tasks", &body).await?;
    }
    let path = format!("/programmes/{{{PROGRAMME}}}/transitions");
    replay.change(OLD_OFFICER, "POST", &path, &json!({"action": "submit"})).await?;
    replay.at(days::at((1, 10), 9));
    let issue = json!({
        "action": "issue", "number": "01/CTr-BVSTBPN", "issued_on": "2025-01-10", "place": "Hải Phòng",
        "signatory": {"position": "Trưởng ban"},
    });
    replay.change("chair", "POST", &path, &issue).await?;
    replay.at(days::at((2, 10), 9));
    for (number, place) in own(places) {
        let Some((code, clerk)) = written_by(places, place) else { continue };
        let path = format!("/assignments/{}/transitions", assignment(number, &code));
        replay.change(&clerk, "POST", &path, &json!({"action": "accept"})).await?;
    }
    Ok(())
}

/// The assignments that the story follows: one of each district, and that of its first commune.
fn own(places: &Places) -> Vec<(&'static str, usize)> {
    let districts = (0..places.old.provinces()).map(|place| (OF_DISTRICTS, place));
    districts.chain(places.first_communes().map(|place| (OF_COMMUNES, place))).collect()
}

/// The code of one that ends, and the login of its clerk.
fn written_by(places: &Places, place: usize) -> Option<(String, String)> {
    let agency = places.old.agencies.get(place)?;
    Some((agency.code.clone(), clerk_at(places, agency.province.unwrap_or(place))))
}

fn assignment(number: &str, code: &str) -> String {
    format!("{{assignment:{PROGRAMME}/{number}/{code}}}")
}

fn extension(code: &str) -> String {
    format!("gia-han-{code}")
}

/// The first commune of each district asks for more time, and nobody decides before it ends.
pub async fn ask_for_time(replay: &mut Replay, places: &Places) -> Result<(), String> {
    replay.at(days::at((6, 20), 9));
    for place in places.first_communes().collect::<Vec<_>>() {
        let Some((code, clerk)) = written_by(places, place) else { continue };
        let body = json!({
            "assignment_ids": [assignment(OF_COMMUNES, &code)], "until": "2025-11-15",
            "reason": "Đơn vị đang sắp xếp lại, xin thêm thời gian",
        });
        let reply = replay.change(&clerk, "POST", "/extensions", &body).await?;
        replay.known.save_answer(Some(&extension(&code)), "/extensions", &reply.body);
    }
    Ok(())
}

/// The new standing agency decides: some are given more time, some are not.
pub async fn decide_on_time(replay: &mut Replay, places: &Places) -> Result<(), String> {
    replay.at(days::at((7, 8), 9));
    for (turn, place) in places.first_communes().enumerate().collect::<Vec<_>>() {
        let Some((code, _)) = written_by(places, place) else { continue };
        let body = if turn % 3 == 2 {
            json!({"action": "refuse", "reason": "Việc nhỏ, đơn vị mới làm kịp"})
        } else {
            json!({"action": "grant"})
        };
        let path = format!("/extensions/{{{}}}/transitions", extension(&code));
        replay.change(NEW_LEAD, "POST", &path, &body).await?;
    }
    Ok(())
}

/// Those that follow do what was given to those that ended, and the new standing agency agrees that it is done.
pub async fn do_what_was_given(replay: &mut Replay, places: &Places) -> Result<(), String> {
    for (action, hour) in [("report_done", 9), ("verify", 15)] {
        replay.at(days::at((9, 22), hour));
        for place in places.first_communes().collect::<Vec<_>>() {
            let (Some((code, _)), Some(heir)) = (written_by(places, place), places.heir_of(place)) else { continue };
            let path = format!("/assignments/{}/transitions", assignment(OF_COMMUNES, &code));
            let (who, body) = if action == "verify" {
                (NEW_OFFICER.to_owned(), json!({"action": action}))
            } else {
                (officer(&heir.code), json!({"action": action, "narrative": "Đã niêm yết tại trụ sở mới"}))
            };
            replay.change(&who, "POST", &path, &body).await?;
        }
    }
    Ok(())
}

/// What districts and first communes have planned for August when they end.
pub async fn plan_events(service: &Service, replay: &Replay, places: &Places) -> Result<(), String> {
    let mut tales = Vec::new();
    for (_, place) in own(places) {
        let (Some((code, clerk)), Some(agency)) = (written_by(places, place), places.old.agencies.get(place)) else {
            continue;
        };
        let actor = replay.actor(&clerk)?;
        let minutes = i64::try_from(place).unwrap_or_default();
        let entered = days::at((6, 9), 9).plus_seconds(60 * minutes);
        let deed = |at: Instant, act: Act| Deed { at, user: actor.user, acting_at: actor.agency, act };
        tales.push(Tale {
            deeds: vec![
                deed(entered, Act::Enter(Box::new(event(agency.id, &code, entered)))),
                deed(entered.plus_seconds(24 * 3_600), Act::Step(Box::new(EventAction::Confirm {}))),
            ],
        });
    }
    let call = Call::of_command("demo", service.db.clock().now());
    let written = service.db.write_as_system(&call, move |tx| crate::events::telling::tell(tx, &tales)).await;
    written.map(drop).map_err(|problem| format!("events cannot be told: {problem}"))
}

fn event(agency_id: Id, code: &str, entered: Instant) -> NewEvent {
    NewEvent {
        id: Some(Id::named(entered, &format!("{code} event"))),
        agency_id,
        starts_at: EVENTS_BEGIN,
        ends_at: EVENTS_BEGIN.plus_seconds(3 * 3_600),
        occasion: EventOccasion::TrainingCourse,
        form: EventForm::Training,
        form_note: None,
        mode: EventMode::InPerson,
        title: format!("Tập huấn phòng, chống bạo lực gia đình ({code})"),
        public_summary: None,
        venue: Some(Venue { name: format!("Nhà văn hoá {code}"), address: None }),
        online_url: None,
        themes: vec![EventTheme::DomesticViolence],
        audiences: vec![EventAudience::GeneralPublic],
        partners: Vec::new(),
        capacity: Some(80),
        planned: None,
        lesson_hours: Some(16),
    }
}

/// Those that follow hold what was planned, and report it two days later.
pub async fn hold_events(replay: &mut Replay, places: &Places, end: Instant) -> Result<(), String> {
    let results = json!({
        "participants": {"31_59": {"female": 45, "male": 12}}, "narrative": "Tổ chức đúng kế hoạch tại đơn vị mới",
    });
    let steps = [
        (EVENTS_BEGIN.plus_seconds(3_600), json!({"action": "hold"})),
        (EVENTS_BEGIN.plus_seconds(50 * 3_600), json!({"action": "report", "results": results})),
    ];
    for (at, body) in steps.into_iter().filter(|(at, _)| *at <= end) {
        replay.at(at);
        for (_, place) in own(places) {
            let Some((code, _)) = written_by(places, place) else { continue };
            let entered = days::at((6, 9), 9).plus_seconds(60 * i64::try_from(place).unwrap_or_default());
            let path = format!("/events/{}/transitions", Id::named(entered, &format!("{code} event")));
            let who = places.heir_of(place).map_or_else(|| officer(HOME), |heir| officer(&heir.code));
            replay.change(&who, "POST", &path, &body).await?;
        }
    }
    Ok(())
}

/// The committee visits some districts in May, and recommends what is still to be done when they end.
pub async fn inspect(service: &Service, replay: &mut Replay, places: &Places, end: Instant) -> Result<(), String> {
    publish_checklist(replay, days::YEAR, true, false).await?;
    let (from, to) = (days::at((5, 5), 0).date(), days::at((5, 26), 0).date());
    let inspector = |login: &str, agency: &str| -> Value {
        json!({"user_id": format!("{{user:{login}}}"), "agency_id": format!("{{{agency}}}")})
    };
    let districts = places.old.agencies.iter().zip(places.old.agencies.iter().skip(1)).take(VISITED);
    let visits: Vec<Value> = districts
        .map(|(visited, next)| {
            json!({
                "agency_id": visited.id, "from": from, "to": to, "leader": inspector(OLD_OFFICER, LABOUR),
                "members": [inspector(&officer(&next.code), &next.code)],
            })
        })
        .collect();
    let body = json!({
        "agency_id": format!("{{{COMMITTEE}}}"), "year": days::YEAR, "title": "Kế hoạch kiểm tra năm 2025 (demo)",
        "checklist_id": format!("{{{CHECKLIST}}}"), "self_inspections": null, "visits": visits,
    });
    replay.at(days::at((2, 10), 14));
    let reply = replay.change(OLD_OFFICER, "POST", "/inspection-plans", &body).await?;
    let id = reply.body.get("id").and_then(Value::as_str).and_then(|text| text.parse().ok());
    let id: Id = id.ok_or("a plan has no id")?;
    let path = format!("/inspection-plans/{id}/transitions");
    replay.change(OLD_LEAD, "POST", &path, &json!({"action": "submit"})).await?;
    replay.at(days::at((2, 20), 8));
    let approve = json!({
        "action": "approve", "number": "DEMO-01/KH", "approved_on": "2025-02-20", "signatory": {"position": "Trưởng ban"},
    });
    replay.change("chair", "POST", &path, &approve).await?;
    let visits = (0..VISITED).map(|place| Visit { place, from, to }).collect();
    let plans = [Approved { id, plan: Plan { year: days::YEAR, province: None, visits, inspecting: Vec::new() } }];
    let until = end.min(days::at(days::LAST_EVE, 18));
    let mut tales = Vec::new();
    for place in 0..VISITED {
        tales.extend(inspections::of(replay, &places.old, &plans, &Inspected::Visits { place }, until)?);
    }
    if tales.is_empty() {
        return Ok(());
    }
    let call = Call::of_command("demo", service.db.clock().now());
    let written = service.db.write_as_system(&call, move |tx| inspected::telling::tell(tx, &tales)).await;
    written.map(drop).map_err(|problem| format!("inspections cannot be told: {problem}"))
}

/// What was recommended to districts is taken on by whoever holds what was theirs, and done. That is the standing agency now, which does not
/// judge its own: the chair does.
pub async fn follow_up(replay: &mut Replay, end: Instant) -> Result<(), String> {
    let (taken_at, done_at) = (days::at((7, 22), 9), days::at((9, 5), 9));
    replay.at(taken_at);
    let open = replay.list(NEW_LEAD, "/recommendations?state=open&state=in_progress").await?;
    let text = |it: &Value, field: &str| it.get(field).and_then(Value::as_str).unwrap_or_default().to_owned();
    for id in open.iter().filter(|it| text(it, "state") == "open").map(|it| text(it, "id")) {
        let path = format!("/recommendations/{id}/transitions");
        replay.change(NEW_LEAD, "POST", &path, &json!({"action": "accept"})).await?;
    }
    if done_at > end {
        return Ok(());
    }
    replay.at(done_at);
    for (number, id) in (1..).zip(open.iter().map(|it| text(it, "id"))) {
        let path = format!("/recommendations/{id}/transitions");
        let body = json!({
            "action": "report_implemented", "narrative": "Đã làm xong ở đơn vị mới (demo)",
            "document_number": format!("DEMO-{number}/BC"),
        });
        replay.change(NEW_LEAD, "POST", &path, &body).await?;
    }
    let verified_at = days::at((9, 12), 9);
    if verified_at > end {
        return Ok(());
    }
    replay.at(verified_at);
    for id in open.iter().map(|it| text(it, "id")) {
        let path = format!("/recommendations/{id}/transitions");
        replay.change("chair", "POST", &path, &json!({"action": "verify"})).await?;
    }
    Ok(())
}
