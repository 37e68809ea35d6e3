//! The Action Months, entered and announced by requests, each on its day.

use serde_json::json;

use super::calendar::{Calendar, day};
use super::map::COMMITTEE;
use crate::demo::replay::Replay;
use crate::kernel::deadline;
use crate::kernel::instant::Instant;

/// Who prepares it, and who announces it.
const HANDS: (&str, &str) = ("standing.officer", "standing.lead");

/// Enters and announces every Month whose day has come.
pub async fn announce(replay: &mut Replay, calendar: &Calendar, end: Instant) -> Result<(), String> {
    for year in calendar.years() {
        let (entered, announced) = (morning(year, 2), morning(year, 16));
        if announced > end {
            break;
        }
        replay.at(entered);
        let body = json!({
            "committee_id": format!("{{{COMMITTEE}}}"), "year": year,
            "name": format!("Tháng hành động vì bình đẳng giới năm {year} (demo)"),
            "theme": "Cùng lên tiếng, cùng hành động", "slogans": ["Không im lặng trước bạo lực"],
        });
        let reply = replay.change(HANDS.0, "POST", "/action-months", &body).await?;
        let id = reply.body.get("id").and_then(serde_json::Value::as_str).ok_or("a Month has no id")?.to_owned();
        replay.at(announced);
        replay
            .change(HANDS.1, "POST", &format!("/action-months/{id}/transitions"), &json!({"action": "announce"}))
            .await?;
    }
    Ok(())
}

/// 08:00 of a day of October.
fn morning(year: i32, of_october: u32) -> Instant {
    deadline::start_of(day(year, 10, of_october)).plus_seconds(8 * 3_600)
}
