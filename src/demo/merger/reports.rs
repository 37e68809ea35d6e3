//! The two reports of the year. What is owed for the first half-year is owed by agencies of which most end before it falls due: most of them
//! send theirs by the end of June, and the others' are signed by their heirs.

use serde_json::{Value, json};

use super::days;
use super::people::{NEW_LEAD, NEW_OFFICER, OLD_LEAD, OLD_OFFICER, clerk_at, lead, officer};
use super::places::{HOME, LABOUR, OTHERS, Places};
use crate::demo::national::chance::Chance;
use crate::demo::national::map::COMMITTEE;
use crate::demo::national::{content, indicators};
use crate::demo::replay::{Actor, Replay};
use crate::kernel::call::Call;
use crate::kernel::id::Id;
use crate::kernel::instant::Instant;
use crate::kernel::signing::SignedAs;
use crate::reports::SubmissionAction;
use crate::reports::telling::{Act, Deed, Tale, tell};
use crate::service::Service;

/// The name that the period of the first half-year is saved under.
pub const HALF: &str = "ky-sau-thang";
/// The name that the period of the year is saved under.
pub const ANNUAL: &str = "ky-nam";
/// Reports that one job tells of.
const AT_ONCE: usize = 40;
const DAY: i64 = 24 * 3_600;
/// The place of the district that sends nothing, and is let off.
pub const LET_OFF: usize = 14;
/// The place of a district whose report its heir files.
const LATE_DISTRICT: usize = 4;

/// How far the report of one that ends has come by the end of June.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Course {
    /// It is accepted.
    Accepted,
    /// It was received, and nobody has looked at it.
    Unjudged,
    /// Somebody has begun to write.
    Begun,
    /// Nothing is there: the heir files it.
    Left,
    /// Nothing is there, and nothing is asked for any more.
    LetOff,
}

impl Course {
    fn of(places: &Places, place: usize) -> Self {
        if place == LET_OFF {
            return Self::LetOff;
        }
        if place < places.old.provinces() {
            return if place == LATE_DISTRICT { Self::Left } else { Self::Accepted };
        }
        match place % 40 {
            3 | 13 | 23 | 33 => Self::Unjudged,
            25 => Self::Begun,
            5 | 7 | 15 | 17 | 27 | 35 | 37 => Self::Left,
            _ => Self::Accepted,
        }
    }
}

/// Enters what is owed every year: the one by districts too, as long as there are any.
pub async fn enter_regimes(replay: &mut Replay) -> Result<(), String> {
    replay.at(days::at((1, 3), 8));
    let all = [
        (
            "SK-6T",
            "mid_year",
            "Báo cáo sơ kết 6 tháng đầu năm",
            json!(["department", "district", "commune"]),
            7,
            "06-14",
        ),
        ("TK-NAM", "annual", "Báo cáo tổng kết năm", json!(["department", "commune"]), 12, "12-14"),
    ];
    for (code, kind, title, owed_by, due_month, window_to) in all {
        let body = json!({
            "committee_id": format!("{{{COMMITTEE}}}"), "code": code, "regime": kind, "title": title, "owed_by": owed_by,
            "due_rule": "before", "due_month": due_month, "due_day": 15, "window_from": "12-15", "window_to": window_to,
            "sections": content::sections(), "indicators": indicators::codes(),
        });
        let reply = replay.change(OLD_LEAD, "POST", "/report-regimes", &body).await?;
        replay.known.save_answer(Some(code), "/report-regimes", &reply.body);
    }
    Ok(())
}

/// Plans the period of the first half-year, and opens it.
pub async fn open_half(replay: &mut Replay) -> Result<(), String> {
    open(replay, OLD_LEAD, HALF, "SK-6T", (6, 2)).await
}

/// Plans the period of the year, and opens it.
pub async fn open_annual(replay: &mut Replay) -> Result<(), String> {
    open(replay, NEW_LEAD, ANNUAL, "TK-NAM", (11, 3)).await
}

async fn open(replay: &mut Replay, who: &str, name: &str, regime: &str, on: (u32, u32)) -> Result<(), String> {
    replay.at(days::at(on, 7));
    let opens_on = days::at(on, 0).date();
    let body = json!({"regime_id": format!("{{{regime}}}"), "year": days::YEAR, "opens_on": opens_on});
    let reply = replay.change(who, "POST", "/report-periods", &body).await?;
    replay.known.save_answer(Some(name), "/report-periods", &reply.body);
    replay.at(days::at(on, 8));
    let path = format!("/report-periods/{{{name}}}/transitions");
    replay.change(who, "POST", &path, &json!({"action": "open"})).await.map(drop)
}

/// Who acts on one report.
struct Hands {
    /// Writes it …
    officer: Actor,
    /// … and signs it.
    signer: Actor,
    /// Takes it under review …
    reader: Actor,
    /// … and decides on it.
    decider: Actor,
}

impl Hands {
    fn of(replay: &Replay, logins: [&str; 4]) -> Result<Self, String> {
        let [officer, signer, reader, decider] = logins.map(|login| replay.actor(login).cloned());
        Ok(Self { officer: officer?, signer: signer?, reader: reader?, decider: decider? })
    }

    /// What becomes of a report that is sent at an instant: accepted some days later, unless nobody looks at it.
    fn tale(self, (agency, code): (Id, &str), sent: Instant, is_judged: bool) -> Tale {
        let mut chance = Chance::of(&format!("{code} {sent}"));
        let report = content::report(&mut chance, false);
        let signed = SubmissionAction::Submit {
            number: format!("{}/BC-{code}", chance.between(1, 900)),
            signed_on: sent.date(),
            signatory: Some(SignedAs { position: Some("Người đứng đầu".to_owned()), ..SignedAs::default() }),
            device_time: None,
            attachment_ids: Vec::new(),
        };
        let deed = |at: Instant, actor: &Actor, act: Act| Deed { at, user: actor.user, acting_at: actor.agency, act };
        let mut deeds = vec![
            deed(sent.plus_seconds(-DAY), &self.officer, Act::Begin(report)),
            deed(sent, &self.signer, Act::Step(signed)),
        ];
        if is_judged {
            deeds.push(deed(sent.plus_seconds(2 * DAY), &self.reader, Act::Step(SubmissionAction::Take {})));
            deeds.push(deed(sent.plus_seconds(3 * DAY), &self.decider, Act::Step(SubmissionAction::Accept {})));
        }
        Tale { agency, deeds }
    }
}

/// An instant in office hours, some days after a day, that differs from place to place.
fn sent_at(first: (u32, u32), place: usize, spread: usize) -> Instant {
    let minutes = i64::try_from(place % 400).unwrap_or_default();
    let later = i64::try_from(place % spread.max(1)).unwrap_or_default();
    days::at(first, 8).plus_seconds(later * DAY + minutes * 60)
}

/// Tells of the reports of the first half-year that were sent by the end of June.
pub async fn tell_half_in_june(
    service: &Service,
    replay: &Replay,
    places: &Places,
    end: Instant,
) -> Result<(), String> {
    let mut tales = Vec::new();
    for (place, agency) in places.old.agencies.iter().enumerate() {
        let course = Course::of(places, place);
        if !matches!(course, Course::Accepted | Course::Unjudged) {
            continue;
        }
        let (clerk, above) = match agency.province {
            Some(district) => (clerk_at(places, district), places.old.agencies.get(district)),
            None => (officer(&agency.code), None),
        };
        // The clerk writes and signs for communes; a district has a lead for that.
        let signer = if above.is_some() { clerk.clone() } else { lead(&agency.code) };
        let hands = match above.map(|it| lead(&it.code)) {
            Some(judge) => Hands::of(replay, [&clerk, &signer, &judge, &judge])?,
            None => Hands::of(replay, [&clerk, &signer, OLD_OFFICER, OLD_LEAD])?,
        };
        let sent = sent_at((6, 10), place, 14);
        tales.push(hands.tale((agency.id, &agency.code), sent, course == Course::Accepted));
    }
    let hands = Hands::of(replay, [&officer(HOME), &lead(HOME), OLD_OFFICER, OLD_LEAD])?;
    tales.push(hands.tale((replay.known.saved(HOME)?, HOME), sent_at((6, 10), 1, 14), true));
    for (place, code) in OTHERS.into_iter().enumerate() {
        let hands = Hands::of(replay, [&officer(code), &officer(code), OLD_OFFICER, OLD_LEAD])?;
        tales.push(hands.tale((replay.known.saved(code)?, code), sent_at((6, 10), place, 14), true));
    }
    tell_all(service, replay.known.saved(HALF)?, tales, end).await
}

/// Tells of the reports of the first half-year that heirs file in July, and the new standing agency accepts. What it owes itself as an heir
/// the chair accepts.
pub async fn tell_half_in_july(
    service: &Service,
    replay: &Replay,
    places: &Places,
    end: Instant,
) -> Result<(), String> {
    let mut tales = Vec::new();
    for (place, agency) in places.old.agencies.iter().enumerate() {
        if Course::of(places, place) != Course::Left {
            continue;
        }
        let hands = match places.heir_of(place) {
            Some(heir) => {
                let clerk = officer(&heir.code);
                Hands::of(replay, [&clerk, &clerk, NEW_OFFICER, NEW_LEAD])?
            }
            None => Hands::of(replay, [NEW_OFFICER, NEW_LEAD, "chair", "chair"])?,
        };
        tales.push(hands.tale((agency.id, &agency.code), sent_at((7, 3), place, 9), true));
    }
    let hands = Hands::of(replay, [NEW_OFFICER, NEW_LEAD, "chair", "chair"])?;
    tales.push(hands.tale((replay.known.saved(LABOUR)?, LABOUR), sent_at((7, 3), 1, 9), true));
    tell_all(service, replay.known.saved(HALF)?, tales, end).await
}

/// Tells of the reports of the year, by all who are there then.
pub async fn tell_annual(service: &Service, replay: &Replay, places: &Places, end: Instant) -> Result<(), String> {
    let mut tales = Vec::new();
    for (place, heir) in places.heirs.iter().enumerate() {
        let clerk = officer(&heir.code);
        let hands = Hands::of(replay, [&clerk, &clerk, NEW_OFFICER, NEW_LEAD])?;
        tales.push(hands.tale((heir.id, &heir.code), sent_at((12, 1), place, 12), true));
    }
    for (place, code) in OTHERS.into_iter().enumerate() {
        let hands = Hands::of(replay, [&officer(code), &officer(code), NEW_OFFICER, NEW_LEAD])?;
        tales.push(hands.tale((replay.known.saved(code)?, code), sent_at((12, 1), place, 12), true));
    }
    let hands = Hands::of(replay, [NEW_OFFICER, NEW_LEAD, "chair", "chair"])?;
    tales.push(hands.tale((replay.known.saved(HOME)?, HOME), sent_at((12, 1), 1, 12), true));
    tell_all(service, replay.known.saved(ANNUAL)?, tales, end).await
}

/// Tells of reports, some in a job, as far as the end.
async fn tell_all(service: &Service, period: Id, tales: Vec<Tale>, end: Instant) -> Result<(), String> {
    let until = |mut tale: Tale| {
        tale.deeds.retain(|deed| deed.at <= end);
        tale
    };
    let tales: Vec<Tale> = tales.into_iter().map(until).filter(|it| !it.deeds.is_empty()).collect();
    for some in tales.chunks(AT_ONCE) {
        let (db, told) = (&service.db, some.to_vec());
        let call = Call::of_command("demo", db.clock().now());
        let written = db.write_as_system(&call, move |tx| tell(tx, period, &told)).await;
        written.map(drop).map_err(|problem| format!("reports cannot be told: {problem}"))?;
    }
    Ok(())
}

/// At some communes somebody begins to write, and does not come to the end before they end themselves.
pub async fn begin_some(replay: &mut Replay, places: &Places) -> Result<(), String> {
    replay.at(days::at((6, 27), 15));
    for (place, agency) in places.old.agencies.iter().enumerate() {
        let (Course::Begun, Some(district)) = (Course::of(places, place), agency.province) else { continue };
        let report = content::report(&mut Chance::of(&agency.code), false);
        let body = json!({"obligation_id": format!("{{obligation:{HALF}/{}}}", agency.code), "content": report});
        let reply = replay.change(&clerk_at(places, district), "POST", "/submissions", &body).await?;
        replay.known.save_answer(Some(&draft_of(&agency.code)), "/submissions", &reply.body);
    }
    Ok(())
}

fn draft_of(code: &str) -> String {
    format!("bao-cao-{code}")
}

/// The heirs sign what was begun.
pub async fn sign_what_was_begun(replay: &mut Replay, places: &Places) -> Result<(), String> {
    replay.at(days::at((7, 4), 10));
    for (place, agency) in places.old.agencies.iter().enumerate() {
        let (Course::Begun, Some(heir)) = (Course::of(places, place), places.heir_of(place)) else { continue };
        let path = format!("/submissions/{{{}}}/transitions", draft_of(&agency.code));
        let submit = json!({
            "action": "submit", "number": format!("{place}/BC-{}", heir.code), "signed_on": days::at((7, 4), 0).date(),
            "signatory": {"position": "Chủ tịch Uỷ ban nhân dân"},
        });
        replay.change(&officer(&heir.code), "POST", &path, &submit).await?;
    }
    Ok(())
}

/// The new standing agency judges what was received before it was there, and what heirs have just signed.
pub async fn judge_what_was_received(replay: &mut Replay) -> Result<(), String> {
    replay.at(days::at((7, 15), 9));
    let path = format!("/submissions?state=submitted&period_id={}", replay.known.saved(HALF)?);
    let received = replay.list(NEW_OFFICER, &path).await?;
    for (action, who, hour) in [("take", NEW_OFFICER, 10), ("accept", NEW_LEAD, 16)] {
        replay.at(days::at((7, 15), hour));
        for id in received.iter().filter_map(|it| it.get("id")).filter_map(Value::as_str) {
            let path = format!("/submissions/{id}/transitions");
            replay.change(who, "POST", &path, &json!({"action": action})).await?;
        }
    }
    Ok(())
}

/// Consolidates a period: written by the new standing agency, issued by the chair, sent the day after.
pub async fn consolidate(replay: &mut Replay, period: &str, on: (u32, u32), number: &str) -> Result<(), String> {
    replay.at(days::at(on, 8));
    let name = format!("tong-hop-{period}");
    let body = json!({"period_id": format!("{{{period}}}")});
    let reply = replay.change(NEW_OFFICER, "POST", "/consolidations", &body).await?;
    replay.known.save_answer(Some(&name), "/consolidations", &reply.body);
    let path = format!("/consolidations/{{{name}}}/transitions");
    let today = days::at(on, 0).date();
    let steps = [
        (9, NEW_OFFICER, json!({"action": "compile"})),
        (10, NEW_OFFICER, json!({"action": "submit"})),
        (
            15,
            "chair",
            json!({
                "action": "issue", "number": number, "issued_on": today, "place": "Hải Phòng",
                "signatory": {"position": "Trưởng ban"},
            }),
        ),
        (
            16,
            NEW_LEAD,
            json!({
                "action": "send", "recipient": "Bộ Nội vụ", "sent_on": today, "letter_number": format!("{number}-CV"),
            }),
        ),
    ];
    for (hour, who, body) in steps {
        replay.at(days::at(on, hour));
        replay.change(who, "POST", &path, &body).await?;
    }
    Ok(())
}
