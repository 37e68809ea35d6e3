//! The change itself: drafted at the old standing agency, approved by the chair, executed on the day by whoever leads the new one.

use serde_json::{Value, json};

use super::days;
use super::people::{NEW_LEAD, OLD_OFFICER, seats};
use super::places::{HOME, LABOUR, Places};
use crate::demo::SUCCESSOR;
use crate::demo::national::map::COMMITTEE;
use crate::demo::national::telling;
use crate::demo::replay::Replay;
use crate::kernel::id::Id;
use crate::service::Service;

/// The name that the change is saved under.
const CHANGE: &str = "sap-xep";

/// What the administrator enters beforehand: those that follow, the new standing agency, and who holds which role where from then on.
pub async fn prepare(service: &Service, replay: &mut Replay, places: &Places) -> Result<(), String> {
    replay.at(days::at((6, 17), 9));
    let (administrator, committee) = (replay.actor(SUCCESSOR)?.clone(), replay.known.saved(COMMITTEE)?);
    let from = days::at(days::CHANGES_ON, 0);
    telling::enter(&service.db, &administrator, places.following(committee, from))
        .await
        .map_err(|it| format!("agencies cannot be entered: {it}"))?;
    for heir in &places.heirs {
        replay.known.save(&heir.code, heir.id);
    }
    let designation = json!({"agency_id": format!("{{{HOME}}}"), "valid_from": from.date()});
    replay.change(SUCCESSOR, "POST", &format!("/agencies/{committee}/designations"), &designation).await?;
    for seat in seats(places) {
        let body = json!({
            "user_id": format!("{{user:{}}}", seat.login), "agency_id": format!("{{{}}}", seat.agency), "role": seat.role,
            "scope": "self", "valid_from": from.date(),
        });
        replay.change(SUCCESSOR, "POST", "/grants", &body).await?;
    }
    Ok(())
}

/// Drafts the change. The districts go to the new standing agency, and each commune to the one that it becomes a part of; whoever takes over
/// files what is still owed, but for a district of which nothing more is asked.
pub async fn draft(replay: &mut Replay, places: &Places, let_off: usize) -> Result<(), String> {
    replay.at(days::at((6, 24), 9));
    let home = replay.known.saved(HOME)?;
    let end = |(place, agency): (usize, Id), heir: Id, following: Vec<Id>| {
        let open = if place == let_off { "exempt" } else { "heir_files" };
        json!({"agency_id": agency, "heir_id": heir, "successor_ids": following, "open_obligations": open})
    };
    let mut ends: Vec<Value> = Vec::new();
    for (place, agency) in places.old.agencies.iter().enumerate() {
        ends.push(match places.heir_of(place) {
            Some(heir) => end((place, agency.id), heir.id, Vec::new()),
            None => {
                let following = places.heirs.iter().filter(|it| it.district == place).map(|it| it.id).collect();
                end((place, agency.id), home, following)
            }
        });
    }
    ends.push(end((usize::MAX, replay.known.saved(LABOUR)?), home, Vec::new()));
    let body = json!({
        "committee_id": replay.known.saved(COMMITTEE)?, "effective_on": days::at(days::CHANGES_ON, 0).date(), "ends": ends,
    });
    let reply = replay.change(OLD_OFFICER, "POST", "/agency-changes", &body).await?;
    replay.known.save_answer(Some(CHANGE), "/agency-changes", &reply.body);
    Ok(())
}

/// The chair approves it.
pub async fn approve(replay: &mut Replay) -> Result<(), String> {
    replay.at(days::at((6, 28), 9));
    step(replay, "chair", "approve").await
}

/// Whoever leads the new standing agency executes it on its day.
pub async fn execute(replay: &mut Replay) -> Result<(), String> {
    replay.at(days::at(days::CHANGES_ON, 8));
    step(replay, NEW_LEAD, "execute").await
}

async fn step(replay: &mut Replay, who: &str, action: &str) -> Result<(), String> {
    let path = format!("/agency-changes/{{{CHANGE}}}/transitions");
    replay.change(who, "POST", &path, &json!({"action": action})).await.map(drop)
}
