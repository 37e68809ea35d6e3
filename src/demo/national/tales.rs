//! What becomes of each report. Most come in time and are accepted; of every thousand some tens are late, nil, returned, missing or
//! exempt. What lies behind the end of the demo has not happened yet.

use super::chance::Chance;
use super::content;
use super::map::{Agency, Map};
use super::people::{decider_of, officer_of, signer_of};
use super::periods::Opened;
use crate::demo::replay::{Actor, Replay};
use crate::kernel::deadline;
use crate::kernel::instant::Instant;
use crate::kernel::signing::SignedAs;
use crate::reports::telling::{Act, Deed, Tale};
use crate::reports::{ObligationAction, ReportContent, SubmissionAction};

const DAY: i64 = 24 * 3_600;

/// What becomes of a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Course {
    /// Accepted, in time or late.
    Accepted,
    /// Accepted, a word that there is nothing to report.
    Nil,
    /// Returned; the next version is accepted.
    Mended,
    /// Returned, and the next version is awaited.
    Awaited,
    /// Received, and nobody has looked at it.
    Unread,
    /// Accepted, and amended afterwards.
    Amended,
    /// Never sent.
    Missing,
    /// Let off.
    Exempt,
}

impl Course {
    /// By a number below a thousand.
    fn of(draw: i64) -> Self {
        match draw {
            0..15 => Self::Exempt,
            15..45 => Self::Missing,
            45..75 => Self::Nil,
            75..105 => Self::Mended,
            105..120 => Self::Awaited,
            120..130 => Self::Unread,
            130..136 => Self::Amended,
            _ => Self::Accepted,
        }
    }
}

/// Who acts on one report.
struct Hands {
    officer: Actor,
    signer: Actor,
    /// Takes it under review …
    reader: Actor,
    /// … and decides on it.
    decider: Actor,
}

impl Hands {
    fn of(replay: &Replay, map: &Map, place: usize, agency: &Agency) -> Result<Self, String> {
        let decider = decider_of(map, place);
        let reader = if agency.province.is_some() { decider.clone() } else { "standing.officer".to_owned() };
        let actor = |login: String| replay.actor(&login).cloned();
        Ok(Self {
            officer: actor(officer_of(map, place))?,
            signer: actor(signer_of(map, place))?,
            reader: actor(reader)?,
            decider: actor(decider)?,
        })
    }
}

/// What became of the report of one agency until the end; nothing where nothing happened.
pub fn of(replay: &Replay, map: &Map, place: usize, period: &Opened, end: Instant) -> Result<Option<Tale>, String> {
    let agency = map.agencies.get(place).ok_or("there is no such agency")?;
    let hands = Hands::of(replay, map, place, agency)?;
    let name = format!("{} {} {}", agency.code, period.occasion.regime.code, period.occasion.year);
    let mut pen = Pen { chance: Chance::of(&name), agency, hands, number: 0, deeds: Vec::new() };
    pen.write(period);
    let deeds: Vec<Deed> = pen.deeds.into_iter().take_while(|deed| deed.at <= end).collect();
    Ok((!deeds.is_empty()).then_some(Tale { agency: agency.id, deeds }))
}

/// Writes one tale.
struct Pen<'a> {
    chance: Chance,
    agency: &'a Agency,
    hands: Hands,
    number: i64,
    deeds: Vec<Deed>,
}

impl Pen<'_> {
    fn write(&mut self, period: &Opened) {
        let course = Course::of(self.chance.below(1_000));
        let due = deadline::start_of(period.occasion.due_on);
        let sent = self.sent_at(period.at, due);
        match course {
            Course::Missing => {}
            Course::Exempt => {
                let reason = "Đơn vị đang sắp xếp lại, chưa có bộ máy".to_owned();
                let at = self.later(period.at, 1, 10);
                self.act(at, self.hands.decider.clone(), Act::Decide(ObligationAction::Exempt { reason }));
            }
            Course::Accepted => self.accepted(sent),
            Course::Nil => {
                self.begin(sent, ReportContent::default());
                let declared = self.signed(sent, true);
                self.act(sent, self.hands.signer.clone(), Act::Step(declared));
                self.accept_after(sent);
            }
            Course::Unread => {
                self.send(sent);
            }
            Course::Awaited => {
                self.send(sent);
                self.return_after(sent);
            }
            Course::Mended => {
                self.send(sent);
                let returned = self.return_after(sent);
                let again = self.later(returned, 2, 6);
                self.send_again(again);
                self.accept_after(again);
            }
            Course::Amended => {
                self.accepted(sent);
                let reason = "Đính chính số liệu".to_owned();
                let last = self.deeds.last().map_or(sent, |it| it.at);
                let amended = self.later(last, 3, 20);
                self.act(amended, self.hands.signer.clone(), Act::Step(SubmissionAction::Amend { reason }));
                let again = self.later(amended, 1, 3);
                let signed = self.signed(again, false);
                self.act(again, self.hands.signer.clone(), Act::Step(signed));
                self.accept_after(again);
            }
        }
    }

    /// Most reports come in the last days; one in eleven is late.
    fn sent_at(&mut self, opened: Instant, due: Instant) -> Instant {
        if self.chance.below(1_000) < 90 {
            return self.later(due, 0, 30);
        }
        let days = (due.seconds() - opened.seconds()) / DAY;
        let latest = (0..4).map(|_| self.chance.between(2, days - 1)).max().unwrap_or(days - 1);
        let day = deadline::start_of(opened.plus_seconds(latest * DAY).date());
        self.in_office_hours(day)
    }

    /// Some days later, in office hours.
    fn later(&mut self, at: Instant, least: i64, most: i64) -> Instant {
        let days = self.chance.between(least.max(1), most);
        self.in_office_hours(deadline::start_of(at.plus_seconds(days * DAY).date()))
    }

    fn in_office_hours(&mut self, day: Instant) -> Instant {
        Instant(day.plus_seconds(7 * 3_600 + 1_800).0 + self.chance.below(9 * 3_600 * 1_000_000))
    }

    fn accepted(&mut self, sent: Instant) {
        self.send(sent);
        self.accept_after(sent);
    }

    fn send(&mut self, sent: Instant) {
        let content = self.content();
        self.begin(sent, content);
        let signed = self.signed(sent, false);
        self.act(sent, self.hands.signer.clone(), Act::Step(signed));
    }

    fn send_again(&mut self, sent: Instant) {
        let content = self.content();
        self.act(sent.plus_seconds(-3_600), self.hands.officer.clone(), Act::Begin(content));
        let signed = self.signed(sent, false);
        self.act(sent, self.hands.signer.clone(), Act::Step(signed));
    }

    /// A draft is begun a day before it is sent.
    fn begin(&mut self, sent: Instant, content: ReportContent) {
        let at = sent.plus_seconds(-self.chance.between(3_600, DAY));
        self.act(at, self.hands.officer.clone(), Act::Begin(content));
    }

    fn accept_after(&mut self, sent: Instant) {
        let taken = self.later(sent, 1, 5);
        self.act(taken, self.hands.reader.clone(), Act::Step(SubmissionAction::Take {}));
        let accepted = self.later(taken, 1, 5);
        self.act(accepted, self.hands.decider.clone(), Act::Step(SubmissionAction::Accept {}));
    }

    fn return_after(&mut self, sent: Instant) -> Instant {
        let taken = self.later(sent, 1, 5);
        self.act(taken, self.hands.reader.clone(), Act::Step(SubmissionAction::Take {}));
        let returned = self.later(taken, 1, 3);
        let reason = "Số liệu theo giới chưa khớp, đề nghị rà soát".to_owned();
        self.act(returned, self.hands.reader.clone(), Act::Step(SubmissionAction::Return { reason }));
        returned
    }

    fn content(&mut self) -> ReportContent {
        content::report(&mut self.chance, self.agency.province.is_none())
    }

    fn signed(&mut self, at: Instant, nil: bool) -> SubmissionAction {
        self.number += 1;
        let place = self.chance.between(1, 200) * 10 + self.number;
        let number = format!("{place}/BC-{}", self.agency.code);
        let position =
            if self.agency.province.is_none() { "Giám đốc Sở" } else { "Chủ tịch Uỷ ban nhân dân" };
        let signatory = Some(SignedAs { position: Some(position.to_owned()), ..SignedAs::default() });
        let (signed_on, device_time, attachment_ids) = (at.date(), None, Vec::new());
        if nil {
            SubmissionAction::DeclareNil { number, signed_on, signatory, device_time, attachment_ids }
        } else {
            SubmissionAction::Submit { number, signed_on, signatory, device_time, attachment_ids }
        }
    }

    fn act(&mut self, at: Instant, actor: Actor, act: Act) {
        self.deeds.push(Deed { at, user: actor.user, acting_at: actor.agency, act });
    }
}
