//! What hinders districts and communes when they end: raised and not looked at, in hand at a district, answered and not confirmed, restricted,
//! and two that are one. Whoever follows deals with it, and confirms what is answered.

use serde_json::{Value, json};

use super::days;
use super::people::{NEW_LEAD, NEW_OFFICER, OLD_LEAD, OLD_OFFICER, clerk_at, officer};
use super::places::Places;
use crate::demo::replay::Replay;

/// Each under the name that it is saved under, with the place of the district that raises it, or below which its first commune does.
const OF_COMMUNES: [(&str, usize); 5] =
    [("kk-chua-xem", 0), ("kk-dang-lam", 1), ("kk-cho-xac-nhan", 2), ("kk-goc", 3), ("kk-nhap-chung", 4)];
/// The one that a district raises, which not everybody may read.
const RESTRICTED: (&str, usize) = ("kk-kin", 5);

fn path(name: &str) -> String {
    format!("/difficulties/{{{name}}}/transitions")
}

fn answer() -> Value {
    json!({"action": "resolve", "answer": "Đơn vị mới bố trí trong dự toán (demo)"})
}

/// What is raised a fortnight before, and how far it comes.
pub async fn raise(replay: &mut Replay, places: &Places) -> Result<(), String> {
    replay.at(days::at((6, 18), 9));
    let communes: Vec<usize> = places.first_communes().collect();
    for (name, district) in OF_COMMUNES {
        let clerk = clerk_at(places, district);
        let Some(commune) = communes.get(district).and_then(|it| places.old.agencies.get(*it)) else { continue };
        let body = json!({
            "agency_id": commune.id, "title": "Không có phòng tiếp người bị bạo lực", "severity": "normal",
            "text": "Trụ sở chung, chưa có phòng riêng (demo)",
        });
        begin(replay, &clerk, name, &body).await?;
    }
    let (name, district) = RESTRICTED;
    if let Some(agency) = places.old.agencies.get(district) {
        let body = json!({
            "agency_id": agency.id, "title": "Một vụ việc cần phối hợp kín", "severity": "normal",
            "text": "Người cung cấp tin đề nghị không nêu tên (demo)", "sensitivity": "restricted",
        });
        begin(replay, &clerk_at(places, district), name, &body).await?;
    }
    replay.at(days::at((6, 19), 9));
    let acknowledge = json!({"action": "acknowledge"});
    for (name, district) in OF_COMMUNES.into_iter().skip(1).take(2) {
        replay.change(&clerk_at(places, district), "POST", &path(name), &acknowledge).await?;
    }
    let (answered, district) = OF_COMMUNES[2];
    replay.change(&clerk_at(places, district), "POST", &path(answered), &answer()).await?;
    replay.change(OLD_OFFICER, "POST", &path(name), &acknowledge).await?;
    let survivor = replay.known.saved(OF_COMMUNES[3].0)?;
    let join = json!({"action": "join", "survivor_id": survivor, "reason": "Cùng một việc (demo)"});
    replay.change(OLD_OFFICER, "POST", &path(OF_COMMUNES[4].0), &join).await?;
    // Whoever leads the department that loses the function reads what was told in confidence while he still may.
    let disclose = json!({"purpose": "Bàn giao cho cơ quan thường trực mới (demo)"});
    replay.change(OLD_LEAD, "POST", &format!("/difficulties/{{{name}}}/disclosures"), &disclose).await.map(drop)
}

async fn begin(replay: &mut Replay, clerk: &str, name: &str, body: &Value) -> Result<(), String> {
    let reply = replay.change(clerk, "POST", "/difficulties", body).await?;
    replay.known.save_answer(Some(name), "/difficulties", &reply.body);
    replay.change(clerk, "POST", &path(name), &json!({"action": "raise"})).await.map(drop)
}

/// Whoever holds what was the districts' answers, and those that follow the communes confirm. What a district had raised is the new standing
/// agency's own by now: the chair answers it.
pub async fn end(replay: &mut Replay, places: &Places) -> Result<(), String> {
    replay.at(days::at((7, 16), 9));
    for (name, _) in [OF_COMMUNES[0], OF_COMMUNES[3]] {
        replay.change(NEW_OFFICER, "POST", &path(name), &json!({"action": "acknowledge"})).await?;
    }
    for (name, _) in [OF_COMMUNES[0], OF_COMMUNES[1], OF_COMMUNES[3]] {
        replay.change(NEW_LEAD, "POST", &path(name), &answer()).await?;
    }
    replay.change("chair", "POST", &path(RESTRICTED.0), &answer()).await?;
    replay.at(days::at((7, 17), 9));
    let confirm = json!({"action": "confirm"});
    for (name, district) in OF_COMMUNES {
        let Some(heir) = places.first_communes().nth(district).and_then(|it| places.heir_of(it)) else { continue };
        replay.change(&officer(&heir.code), "POST", &path(name), &confirm).await?;
    }
    replay.change(NEW_LEAD, "POST", &path(RESTRICTED.0), &confirm).await.map(drop)
}
