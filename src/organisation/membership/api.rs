//! Who sits on committees on a day, and what share of them are women.

use std::collections::BTreeMap;

use actix_web::web::Data;

use crate::agencies::{self, AgencyKind};
use crate::kernel::call::Call;
use crate::kernel::db::{Db, View};
use crate::kernel::http::{Answer, Content, IfNoneMatch, PathId, Query};
use crate::kernel::id::Id;
use crate::kernel::problem::{Code, Problem};
use crate::kernel::text;
use crate::organisation::access::Reading;
use crate::organisation::decisions::store;
use crate::organisation::membership::model::{
    AgencyMembership, CommitteeSitting, LevelMembership, Membership, MembershipFilter, MembershipStatistics,
    SittingFilter,
};
use crate::organisation::seats::Seats;

/// Shows who sits on the committee of an agency on a day.
///
/// For those who read its decisions: the agency itself, the chair and the standing agency of the committee above it, and auditors in
/// their scope. Nobody sits there before its first decision, nor once the agency has ended.
#[utoipa::path(get, path = "/agencies/{id}/members", operation_id = "read_committee_members", tag = "committee-decisions",
    params(("id" = Id, Path, description = "The agency"), SittingFilter),
    responses((status = 200, description = "Who sits there", body = CommitteeSitting)))]
pub async fn members(
    db: Data<Db>,
    call: Call,
    id: PathId<Id>,
    filter: Query<SittingFilter>,
    known: IfNoneMatch,
) -> Answer {
    let sitting = db.read(&call, move |view| sitting(view, *id, &filter)).await?;
    Ok(Content::json(&sitting)?.answer(&known))
}

/// Counts who sits on committees on a day, and what share of them are women: in all, per kind of agency, and per agency.
///
/// Counted are the agencies whose decisions the caller may read, as far as they exist on that day. The share is null where nobody sits;
/// that of a kind, or of all, is of all who sit there, never a mean of shares. Whoever sits on two committees is counted twice.
#[utoipa::path(get, path = "/statistics/membership", operation_id = "read_membership_statistics", tag = "statistics", params(MembershipFilter),
    responses((status = 200, description = "The figures", body = MembershipStatistics)))]
pub async fn statistics(db: Data<Db>, call: Call, filter: Query<MembershipFilter>, known: IfNoneMatch) -> Answer {
    let statistics = db.read_slowly(&call, move |view| counted(view, &filter)).await?;
    Ok(Content::json(&statistics)?.answer(&known))
}

fn sitting(view: &mut View<'_>, agency: Id, filter: &SittingFilter) -> Result<CommitteeSitting, Problem> {
    let on = filter.on.unwrap_or(view.caller.today);
    let directory = view.caller.directory.clone();
    let reading = Reading::of(&view.caller);
    let may = Seats::of(&directory, agency).is_some_and(|seats| reading.decisions(seats));
    if !may {
        return Err(Problem::of(Code::NotFound));
    }
    let of_day = if directory.is_alive(agency, on) { store::of_day(view.connection, agency, on)? } else { None };
    let members = of_day.as_ref().map(store::Row::members).transpose()?.unwrap_or_default();
    Ok(CommitteeSitting { agency_id: agency, on, decision_id: of_day.map(|it| it.id), members })
}

fn counted(view: &mut View<'_>, filter: &MembershipFilter) -> Result<MembershipStatistics, Problem> {
    let on = filter.on.unwrap_or(view.caller.today);
    let directory = view.caller.directory.clone();
    let mut agencies = Reading::of(&view.caller).read_of(&view.caller);
    agencies.retain(|agency| {
        directory.is_alive(*agency, on) && filter.agency_id.is_none_or(|top| directory.is_within(*agency, top))
    });
    let (counts, kinds) = (store::counts_of_day(view, on)?, agencies::kinds(view.connection)?);
    let mut totals = Membership::default();
    let mut by_level: BTreeMap<AgencyKind, Membership> = BTreeMap::new();
    let mut by_agency: Vec<AgencyMembership> = Vec::new();
    for agency_id in agencies {
        let figures = Membership::of(counts.get(&agency_id).copied());
        totals = totals.with(&figures);
        if let Some(kind) = kinds.get(&agency_id) {
            let level = by_level.entry(*kind).or_default();
            *level = level.with(&figures);
        }
        by_agency.push(AgencyMembership { agency_id, agency_name: directory.name_on(agency_id, on), figures });
    }
    let by_level = by_level.into_iter().map(|(level, figures)| LevelMembership { level, figures }).collect();
    by_agency.sort_by_cached_key(|it| (text::sort_key(&it.agency_name), it.agency_id));
    Ok(MembershipStatistics { on, totals, by_level, by_agency })
}
