//! How well what is owed is kept.

use std::collections::BTreeMap;

use actix_web::web::Data;

use crate::agencies::AgencyKind;
use crate::kernel::call::Call;
use crate::kernel::db::{Db, View};
use crate::kernel::http::{Answer, Content, IfNoneMatch, Query};
use crate::kernel::id::Id;
use crate::kernel::problem::Problem;
use crate::kernel::roll_up::RollingUp;
use crate::kernel::text;
use crate::reports::statistics::model::{
    BranchCompliance, Compliance, ComplianceFilter, ComplianceStatistics, LevelCompliance,
};
use crate::reports::statistics::store;

/// Counts what is owed: in all, per kind of agency, and per branch of the tree.
///
/// Counted is what the caller may read; cancelled obligations count nowhere. On time, late, overdue and pending add up to
/// expected less exempt, and so do reported, nil and missing. The rate is on time, early reports included, out of on time, late and
/// overdue: what is not due yet and not in stands beside it as pending. `as_of` judges by what was on record then.
///
/// With `roll_up=successor` what an agency owed that has ended by that day counts to the branch of its heir, or of the nearest living
/// agency above where nobody was named; totals and kinds of agencies stay what they are.
#[utoipa::path(get, path = "/statistics/compliance", operation_id = "read_compliance_statistics", tag = "statistics", params(ComplianceFilter),
    responses((status = 200, description = "The figures", body = ComplianceStatistics)))]
pub async fn compliance(db: Data<Db>, call: Call, filter: Query<ComplianceFilter>, known: IfNoneMatch) -> Answer {
    let statistics = db.read_slowly(&call, move |view| counted(view, &filter)).await?;
    Ok(Content::json(&statistics)?.answer(&known))
}

fn counted(view: &mut View<'_>, filter: &ComplianceFilter) -> Result<ComplianceStatistics, Problem> {
    let as_of = filter.as_of.unwrap_or(view.now);
    let directory = view.caller.directory.clone();
    let day = as_of.date();
    let rolling = RollingUp::of(filter.roll_up, &directory, day);
    let counted = store::counted(view, filter, rolling)?;
    let mut totals = Compliance::default();
    let mut by_level: BTreeMap<AgencyKind, Compliance> = BTreeMap::new();
    let mut by_branch: BTreeMap<Id, Compliance> = BTreeMap::new();
    for part in &counted.parts {
        for sum in [&mut totals, by_level.entry(part.level).or_default()] {
            *sum = sum.with(&part.figures);
        }
    }
    for (branch, figures) in counted.by_branch(rolling) {
        let sum = by_branch.entry(branch).or_default();
        *sum = sum.with(&figures);
    }
    let by_level = by_level.into_iter().map(|(level, figures)| LevelCompliance { level, figures }).collect();
    let branch =
        |(agency_id, figures)| BranchCompliance { agency_id, agency_name: directory.name_on(agency_id, day), figures };
    let mut by_branch: Vec<BranchCompliance> = by_branch.into_iter().map(branch).collect();
    by_branch.sort_by_key(|it| text::sort_key(&it.agency_name));
    Ok(ComplianceStatistics { as_of, totals, by_level, by_branch })
}
