//! Inspections and recommendations added up, and the plans of a year month by month.

use actix_web::HttpRequest;
use actix_web::web::Data;
use chrono::Datelike;

use crate::inspections::checklists::store as checklists;
use crate::inspections::statistics::model::{
    InspectionMonths, InspectionStatistics, InspectionStatisticsFilter, RecommendationCells, RecommendationStatistics,
    RecommendationStatisticsFilter, SelfInspectionFigures, VisitFigures,
};
use crate::inspections::statistics::rules::item_ratings;
use crate::inspections::statistics::{months, picture, store};
use crate::kernel::call::Call;
use crate::kernel::db::{Db, View};
use crate::kernel::http::{Accept, Answer, Content, IfNoneMatch, Query};
use crate::kernel::problem::{Language, Problem};

/// Counts what plans of a year asked for and what came of it: visits, self-inspections, and how items were rated.
///
/// Visits are those that the caller may read; done, open and cancelled add up to planned. Self-inspections are those that plans
/// within his reach ask for, those that nobody has signed among them; on time, late, overdue and pending add up to expected, without
/// those that were called off, and the rate is of what was to be there. Ratings are of those whose answers he may read.
#[utoipa::path(get, path = "/statistics/inspections", operation_id = "read_inspection_statistics", tag = "statistics",
    params(InspectionStatisticsFilter), responses((status = 200, description = "The figures", body = InspectionStatistics)))]
pub async fn inspections(
    db: Data<Db>,
    call: Call,
    filter: Query<InspectionStatisticsFilter>,
    known: IfNoneMatch,
) -> Answer {
    let statistics = db.read_slowly(&call, move |view| counted(view, &filter)).await?;
    Ok(Content::json(&statistics)?.answer(&known))
}

/// Counts recommendations that the caller may read: done on time, done late, in progress and overdue.
///
/// A recommendation is done when it was last reported implemented, unless it was sent back or reopened since. Proposed, waived and
/// reassigned ones are in no cell; disputed, verified and waived ones are told beside the cells.
#[utoipa::path(get, path = "/statistics/recommendations", operation_id = "read_recommendation_statistics", tag = "statistics",
    params(RecommendationStatisticsFilter),
    responses((status = 200, description = "The figures", body = RecommendationStatistics)))]
pub async fn recommendations(
    db: Data<Db>,
    call: Call,
    filter: Query<RecommendationStatisticsFilter>,
    known: IfNoneMatch,
) -> Answer {
    let statistics = db.read_slowly(&call, move |view| followed_up(view, &filter)).await?;
    Ok(Content::json(&statistics)?.answer(&known))
}

/// Counts month by month what plans of a year asked for and what was done, as JSON or as a picture.
///
/// Of the same inspections as the statistics, without those that were called off. The picture (`Accept: image/svg+xml`) says the
/// same in numerals, in Vietnamese or English; it is as wide as it is shown, has a title and a text alternative, and neither script
/// nor style.
#[utoipa::path(get, path = "/statistics/inspection-months", operation_id = "read_inspection_months", tag = "statistics",
    params(InspectionStatisticsFilter),
    responses((status = 200, description = "The months", content((InspectionMonths = "application/json"), (String = "image/svg+xml")))))]
pub async fn inspection_months(
    db: Data<Db>,
    call: Call,
    request: HttpRequest,
    filter: Query<InspectionStatisticsFilter>,
    accept: Accept,
    known: IfNoneMatch,
) -> Answer {
    let chosen = accept.choose(&["application/json", "image/svg+xml"])?;
    let year = db.read_slowly(&call, move |view| by_month(view, &filter)).await?;
    let language = Language::of(request.headers());
    let content = match chosen {
        "image/svg+xml" => Content::new(chosen, picture::draw(&year, language)).in_language(language),
        _ => Content::json(&year)?,
    };
    Ok(content.chosen_by_accept().answer(&known))
}

fn year_of(view: &View<'_>, filter: &InspectionStatisticsFilter) -> i32 {
    filter.year.unwrap_or_else(|| view.now.date().year())
}

fn counted(view: &mut View<'_>, filter: &InspectionStatisticsFilter) -> Result<InspectionStatistics, Problem> {
    let year = year_of(view, filter);
    let (mut visits, mut self_inspections) = (VisitFigures::default(), SelfInspectionFigures::default());
    for one in store::inspections(view, year, filter)? {
        visits.add(&one);
        self_inspections.add(&one, view.now);
    }
    let rated = store::ratings(view, year, filter)?;
    let checklists = checklists::asked_in(view.connection, rated.iter().map(|it| it.checklist_id))?;
    let ratings = item_ratings(&checklists, &rated);
    Ok(InspectionStatistics { year, as_of: view.now, visits, self_inspections, ratings })
}

fn followed_up(
    view: &mut View<'_>,
    filter: &RecommendationStatisticsFilter,
) -> Result<RecommendationStatistics, Problem> {
    let mut totals = RecommendationCells::default();
    for one in store::recommendations(view, filter)? {
        totals.add(&one, view.now);
    }
    Ok(RecommendationStatistics { as_of: view.now, totals })
}

fn by_month(view: &mut View<'_>, filter: &InspectionStatisticsFilter) -> Result<InspectionMonths, Problem> {
    let year = year_of(view, filter);
    Ok(months::months(year, &store::inspections(view, year, filter)?))
}
