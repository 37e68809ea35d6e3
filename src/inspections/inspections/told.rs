//! Whom the steps of inspections tell at once. What is said of one is its plan's number and its agency, and never what was found.

use crate::inspections::inspections::beside;
use crate::inspections::inspections::model::{Inspection, InspectionAction as Action, InspectionKind};
use crate::inspections::inspections::reminded::REMINDED;
use crate::inspections::inspections::store::{self, Row};
use crate::inspections::inspections::workflow::{InspectionFacts, TRANSITIONS};
use crate::kernel::db::Tx;
use crate::kernel::id::Id;
use crate::kernel::journal::Record as _;
use crate::kernel::policy::Member;
use crate::kernel::problem::Problem;
use crate::kernel::role::Role;
use crate::kernel::telling::{Occasion, Place, Telling};

/// The steps that the people of the inspected agency take.
const OWN: [&str; 2] = ["hand_over", "sign"];
/// The step that everybody of the team takes.
const TEAM: [&str; 1] = ["recuse"];

/// Tells the agency and the team of a visit, and those who inspect their own agency of that.
pub fn tell(
    tx: &mut Tx<'_>,
    action: &Action,
    facts: &InspectionFacts,
    (before, after): (&Row, &Row),
) -> Result<(), Problem> {
    match before.kind {
        InspectionKind::Visit => of_visit(tx, action, facts, (before, after)),
        InspectionKind::SelfInspection => of_self(tx, action, facts, after),
    }
}

fn of_visit(
    tx: &mut Tx<'_>,
    action: &Action,
    facts: &InspectionFacts,
    (before, after): (&Row, &Row),
) -> Result<(), Problem> {
    let occasion = match action {
        Action::Notify { .. } => Occasion::Notified,
        Action::Postpone { .. } => Occasion::Postponed,
        Action::Cancel { .. } => Occasion::Cancelled,
        Action::Appoint { user_id, agency_id } | Action::AppointLeader { user_id, agency_id } => {
            return appointed(tx, after, &[Member { user: *user_id, agency: *agency_id }]);
        }
        _ => return Ok(()),
    };
    let mut whom = TRANSITIONS.takers(&TEAM, facts);
    // What the agency was not told of, it is not told of now.
    if occasion == Occasion::Notified || before.notified_at.is_some() {
        whom.extend(TRANSITIONS.takers(&OWN, facts));
    }
    let telling = of(tx, occasion, after, whom)?;
    tx.tell(Telling { last_day: after.starts_on.filter(|_| occasion == Occasion::Notified), ..telling });
    Ok(())
}

fn of_self(tx: &mut Tx<'_>, action: &Action, facts: &InspectionFacts, after: &Row) -> Result<(), Problem> {
    let (occasion, next) = match action {
        Action::HandOver {} => (Occasion::HandedOver, Some("sign")),
        Action::ReturnToDraft { .. } => (Occasion::SentBack, Some("hand_over")),
        Action::Return { .. } => (Occasion::Returned, None),
        Action::TakeNote {} => (Occasion::Accepted, None),
        _ => return Ok(()),
    };
    for telling in REMINDED.tellings(tx, occasion, &[after.id])? {
        let whom = next.map_or_else(|| telling.whom.clone(), |next| TRANSITIONS.takers(&[next], facts));
        let telling = Telling { whom, ..telling };
        tx.tell(if occasion == Occasion::Accepted { telling.without_day() } else { telling });
    }
    Ok(())
}

/// Tells those who inspect themselves by a plan, and the teams of its visits.
pub fn made(tx: &mut Tx<'_>, rows: &[(Row, Vec<Member>)]) -> Result<(), Problem> {
    let own = |(row, _): &(Row, Vec<Member>)| (row.kind == InspectionKind::SelfInspection).then_some(row.id);
    let own: Vec<Id> = rows.iter().filter_map(own).collect();
    REMINDED.tellings(tx, Occasion::Assigned, &own)?.into_iter().for_each(|telling| tx.tell(telling));
    rows.iter().try_for_each(|(row, team)| appointed(tx, row, team))
}

/// Tells those of what their plan calls off who knew of it.
pub fn called_off(tx: &mut Tx<'_>, row: &Row) -> Result<(), Problem> {
    if row.kind == InspectionKind::SelfInspection {
        let tellings = REMINDED.tellings(tx, Occasion::Cancelled, &[row.id])?;
        tellings.into_iter().for_each(|telling| tx.tell(telling.without_day()));
        return Ok(());
    }
    let seats = store::seats(&mut tx.view()?, row)?;
    let mut whom = TRANSITIONS.takers(&TEAM, &seats);
    if row.notified_at.is_some() {
        whom.extend(TRANSITIONS.takers(&OWN, &seats));
    }
    let telling = of(tx, Occasion::Cancelled, row, whom)?;
    tx.tell(telling);
    Ok(())
}

fn appointed(tx: &mut Tx<'_>, row: &Row, people: &[Member]) -> Result<(), Problem> {
    if people.is_empty() {
        return Ok(());
    }
    let place = |it: &Member| Place {
        agency: it.agency,
        roles: Role::OF_BUSINESS.to_vec(),
        actions: Vec::new(),
        only: Some(it.user),
    };
    let telling = of(tx, Occasion::Appointed, row, people.iter().map(place).collect())?;
    tx.tell(telling);
    Ok(())
}

fn of(tx: &mut Tx<'_>, occasion: Occasion, row: &Row, whom: Vec<Place>) -> Result<Telling, Problem> {
    let agency = tx.caller()?.directory.agency_name(row.agency_id);
    let number = beside::plan_number(tx.connection, row.plan_id)?.unwrap_or_default();
    let title = format!("Kiểm tra theo kế hoạch số {number}: {agency}");
    Ok(Telling::of(occasion, (Inspection::RESOURCE, row.id), title, row.owner_id, whom))
}
