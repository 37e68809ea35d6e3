//! What becomes of each inspection. Most visits are made as planned, reported and concluded, and most of what they recommend is done and
//! verified; of every thousand some tens are put off or called off, some agencies say nothing, some recommendations are disputed,
//! waived or forgotten. Most self-inspections are handed in on time. What lies behind the end of the demo has not happened yet.

use chrono::{Days, NaiveDate};

use super::chance::Chance;
use super::inspection_plans::{ANSWERED_YEARS, Approved, ITEMS, Visit, code_of, due_on, is_required};
use super::map::Map;
use super::people::{inspector_of, lead_of, officer_of, signer_of};
use super::size::LAST_YEAR;
use crate::demo::replay::{Actor, Replay};
use crate::inspections::telling::{Act, Asked, Deed, Tale};
use crate::inspections::{
    AnswerBody, CancelCause, DisputeGround, InspectionAction, InspectionKind, InspectionReportAction, Rating,
    RecommendationAction,
};
use crate::kernel::deadline;
use crate::kernel::instant::Instant;
use crate::kernel::signing::SignedAs;

const HOUR: i64 = 3_600;

const RECOMMENDED: [&str; 6] = [
    "Họp Ban mỗi quý một lần và lưu biên bản (demo)",
    "Bổ sung cán bộ nữ vào quy hoạch (demo)",
    "Niêm yết nơi tiếp nhận tin báo về bạo lực gia đình (demo)",
    "Cử người giúp việc đi tập huấn nghiệp vụ (demo)",
    "Tách số liệu theo giới trong báo cáo (demo)",
    "Bố trí chỗ gửi trẻ gần nơi làm việc (demo)",
];
const FINDINGS: [&str; 4] = [
    "Đã làm, có hồ sơ (demo)",
    "Đã làm một phần, hồ sơ chưa đủ (demo)",
    "Chưa làm vì thiếu người (demo)",
    "Làm tốt, nên phổ biến cho nơi khác (demo)",
];

/// Whose inspections are told together: those of an agency by the plans of one owner.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Inspected {
    /// All visits of it.
    Visits {
        /// The place of the agency.
        place: usize,
    },
    /// Its own, by the plan at a place.
    Own {
        /// The place of the agency.
        place: usize,
        /// The place of the plan.
        plan: usize,
    },
}

/// All inspections that plans ask for: visits agency by agency, self-inspections one by one.
pub fn all(map: &Map, plans: &[Approved]) -> Vec<Inspected> {
    let visited = |place: &usize| plans.iter().any(|it| it.plan.visits.iter().any(|it| it.place == *place));
    let visits = (0..map.agencies.len()).filter(visited).map(|place| Inspected::Visits { place });
    let own = plans.iter().enumerate();
    let own =
        own.flat_map(|(plan, it)| it.plan.inspecting.iter().map(move |place| Inspected::Own { place: *place, plan }));
    visits.chain(own).collect()
}

/// What became of them until the end; nothing where nothing happened.
pub fn of(
    replay: &Replay,
    map: &Map,
    plans: &[Approved],
    inspected: &Inspected,
    end: Instant,
) -> Result<Option<Tale>, String> {
    let mut deeds = Vec::new();
    match *inspected {
        Inspected::Visits { place } => {
            for plan in plans {
                for visit in plan.plan.visits.iter().filter(|it| it.place == place) {
                    let mut pen = Pen::of(replay, map, plan, place, InspectionKind::Visit)?;
                    pen.visited(plan.plan.year, visit);
                    deeds.extend(pen.deeds);
                }
            }
        }
        Inspected::Own { place, plan } => {
            let plan = plans.get(plan).ok_or("there is no such plan")?;
            let mut pen = Pen::of(replay, map, plan, place, InspectionKind::SelfInspection)?;
            pen.inspected_itself(plan.plan.year);
            deeds.extend(pen.deeds);
        }
    }
    // Stable: what one hand does at one instant stays in its order.
    deeds.sort_by_key(|deed| deed.at);
    deeds.retain(|deed| deed.at <= end);
    Ok((!deeds.is_empty()).then_some(Tale { deeds }))
}

/// Who acts about one inspection.
struct Hands {
    /// Writes for the inspected agency …
    officer: Actor,
    /// … and signs.
    signer: Actor,
    /// Leads the team, reviews and verifies for the owner.
    inspector: Actor,
    /// Leads there …
    lead: Actor,
    /// … and decides.
    chair: Actor,
}

impl Hands {
    fn of(replay: &Replay, map: &Map, province: Option<usize>, place: usize) -> Result<Self, String> {
        let (inspector, lead, chair) = match province {
            Some(above) => (inspector_of(map, above), lead_of(map, above), lead_of(map, above)),
            None => ("standing.officer".to_owned(), "standing.lead".to_owned(), "chair".to_owned()),
        };
        let actor = |login: String| replay.actor(&login).cloned();
        Ok(Self {
            officer: actor(officer_of(map, place))?,
            signer: actor(signer_of(map, place))?,
            inspector: actor(inspector)?,
            lead: actor(lead)?,
            chair: actor(chair)?,
        })
    }
}

/// Writes what became of one inspection.
struct Pen {
    chance: Chance,
    hands: Hands,
    about: Asked,
    number: String,
    deeds: Vec<Deed>,
}

impl Pen {
    fn of(replay: &Replay, map: &Map, plan: &Approved, place: usize, kind: InspectionKind) -> Result<Self, String> {
        let agency = map.agencies.get(place).ok_or("there is no such agency")?;
        let hands = Hands::of(replay, map, plan.plan.province, place)?;
        let chance = Chance::of(&format!("{} {kind} {}", agency.code, plan.plan.year));
        let about = Asked { plan: plan.id, agency: agency.id, kind };
        Ok(Self {
            chance,
            hands,
            about,
            number: format!("DEMO-{}-{}/KL", agency.code, plan.plan.year),
            deeds: Vec::new(),
        })
    }

    fn inspected_itself(&mut self, year: i32) {
        let due = deadline::start_of(due_on(year));
        let draw = self.chance.below(1_000);
        let days = if draw < 60 { self.chance.between(1, 40) } else { -self.chance.between(0, 40) };
        let signed = self.in_office_hours(due, days);
        if draw >= 985 {
            return;
        }
        let (officer, signer, inspector) =
            (self.hands.officer.clone(), self.hands.signer.clone(), self.hands.inspector.clone());
        self.answer_all(signed.plus_seconds(-5 * HOUR), year, &officer);
        self.step(signed.plus_seconds(-HOUR), &officer, InspectionAction::HandOver {});
        self.step(signed, &signer, InspectionAction::Sign {});
        let mut last = signed;
        if draw >= 970 {
            let returned = self.later(signed, 1, 6);
            let reason = "Số liệu theo giới chưa khớp (demo)".to_owned();
            self.step(returned, &inspector, InspectionAction::Return { reason });
            last = self.later(returned, 1, 8);
            self.step(last, &signer, InspectionAction::Sign {});
        }
        let noted = self.later(last, 2, 20);
        self.step(noted, &inspector, InspectionAction::TakeNote {});
    }

    fn visited(&mut self, year: i32, visit: &Visit) {
        let (inspector, lead) = (self.hands.inspector.clone(), self.hands.lead.clone());
        let draw = self.chance.below(1_000);
        let mut from = visit.from;
        let told = self.day_at(from, -20, 9);
        if draw < 30 {
            let cause = if draw < 8 { CancelCause::Refused } else { CancelCause::Joint };
            let reason = Some("Ghép với đoàn khác (demo)".to_owned());
            self.step(told, &lead, InspectionAction::Cancel { cause, reason });
            return;
        }
        if draw < 60 {
            let reason = "Đơn vị đang khắc phục hậu quả bão (demo)".to_owned();
            self.step(told, &lead, InspectionAction::Postpone { reason });
            from = from.checked_add_days(Days::new(30)).unwrap_or(from);
            let to = from.checked_add_days(Days::new(14)).unwrap_or(from);
            let anew = told.plus_seconds(24 * HOUR);
            self.step(anew, &lead, InspectionAction::Reschedule { window_from: from, window_to: to });
        }
        let starts_on = from.checked_add_days(Days::new(self.chance.below(10).unsigned_abs())).unwrap_or(from);
        let notified = self.day_at(starts_on, -10, 10);
        self.step(notified, &inspector, InspectionAction::Notify { starts_on });
        let started = self.day_at(starts_on, 0, 8);
        self.step(started, &inspector, InspectionAction::Start { nobody_related: true });
        self.answer_all(started.plus_seconds(6 * HOUR), year, &inspector);
        self.act(started.plus_seconds(7 * HOUR), &inspector, Act::Judge);
        self.step(started.plus_seconds(30 * HOUR), &inspector, InspectionAction::Finish {});
        let days = self.chance.between(4, 10);
        self.reported(self.day_at(starts_on, days, 9));
    }

    fn reported(&mut self, begun: Instant) {
        let (inspector, signer) = (self.hands.inspector.clone(), self.hands.signer.clone());
        let begin = Act::Begin {
            summary: "Đơn vị làm được phần lớn việc được giao (demo)".to_owned(),
            findings:
                "Bộ máy đủ người; số liệu theo giới chưa đều; nơi tiếp nhận tin báo chưa được nhiều người biết (demo)"
                    .to_owned(),
            conclusion: "Đơn vị cần làm những việc nêu trong kiến nghị (demo)".to_owned(),
        };
        self.act(begun, &inspector, begin);
        let numbers = 1..=i32::try_from(self.chance.between(6, 8)).unwrap_or(7);
        for number in numbers.clone() {
            let text = self.chance.one_of(&RECOMMENDED).copied().unwrap_or_default().to_owned();
            let days = self.chance.between(120, 400).unsigned_abs();
            let due_on = begun.date().checked_add_days(Days::new(days)).unwrap_or(NaiveDate::MAX);
            let at = begun.plus_seconds(60 * i64::from(number));
            self.act(at, &inspector, Act::Recommend { text, due_on });
        }
        let sent = self.later(begun, 1, 4);
        let until = sent.date().checked_add_days(Days::new(12)).unwrap_or(NaiveDate::MAX);
        self.report(sent, &inspector, InspectionReportAction::Send { comment_until: until });
        let reviewed = if self.chance.below(100) < 88 {
            let commented = self.later(sent, 2, 9);
            let text = (self.chance.below(4) == 0).then(|| "Đơn vị nhất trí, xin thêm thời gian (demo)".to_owned());
            let comment = InspectionReportAction::Comment { text, agrees: true, attachment_ids: Vec::new() };
            self.report(commented, &signer, comment);
            commented
        } else {
            let noted = self.day_at(until, 2, 9);
            self.report(noted, &inspector, InspectionReportAction::NoteSilence {});
            noted
        };
        let concluded = self.later(reviewed, 3, 15);
        let conclude = InspectionReportAction::Conclude {
            number: self.number.clone(),
            concluded_on: concluded.date(),
            place: None,
            signatory: Some(SignedAs { position: Some("Trưởng ban".to_owned()), ..SignedAs::default() }),
        };
        let chair = self.hands.chair.clone();
        self.report(concluded, &chair, conclude);
        for number in numbers {
            self.followed_up(concluded, number);
        }
    }

    /// What becomes of one recommendation.
    fn followed_up(&mut self, concluded: Instant, number: i32) {
        let (signer, inspector, chair) =
            (self.hands.signer.clone(), self.hands.inspector.clone(), self.hands.chair.clone());
        let draw = self.chance.below(1_000);
        let first = self.later(concluded, 3, 15);
        let second = self.later(first, 20, 60);
        match draw {
            0..12 => {}
            12..32 => {
                let reason = "Thuộc thẩm quyền của cấp trên (demo)".to_owned();
                let ground = DisputeGround::NotOurs;
                self.follow(first, &signer, number, RecommendationAction::Dispute { ground, reason });
                match draw {
                    12..20 => {}
                    20..26 => self.follow(second, &chair, number, RecommendationAction::Uphold { reason: None }),
                    _ => {
                        let reason = "Không còn phù hợp (demo)".to_owned();
                        self.follow(second, &chair, number, RecommendationAction::Waive { reason });
                    }
                }
            }
            32..57 => {
                self.follow(first, &signer, number, RecommendationAction::Accept {});
                let percent = i32::try_from(self.chance.between(10, 80)).unwrap_or_default();
                let narrative = "Đang làm (demo)".to_owned();
                self.follow(second, &signer, number, RecommendationAction::Record { percent, narrative });
            }
            _ => self.done_and_verified([first, second], number, draw, &signer, &inspector),
        }
    }

    fn done_and_verified(
        &mut self,
        [first, second]: [Instant; 2],
        number: i32,
        draw: i64,
        signer: &Actor,
        inspector: &Actor,
    ) {
        self.follow(first, signer, number, RecommendationAction::Accept {});
        let implemented = |document: i64| RecommendationAction::ReportImplemented {
            narrative: "Đã làm xong (demo)".to_owned(),
            document_number: Some(format!("DEMO-{document}/BC")),
            attachment_ids: Vec::new(),
        };
        let document = self.chance.between(1, 400);
        self.follow(second, signer, number, implemented(document));
        if draw < 72 {
            return;
        }
        let mut last = second;
        if draw < 100 {
            let reason = "Chưa có danh sách kèm theo (demo)".to_owned();
            let sent_back = self.later(second, 3, 20);
            self.follow(sent_back, inspector, number, RecommendationAction::SendBack { reason });
            last = self.later(sent_back, 5, 40);
            self.follow(last, signer, number, implemented(document + 1));
        }
        let verified = self.later(last, 3, 30);
        self.follow(verified, inspector, number, RecommendationAction::Verify { note: None });
    }

    /// What is required is answered, in the years of which answers are told.
    fn answer_all(&mut self, at: Instant, year: i32, who: &Actor) {
        if year <= LAST_YEAR - ANSWERED_YEARS {
            return;
        }
        let answers = (0..ITEMS).filter(|item| is_required(*item)).map(|item| {
            let rating = match self.chance.below(100) {
                0..70 => Rating::Met,
                70..88 => Rating::PartlyMet,
                88..96 => Rating::NotMet,
                _ => Rating::NotApplicable,
            };
            let finding = if rating == Rating::Met { None } else { self.chance.one_of(&FINDINGS) };
            let body = AnswerBody {
                rating: Some(rating),
                finding: finding.map(|it| (*it).to_owned()),
                sensitivity: None,
                indicator_values: Vec::new(),
                attachment_ids: Vec::new(),
                difficulty_ids: Vec::new(),
                device_time: None,
            };
            (code_of(item), body)
        });
        let answers = answers.collect();
        self.act(at, who, Act::Answer(answers));
    }

    /// So many days later, in office hours.
    fn later(&mut self, at: Instant, least: i64, most: i64) -> Instant {
        let days = self.chance.between(least.max(1), most);
        self.in_office_hours(deadline::start_of(at.date()), days)
    }

    fn in_office_hours(&mut self, day: Instant, days: i64) -> Instant {
        let morning = deadline::start_of(day.plus_seconds(days * 24 * HOUR).date()).plus_seconds(7 * HOUR + HOUR / 2);
        morning.plus_seconds(self.chance.below(9 * HOUR))
    }

    /// An hour of a day that lies so many days from another.
    fn day_at(&self, day: NaiveDate, days: i64, hour: i64) -> Instant {
        deadline::start_of(day).plus_seconds(days * 24 * HOUR + hour * HOUR)
    }

    fn step(&mut self, at: Instant, who: &Actor, action: InspectionAction) {
        self.act(at, who, Act::Step(Box::new(action)));
    }

    fn report(&mut self, at: Instant, who: &Actor, action: InspectionReportAction) {
        self.act(at, who, Act::Report(Box::new(action)));
    }

    fn follow(&mut self, at: Instant, who: &Actor, number: i32, action: RecommendationAction) {
        self.act(at, who, Act::Follow { number, action: Box::new(action) });
    }

    fn act(&mut self, at: Instant, who: &Actor, act: Act) {
        self.deeds.push(Deed { at, user: who.user, acting_at: who.agency, about: self.about, act });
    }
}
