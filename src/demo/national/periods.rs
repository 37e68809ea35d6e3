//! The regimes and their periods, entered and opened by requests, each on its day.

use serde_json::json;

use super::calendar::{Calendar, Occasion, REGIMES};
use super::map::COMMITTEE;
use super::{content, indicators};
use crate::demo::replay::Replay;
use crate::kernel::deadline;
use crate::kernel::id::Id;
use crate::kernel::instant::Instant;

/// Who plans.
const PLANNER: &str = "standing.lead";

/// A period that is open.
#[derive(Clone, Copy, Debug)]
pub struct Opened {
    /// Its identifier.
    pub id: Id,
    /// What it is.
    pub occasion: Occasion,
    /// When it was opened.
    pub at: Instant,
}

/// Enters the regimes, and opens every period whose day has come.
pub async fn open(replay: &mut Replay, calendar: &Calendar, end: Instant) -> Result<Vec<Opened>, String> {
    for regime in REGIMES {
        let body = json!({
            "committee_id": format!("{{{COMMITTEE}}}"), "code": regime.code, "regime": regime.kind, "title": regime.title,
            "owed_by": ["department", "commune"], "due_rule": "before", "due_month": regime.opens_in + 1, "due_day": 15,
            "window_from": regime.window.0, "window_to": regime.window.1,
            "sections": content::sections(), "indicators": indicators::codes(),
        });
        let reply = replay.change(PLANNER, "POST", "/report-regimes", &body).await?;
        replay.known.save_answer(Some(regime.code), "/report-regimes", &reply.body);
    }
    let mut opened = Vec::new();
    for occasion in calendar.occasions() {
        let at = morning(occasion.opens_on);
        if at > end {
            break;
        }
        opened.push(Opened { id: open_one(replay, &occasion, at).await?, occasion, at });
    }
    Ok(opened)
}

async fn open_one(replay: &mut Replay, occasion: &Occasion, at: Instant) -> Result<Id, String> {
    replay.at(at.plus_seconds(-7 * 24 * 3_600));
    let earlier = |days| (occasion.due_on - chrono::Days::new(days)).to_string();
    let body = json!({
        "regime_id": format!("{{{}}}", occasion.regime.code), "year": occasion.year, "opens_on": occasion.opens_on,
        "internal_due": {"department": earlier(3), "commune": earlier(7)},
    });
    let reply = replay.change(PLANNER, "POST", "/report-periods", &body).await?;
    let id = reply.body.get("id").and_then(serde_json::Value::as_str).and_then(|text| text.parse().ok());
    let id: Id = id.ok_or("a period has no id")?;
    replay.at(at);
    replay.change(PLANNER, "POST", &format!("/report-periods/{id}/transitions"), &json!({"action": "open"})).await?;
    Ok(id)
}

/// 08:00 of a day.
fn morning(day: chrono::NaiveDate) -> Instant {
    deadline::start_of(day).plus_seconds(8 * 3_600)
}
