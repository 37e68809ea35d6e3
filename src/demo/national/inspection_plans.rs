//! The plans of inspections, drafted, approved and closed by requests, each on its day: every province has one for its communes, and
//! the committee one for the provinces. What is asked is one checklist; nothing of it is required before the last two years, of which
//! alone the answers are told.

use chrono::NaiveDate;
use serde_json::{Value, json};

use super::calendar::{Calendar, day};
use super::map::{COMMITTEE, Map, STANDING};
use super::people::{inspector_of, lead_of, officer_of};
use super::size::LAST_YEAR;
use crate::demo::replay::Replay;
use crate::kernel::deadline;
use crate::kernel::id::Id;
use crate::kernel::instant::Instant;

/// The last years, of which the answers are told.
pub const ANSWERED_YEARS: i32 = 2;
const TOPICS: [&str; 6] = [
    "Ban của đơn vị",
    "Luật, chính sách và chương trình",
    "Cán bộ nữ",
    "Phòng, chống bạo lực",
    "Những gì cản bước chị em",
    "Vướng mắc và đề nghị",
];
const ITEMS_OF_A_TOPIC: usize = 10;
/// A province visits so many of its communes in a year, the committee so many provinces.
const VISITS: (usize, usize) = (8, 28);
/// Of so many communes so many need not inspect themselves in a year: 3,000 of the nation's 3,321 do.
const EXCLUDED: (usize, usize) = (3_321, 321);
/// The name that the checklist is saved under.
pub const CHECKLIST: &str = "inspection-checklist";

/// A plan that was approved.
#[derive(Clone, Debug)]
pub struct Approved {
    /// Its identifier.
    pub id: Id,
    /// What it asks for.
    pub plan: Plan,
}

/// What a plan asks for.
#[derive(Clone, Debug)]
pub struct Plan {
    /// Its year.
    pub year: i32,
    /// The place of the province whose it is; none for the committee's.
    pub province: Option<usize>,
    /// Its visits.
    pub visits: Vec<Visit>,
    /// The places of the agencies that inspect themselves.
    pub inspecting: Vec<usize>,
}

/// A visit that is planned.
#[derive(Clone, Copy, Debug)]
pub struct Visit {
    /// The place of the agency.
    pub place: usize,
    /// The first day of its window …
    pub from: NaiveDate,
    /// … and the last.
    pub to: NaiveDate,
}

/// The code of an item by its number, from 0.
pub fn code_of(item: usize) -> String {
    format!("{}.{:02}", item / ITEMS_OF_A_TOPIC + 1, item % ITEMS_OF_A_TOPIC + 1)
}

/// Whether an item has to be answered, where any has to.
pub fn is_required(item: usize) -> bool {
    item % 3 != 2
}

/// How many items there are.
pub const ITEMS: usize = TOPICS.len() * ITEMS_OF_A_TOPIC;

/// The last day of a year's self-inspections.
pub fn due_on(year: i32) -> NaiveDate {
    day(year, 10, 31)
}

/// Drafts and approves every plan whose day has come.
pub async fn approve(
    replay: &mut Replay,
    map: &Map,
    calendar: &Calendar,
    end: Instant,
) -> Result<Vec<Approved>, String> {
    let (mut plans, mut asks) = (Vec::new(), None);
    for (number, year) in calendar.years().enumerate() {
        let approved_at = morning(day(year, 2, 20));
        if approved_at > end {
            break;
        }
        let requires = year > LAST_YEAR - ANSWERED_YEARS;
        if asks != Some(requires) {
            publish_checklist(replay, year, requires, asks.is_some()).await?;
            asks = Some(requires);
        }
        for province in (0..map.provinces()).map(Some).chain([None]) {
            let plan = planned(map, number, year, province);
            if !plan.visits.is_empty() {
                plans.push(entered(replay, map, plan, approved_at).await?);
            }
        }
    }
    Ok(plans)
}

/// Closes the plans of the years that are over, two months later.
pub async fn close(replay: &mut Replay, map: &Map, plans: &[Approved], end: Instant) -> Result<(), String> {
    for Approved { id, plan } in plans {
        let at = morning(day(plan.year + 1, 3, 20));
        if at <= end {
            replay.at(at);
            let lead = plan.province.map_or_else(|| "standing.lead".to_owned(), |place| lead_of(map, place));
            let path = format!("/inspection-plans/{id}/transitions");
            replay.change(&lead, "POST", &path, &json!({"action": "close"})).await?;
        }
    }
    Ok(())
}

/// The checklist: its first version, or the next one.
pub async fn publish_checklist(replay: &mut Replay, year: i32, requires: bool, is_there: bool) -> Result<(), String> {
    replay.at(morning(day(year, 1, 20)));
    let topics: Vec<Value> =
        TOPICS.iter().zip(1..).map(|(title, number)| json!({"code": number.to_string(), "title": title})).collect();
    let items: Vec<Value> = (0..ITEMS)
        .map(|item| {
            let (code, topic) = (code_of(item), (item / ITEMS_OF_A_TOPIC + 1).to_string());
            let question = format!("Mục {code}: đơn vị đã làm những gì, còn vướng ở đâu? (demo)");
            json!({"code": code, "topic": topic, "question": question, "required": requires && is_required(item)})
        })
        .collect();
    let officer = "standing.officer";
    if is_there {
        let path = format!("/checklists/{{{CHECKLIST}}}/transitions");
        let revised = replay.change(officer, "POST", &path, &json!({"action": "revise"})).await?;
        replay.known.save_answer(Some(CHECKLIST), "/checklists", &revised.body);
        let path = format!("/checklists/{{{CHECKLIST}}}");
        replay.change(officer, "PATCH", &path, &json!({"topics": topics, "items": items})).await?;
    } else {
        let body = json!({
            "agency_id": format!("{{{COMMITTEE}}}"), "code": "KT", "title": "Danh mục kiểm tra (demo)", "topics": topics,
            "items": items,
        });
        let created = replay.change(officer, "POST", "/checklists", &body).await?;
        replay.known.save_answer(Some(CHECKLIST), "/checklists", &created.body);
    }
    replay.at(morning(day(year, 1, 25)));
    let path = format!("/checklists/{{{CHECKLIST}}}/transitions");
    replay.change("standing.lead", "POST", &path, &json!({"action": "publish"})).await.map(drop)
}

/// What one plan has: each year other agencies are visited.
fn planned(map: &Map, number: usize, year: i32, province: Option<usize>) -> Plan {
    let communes = |above: usize| {
        let all = map.agencies.iter().enumerate();
        all.filter(move |(_, it)| it.province == Some(above)).map(|(place, _)| place).collect::<Vec<_>>()
    };
    let (below, most) = match province {
        Some(above) => (communes(above), VISITS.0),
        None => ((0..map.provinces()).collect(), VISITS.1),
    };
    let count = most.min(below.len());
    let visits = (0..count).filter_map(|turn| {
        let place = *below.get((number * most + turn) % below.len().max(1))?;
        let month = 4 + u32::try_from(turn % 6).unwrap_or_default();
        Some(Visit { place, from: day(year, month, 3), to: day(year, month, 24) })
    });
    let inspects = |place: &usize| {
        let (of, many) = EXCLUDED;
        (place + 1) * many / of == place * many / of
    };
    let visits = visits.collect();
    let inspecting = if province.is_some() { below.iter().copied().filter(inspects).collect() } else { Vec::new() };
    Plan { year, province, visits, inspecting }
}

async fn entered(replay: &mut Replay, map: &Map, plan: Plan, approved_at: Instant) -> Result<Approved, String> {
    let saved = |place: usize| map.agencies.get(place).map(|it| format!("{{{}}}", it.code)).unwrap_or_default();
    let inspector = |login: &str, agency: String| json!({"user_id": format!("{{user:{login}}}"), "agency_id": agency});
    let standing = |login: &str| inspector(login, format!("{{{STANDING}}}"));
    let provinces = map.provinces();
    let visits: Vec<Value> = plan
        .visits
        .iter()
        .map(|visit| {
            // Somebody of another province comes along, where there is one.
            let here = plan.province.unwrap_or(visit.place);
            let other = (here + 1) % provinces.max(1);
            let (leader, members) = match plan.province {
                Some(here) if other == here => {
                    (inspector(&inspector_of(map, here), saved(here)), vec![standing("standing.officer")])
                }
                Some(here) => {
                    let guests = [officer_of(map, other), lead_of(map, other)];
                    let guests = guests.iter().map(|login| inspector(login, saved(other))).collect();
                    (inspector(&inspector_of(map, here), saved(here)), guests)
                }
                None if other == here => (standing("standing.officer"), vec![standing("standing.lead")]),
                None => (standing("standing.officer"), vec![inspector(&inspector_of(map, other), saved(other))]),
            };
            json!({
                "agency_id": saved(visit.place), "from": visit.from, "to": visit.to, "leader": leader, "members": members,
            })
        })
        .collect();
    let communes =
        map.agencies.iter().enumerate().filter(|(_, it)| it.province.is_some() && it.province == plan.province);
    let excluded: Vec<String> =
        communes.filter(|(place, _)| !plan.inspecting.contains(place)).map(|(place, _)| saved(place)).collect();
    let own = (!plan.inspecting.is_empty())
        .then(|| json!({"kinds": ["commune"], "excluded": excluded, "due_on": due_on(plan.year)}));
    let (owner, writer, submitter, head) = match plan.province {
        Some(place) => {
            let writer = inspector_of(map, place);
            (saved(place), writer.clone(), writer, lead_of(map, place))
        }
        None => {
            let [writer, submitter, head] = ["standing.officer", "standing.lead", "chair"].map(str::to_owned);
            (format!("{{{COMMITTEE}}}"), writer, submitter, head)
        }
    };
    let year = plan.year;
    let body = json!({
        "agency_id": owner, "year": year, "title": format!("Kế hoạch kiểm tra năm {year} (demo)"),
        "checklist_id": format!("{{{CHECKLIST}}}"), "self_inspections": own, "visits": visits,
    });
    replay.at(approved_at.plus_seconds(-10 * 24 * 3_600));
    let reply = replay.change(&writer, "POST", "/inspection-plans", &body).await?;
    let id = reply.body.get("id").and_then(Value::as_str).and_then(|text| text.parse().ok());
    let id: Id = id.ok_or("a plan has no id")?;
    let path = format!("/inspection-plans/{id}/transitions");
    replay.change(&submitter, "POST", &path, &json!({"action": "submit"})).await?;
    replay.at(approved_at);
    let approve = json!({
        "action": "approve", "number": "DEMO-01/KH", "approved_on": approved_at.date(),
        "signatory": {"position": "Trưởng ban"},
    });
    replay.change(&head, "POST", &path, &approve).await?;
    Ok(Approved { id, plan })
}

/// 08:00 of a day.
fn morning(day: NaiveDate) -> Instant {
    deadline::start_of(day).plus_seconds(8 * 3_600)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::demo::national::Size;

    #[test]
    fn a_nation_has_its_visits_and_self_inspections() {
        let calendar = Calendar::of(Size::NATIONAL);
        let map = Map::of(Size::NATIONAL, &calendar);
        let (mut visits, mut inspecting) = (0, 0);
        for (number, year) in calendar.years().enumerate() {
            for province in (0..map.provinces()).map(Some).chain([None]) {
                let plan = planned(&map, number, year, province);
                visits += plan.visits.len();
                inspecting += plan.inspecting.len();
                assert!(plan.visits.len() <= 100 && plan.inspecting.len() <= 1_000);
            }
        }
        assert_eq!((visits, inspecting), (3_000, 30_000));
        assert_eq!((ITEMS, (0..ITEMS).filter(|item| is_required(*item)).count()), (60, 40));
    }
}
