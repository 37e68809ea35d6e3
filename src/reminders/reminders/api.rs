//! Reminders: what went out, and reminding by hand.

use std::collections::BTreeSet;

use actix_web::HttpResponse;
use actix_web::web::Data;
use serde::Serialize;

use crate::kernel::call::Call;
use crate::kernel::db::View;
use crate::kernel::http::{Answer, Browsing, Creating, PathId};
use crate::kernel::id::Id;
use crate::kernel::journal::{Change, Record};
use crate::kernel::page::Page;
use crate::kernel::problem::{Code, Problem};
use crate::reminders::DuePapers;
use crate::reminders::Reminding;
use crate::reminders::making::{self, AskedFor, PART};
use crate::reminders::policy::REMIND;
use crate::reminders::reminders::model::{NewReminders, Reminded, Reminder, ReminderFilter, ReminderOrder};
use crate::reminders::reminders::rules::{self, Named};
use crate::reminders::reminders::store;

/// Lists the reminders that went out.
///
/// The agencies they went to, the agencies that wait for what is owed, and those who reach either: of a committee its chair,
/// its standing agency and its auditors.
#[utoipa::path(get, path = "/reminders", tag = "reminders", params(ReminderFilter),
    responses((status = 200, description = "One page of reminders", body = Page<Reminder>)))]
pub async fn list(browsing: Browsing<ReminderFilter>) -> Answer {
    browsing.answer(store::list).await
}

/// Lists the reminders of an assignment.
///
/// Whoever may read the assignment.
#[utoipa::path(get, path = "/assignments/{id}/reminders", operation_id = "list_assignment_reminders", tag = "assignments",
    params(("id" = Id, Path, description = "The assignment"), ReminderOrder),
    responses((status = 200, description = "One page of its reminders", body = Page<Reminder>)))]
pub async fn of_assignment(reminding: Data<Reminding>, browsing: Browsing<ReminderOrder>, id: PathId<Id>) -> Answer {
    of_subject("assignments", &reminding, browsing, *id).await
}

/// Lists the reminders of an obligation.
///
/// Whoever may read the obligation.
#[utoipa::path(get, path = "/obligations/{id}/reminders", operation_id = "list_obligation_reminders", tag = "obligations",
    params(("id" = Id, Path, description = "The obligation"), ReminderOrder),
    responses((status = 200, description = "One page of its reminders", body = Page<Reminder>)))]
pub async fn of_obligation(reminding: Data<Reminding>, browsing: Browsing<ReminderOrder>, id: PathId<Id>) -> Answer {
    of_subject("obligations", &reminding, browsing, *id).await
}

/// Lists the reminders of what came of an event.
///
/// Whoever may read the event.
#[utoipa::path(get, path = "/events/{id}/reminders", operation_id = "list_event_reminders", tag = "events",
    params(("id" = Id, Path, description = "The event"), ReminderOrder),
    responses((status = 200, description = "One page of its reminders", body = Page<Reminder>)))]
pub async fn of_event(reminding: Data<Reminding>, browsing: Browsing<ReminderOrder>, id: PathId<Id>) -> Answer {
    of_subject("events", &reminding, browsing, *id).await
}

async fn of_subject(
    resource: &'static str,
    reminding: &Reminding,
    browsing: Browsing<ReminderOrder>,
    id: Id,
) -> Answer {
    let owed = reminding.owed(resource)?;
    browsing
        .answer(move |view, order, page| {
            if !(owed.readable)(view, id)? {
                return Err(Problem::of(Code::NotFound));
            }
            view.caller.permit_what_people_did()?;
            store::of_subject(view, id, order.sort, page)
        })
        .await
}

/// Lists the reminders of a self-inspection.
///
/// Whoever may read the self-inspection.
#[utoipa::path(get, path = "/inspections/{id}/reminders", operation_id = "list_inspection_reminders", tag = "inspections",
    params(("id" = Id, Path, description = "The inspection"), ReminderOrder),
    responses((status = 200, description = "One page of its reminders", body = Page<Reminder>)))]
pub async fn of_inspection(reminding: Data<Reminding>, browsing: Browsing<ReminderOrder>, id: PathId<Id>) -> Answer {
    of_subject("inspections", &reminding, browsing, *id).await
}

/// Lists the reminders of the comment on a report of a visit.
///
/// Whoever may read the report.
#[utoipa::path(get, path = "/inspection-reports/{id}/reminders", operation_id = "list_inspection_report_reminders", tag = "inspection-reports",
    params(("id" = Id, Path, description = "The report"), ReminderOrder),
    responses((status = 200, description = "One page of its reminders", body = Page<Reminder>)))]
pub async fn of_inspection_report(
    reminding: Data<Reminding>,
    browsing: Browsing<ReminderOrder>,
    id: PathId<Id>,
) -> Answer {
    of_subject("inspection-reports", &reminding, browsing, *id).await
}

/// Lists the reminders of a recommendation.
///
/// Whoever may read the recommendation.
#[utoipa::path(get, path = "/recommendations/{id}/reminders", operation_id = "list_recommendation_reminders", tag = "recommendations",
    params(("id" = Id, Path, description = "The recommendation"), ReminderOrder),
    responses((status = 200, description = "One page of its reminders", body = Page<Reminder>)))]
pub async fn of_recommendation(
    reminding: Data<Reminding>,
    browsing: Browsing<ReminderOrder>,
    id: PathId<Id>,
) -> Answer {
    of_subject("recommendations", &reminding, browsing, *id).await
}

/// Lists the reminders of a difficulty.
///
/// Whoever may read the difficulty.
#[utoipa::path(get, path = "/difficulties/{id}/reminders", operation_id = "list_difficulty_reminders", tag = "difficulties",
    params(("id" = Id, Path, description = "The difficulty"), ReminderOrder),
    responses((status = 200, description = "One page of its reminders", body = Page<Reminder>)))]
pub async fn of_difficulty(reminding: Data<Reminding>, browsing: Browsing<ReminderOrder>, id: PathId<Id>) -> Answer {
    of_subject("difficulties", &reminding, browsing, *id).await
}

/// Reminds now, of one thing that is owed or of up to 5,000.
///
/// Officers and leads of the standing agency, for what is owed to the committee; elsewhere officers and leads of the agency
/// that waits for it; the chair, for what the standing agency itself owes. Each object is reminded of by hand once a day at most: those that were today already, and those of
/// which nothing is owed any more, are told in the answer, and so are the agencies with how many people it reached there: those who have to do it, and their
/// deputies. A period reminds everybody who still owes its report, due or not, but those whose extension runs.
#[utoipa::path(post, path = "/reminders", operation_id = "remind", tag = "reminders", request_body = NewReminders,
    responses((status = 200, description = "What went out, and what did not", body = Reminded)))]
pub async fn create(reminding: Data<Reminding>, Creating { db, call, body }: Creating<NewReminders>) -> Answer {
    let sources = reminding.clone();
    let permitted = db.read_slowly(&call, move |view| {
        let (resource, named) = rules::named(&body)?;
        let owed = sources.owed(resource).map_err(|problem| problem.or_else_not_found(|| named.unknown()))?;
        Ok((owed, permitted(view, &owed, named)?))
    });
    let (owed, asked) = permitted.await?;
    let mut all = Reminded::default();
    // In parts, so that nobody who writes waits long; each part is repeatable under the key by itself.
    for (number, part) in asked.ids.chunks(PART).enumerate() {
        let call = Call { target: format!("{} part {number}", call.target), ..call.clone() };
        let (reminding, part) = (reminding.clone(), AskedFor { ids: part.to_vec(), ..asked });
        let written = db.write(&call, move |tx| {
            let agency = tx.caller()?.agency;
            let reminded = making::by_hand(tx, &reminding, &owed, &part)?;
            tx.record(Change::opened("remind", &Batch { id: Id::fresh(), agency, reminded })?)
        });
        let part: Reminded = serde_json::from_str(&written.await?.body).map_err(|error| {
            tracing::error!(%error, "what was reminded of could not be read");
            Problem::of(Code::Internal)
        })?;
        all.add(part);
    }
    Ok(HttpResponse::Ok().json(all.in_order()))
}

/// The objects, each once, where the caller may remind of all of them: 422 for one that he may not read, 403 for one that is
/// not his to remind of. Of a period or a plan they are those that are owed to him.
fn permitted(view: &mut View<'_>, owed: &DuePapers, named: Named) -> Result<AskedFor, Problem> {
    let (ids, of_paper) = match &named {
        Named::Objects(_, ids) => (ids.clone(), false),
        Named::AskedBy(pointer, paper) => {
            let asked_by = owed.papers.asked_by.ok_or_else(|| named.unknown())?;
            (asked_by(view, *paper).map_err(|problem| problem.or_unknown(pointer))?, true)
        }
    };
    let ids: Vec<Id> = BTreeSet::from_iter(ids).into_iter().collect();
    let (mut mine, mut still_owed) = (BTreeSet::new(), Vec::new());
    for some in ids.chunks(500) {
        let caller = view.caller.clone();
        let found = (owed.papers.find)(view.connection, &caller.directory, view.now, some)?;
        for due in found.iter().filter(|due| REMIND.permit(&caller, *due).is_ok()) {
            mine.insert(due.id);
            still_owed.extend(due.is_owed.then_some(due.id));
        }
    }
    let others = ids.iter().filter(|id| !mine.contains(id));
    if of_paper {
        rules::may_remind(!mine.is_empty() || ids.is_empty())?;
        return Ok(AskedFor { ids: still_owed, of_paper });
    }
    let mut may = true;
    for id in others {
        may = false;
        if !(owed.readable)(view, *id)? {
            return Err(named.unknown());
        }
    }
    rules::may_remind(may)?;
    Ok(AskedFor { ids, of_paper })
}

/// One part of what was reminded of by hand, as the journal tells it.
#[derive(Debug, Serialize)]
struct Batch {
    #[serde(skip)]
    id: Id,
    #[serde(skip)]
    agency: Id,
    #[serde(flatten)]
    reminded: Reminded,
}

impl Record for Batch {
    const RESOURCE: &'static str = "reminders";
    const WEIGHS: bool = false;

    fn id(&self) -> Id {
        self.id
    }

    fn version(&self) -> i32 {
        1
    }

    fn owner(&self) -> Option<Id> {
        Some(self.agency)
    }
}
