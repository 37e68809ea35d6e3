//! What the year begins with: two districts have other names, and decisions say who sits on the committees; and the decision of July, by which
//! the standing deputy comes from the department that the function moved to.

use serde_json::{Value, json};

use super::days;
use super::people::{NEW_LEAD, NEW_OFFICER, OLD_LEAD, OLD_OFFICER};
use super::places::{Places, RENAMED};
use crate::demo::national::map::COMMITTEE;
use crate::demo::replay::Replay;

/// Two districts are called otherwise from 1 January on.
pub async fn rename(replay: &mut Replay, places: &Places) -> Result<(), String> {
    let renamed = |(now, _): &(&str, &str)| {
        let agency = places.old.agencies.iter().find(|it| it.name == *now)?;
        Some(json!({"agency_id": agency.id, "name": agency.name, "code": agency.code}))
    };
    let renames: Vec<Value> = RENAMED.iter().filter_map(renamed).collect();
    let body = json!({
        "committee_id": replay.known.saved(COMMITTEE)?, "effective_on": days::at((1, 1), 0).date(), "renames": renames,
    });
    replay.at(days::at((1, 1), 8));
    let reply = replay.change(OLD_OFFICER, "POST", "/agency-changes", &body).await?;
    replay.known.save_answer(Some("doi-ten"), "/agency-changes", &reply.body);
    for (hour, who, action) in [(9, "chair", "approve"), (10, OLD_LEAD, "execute")] {
        replay.at(days::at((1, 1), hour));
        replay.change(who, "POST", "/agency-changes/{doi-ten}/transitions", &json!({"action": action})).await?;
    }
    Ok(())
}

/// The committee of the city and those of two districts.
pub async fn seat(replay: &mut Replay, places: &Places) -> Result<(), String> {
    let deputy =
        seated("Phạm Thị Minh Hoạ", "female", "standing_deputy", "Giám đốc Sở Lao động - Thương binh và Xã hội");
    decide(replay, (OLD_OFFICER, OLD_LEAD), &format!("{{{COMMITTEE}}}"), "DEMO-11/QĐ", (1, 3), city(deputy)).await?;
    for (district, number) in places.old.agencies.iter().zip(["DEMO-02/QĐ-HB", "DEMO-02/QĐ-NQ"]) {
        let head = seated(&format!("Trưởng Ban {}", district.code), "female", "head", "Phó Chủ tịch Uỷ ban nhân dân");
        let member = seated(&format!("Uỷ Viên {}", district.code), "male", "member", "Trưởng phòng Tư pháp");
        let members = json!([head, member]);
        decide(replay, (OLD_OFFICER, OLD_LEAD), &district.id.to_string(), number, (1, 3), members).await?;
    }
    Ok(())
}

/// The committee of the city once the function has moved.
pub async fn seat_again(replay: &mut Replay) -> Result<(), String> {
    let deputy = seated("Vũ Văn Minh Hoạ", "male", "standing_deputy", "Giám đốc Sở Nội vụ");
    decide(replay, (NEW_OFFICER, NEW_LEAD), &format!("{{{COMMITTEE}}}"), "DEMO-57/QĐ", (7, 10), city(deputy)).await
}

fn city(deputy: Value) -> Value {
    let head = seated("Trần Văn Minh Hoạ", "male", "head", "Phó Chủ tịch Uỷ ban nhân dân thành phố");
    let member = seated("Lương Thị Giả Định", "female", "member", "Chủ tịch Hội Liên hiệp Phụ nữ thành phố");
    json!([head, deputy, member])
}

fn seated(name: &str, sex: &str, position: &str, post: &str) -> Value {
    json!({"full_name": format!("{name} (demo)"), "sex": sex, "position": position, "post": post})
}

/// Who writes it, and who puts it on record; a decision holds from the day of its issue.
async fn decide(
    replay: &mut Replay,
    (officer, lead): (&str, &str),
    agency: &str,
    number: &str,
    day: (u32, u32),
    members: Value,
) -> Result<(), String> {
    replay.at(days::at(day, 9));
    let date = days::at(day, 0).date();
    let body = json!({
        "agency_id": agency, "number": number, "issued_on": date, "valid_from": date, "members": members,
    });
    let reply = replay.change(officer, "POST", "/committee-decisions", &body).await?;
    replay.known.save_answer(Some(number), "/committee-decisions", &reply.body);
    let path = format!("/committee-decisions/{{{number}}}/transitions");
    replay.change(lead, "POST", &path, &json!({"action": "record"})).await.map(drop)
}
