//! What a task must be, beside who may write it.

use chrono::NaiveDate;

use crate::kernel::agencies::not_ended;
use crate::kernel::bound::Bound;
use crate::kernel::directory::Directory;
use crate::kernel::id::Id;
use crate::kernel::problem::{Code, Problem};
use crate::kernel::text;
use crate::programmes::tasks::model::TaskKind;

const OF_A_PROGRAMME: Bound =
    Bound { most: 1_000, vietnamese: "nhiệm vụ của một chương trình", english: "tasks of one programme" };

/// The tasks of a programme are read together when it is issued. `there` it has; it is locked.
pub fn room_for_one(there: usize) -> Result<(), Problem> {
    OF_A_PROGRAMME.room(there)
}

/// The fields of a task that depend on each other.
#[derive(Clone, Copy, Debug)]
pub struct Fields<'a> {
    /// How it falls due.
    pub kind: TaskKind,
    /// The first day of its window.
    pub starts_on: Option<NaiveDate>,
    /// The due date that was given.
    pub due_on: Option<NaiveDate>,
    /// The due dates of a periodic task, earliest first.
    pub occurrences: &'a [NaiveDate],
    /// The agency that leads.
    pub lead: Option<Id>,
    /// The agencies that coordinate.
    pub coordinating: &'a [Id],
}

/// What holds between the fields: a heading is bare, a periodic task is due by its occurrences, all others have none, and
/// nothing is due before it begins.
pub fn agree(fields: &Fields<'_>) -> Result<(), Problem> {
    let Fields { kind, starts_on, due_on, occurrences, lead, coordinating } = *fields;
    let has_dates = starts_on.is_some() || due_on.is_some() || !occurrences.is_empty();
    let has_agencies = lead.is_some() || !coordinating.is_empty();
    match kind {
        TaskKind::Group if has_dates || has_agencies => wrong("/kind", Code::GroupHasNoLead),
        TaskKind::Periodic if due_on.is_some() => wrong("/due_on", Code::DueDateFollows),
        TaskKind::OneOff | TaskKind::Continuous if !occurrences.is_empty() => {
            wrong("/occurrences", Code::OccurrencesForbidden)
        }
        _ => match (starts_on, occurrences.first().copied().or(due_on)) {
            (Some(start), Some(due)) if due < start => wrong("/due_on", Code::WindowReversed),
            _ => Ok(()),
        },
    }
}

/// By what a number sorts that is written as on paper; 400 where it is not.
pub fn number_key(number: &str) -> Result<String, Problem> {
    text::paper_number_key(number).ok_or_else(|| Problem::of(Code::Schema).at("/number", Code::ValueInvalid))
}

/// A task is for agencies below the one whose programme it is, or for that agency itself; a committee carries out nothing.
pub fn carried_out(directory: &Directory, owner: Id, lead: Option<Id>, coordinating: &[Id]) -> Result<(), Problem> {
    let can = |id: &Id| directory.can_carry_out(*id, owner);
    if !lead.as_ref().is_none_or(can) {
        return Err(Problem::unknown("/lead_agency_id"));
    }
    if coordinating.iter().all(can) { Ok(()) } else { Err(Problem::unknown("/coordinating_agency_ids")) }
}

/// The day by which work is done that is due on some days.
pub fn done_by(today: NaiveDate, due_on: Option<NaiveDate>, occurrences: &[NaiveDate]) -> NaiveDate {
    occurrences.iter().copied().chain(due_on).fold(today, NaiveDate::max)
}

/// No work is given to an agency that will have ended by the day; 409 where one is chosen. One that was chosen while it was there stays named until
/// the programme is to be issued.
pub fn chosen_are_there(
    directory: &Directory,
    day: NaiveDate,
    lead: Option<Id>,
    coordinating: &[Id],
) -> Result<(), Problem> {
    if let Some(agency) = lead {
        not_ended(directory, agency, day, "/lead_agency_id")?;
    }
    coordinating.iter().try_for_each(|it| not_ended(directory, *it, day, "/coordinating_agency_ids"))
}

fn wrong(pointer: &str, code: Code) -> Result<(), Problem> {
    Err(Problem::of_place(pointer, code))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Option<NaiveDate> {
        Some(text.parse().unwrap())
    }

    fn bare(kind: TaskKind) -> Fields<'static> {
        Fields { kind, starts_on: None, due_on: None, occurrences: &[], lead: None, coordinating: &[] }
    }

    fn code(fields: Fields<'_>) -> Option<Code> {
        agree(&fields).err().map(|problem| problem.code())
    }

    #[test]
    fn a_heading_is_bare() {
        let (heading, agency, dates) = (bare(TaskKind::Group), Id::fresh(), [day("2017-06-15").unwrap()]);
        assert_eq!(code(heading), None);
        for dressed in [
            Fields { starts_on: day("2017-01-01"), ..heading },
            Fields { due_on: day("2017-01-01"), ..heading },
            Fields { occurrences: &dates, ..heading },
            Fields { lead: Some(agency), ..heading },
            Fields { coordinating: &[agency], ..heading },
        ] {
            assert_eq!(code(dressed), Some(Code::GroupHasNoLead), "{dressed:?}");
        }
    }

    #[test]
    fn occurrences_are_those_of_a_periodic_task_whose_due_date_follows_from_them() {
        let dates = ["2017-06-15", "2017-12-15"].map(|text| day(text).unwrap());
        for kind in [TaskKind::OneOff, TaskKind::Continuous] {
            assert_eq!(code(Fields { occurrences: &dates, ..bare(kind) }), Some(Code::OccurrencesForbidden));
            assert_eq!(code(Fields { due_on: day("2017-06-15"), ..bare(kind) }), None);
        }
        let periodic = Fields { occurrences: &dates, ..bare(TaskKind::Periodic) };
        assert_eq!(code(periodic), None);
        assert_eq!(code(Fields { due_on: day("2017-12-15"), ..periodic }), Some(Code::DueDateFollows));
        assert_eq!(code(Fields { starts_on: day("2017-06-15"), ..periodic }), None);
        assert_eq!(code(Fields { starts_on: day("2017-06-16"), ..periodic }), Some(Code::WindowReversed));
    }

    #[test]
    fn nothing_is_due_before_it_begins() {
        let window = |starts_on, due_on| Fields { starts_on, due_on, ..bare(TaskKind::Continuous) };
        assert_eq!(code(window(day("2017-06-15"), day("2017-06-15"))), None);
        assert_eq!(code(window(day("2017-06-15"), day("2017-06-14"))), Some(Code::WindowReversed));
        assert_eq!(code(window(day("2017-06-15"), None)), None);
    }

    #[test]
    fn the_place_of_an_agency_that_can_carry_out_nothing_is_named() {
        let places = |lead, coordinating: &[Id]| {
            let judged = carried_out(&Directory::default(), Id::fresh(), lead, coordinating);
            judged.err().and_then(|problem| problem.into_blockers().pop()).and_then(|it| it.at)
        };
        assert_eq!(places(None, &[]), None);
        assert_eq!(places(Some(Id::fresh()), &[]).as_deref(), Some("/lead_agency_id"));
        assert_eq!(places(None, &[Id::fresh()]).as_deref(), Some("/coordinating_agency_ids"));
    }
}
