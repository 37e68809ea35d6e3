//! Every cell of every transition table: what each role gets for each action in each state.
//!
//! The grids are written by hand from the table "Roles" of the domain, not from the code's tables.
//! `+` it is done (200) · `-` the role may not (403) · `!` the state forbids (409) · `?` it does not exist for them (404).
//!
//! Every cell is judged by the rules alone ([`rules`]), for the same people in the same city as those who then try over HTTP
//! what is allowed, and one refusal of each kind in each row ([`hold`]).

mod difficulties;
mod events;
mod findings;
mod grid;
mod hold;
mod inspections;
mod objects;
mod rules;
pub mod subjects;

pub use grid::{Row, Verdict};
pub use hold::{Objects, hold};

use tienbo::accounts::{SERVICE_ACCOUNTS, USERS};
use tienbo::kernel::workflow::Subject;

use self::objects::{
    account, account_step, assignment_step, attachment, attachment_step, calendar_address, delegation, district_step,
    extension_step, grant, obligation_step, period_step, programme_step,
};
use self::rules::Rules;
use crate::harness::{
    City, Value, both_databases, change_step, checklist_step, consolidation_step, decision_step,
    inspection_plan_step_of, month_step, plan_step,
};

both_databases![
    the_committees_programme,
    an_agencys_own_programme,
    an_assignment_of_the_committees_programme,
    an_assignment_of_an_agencys_own_programme,
    a_file_that_shows_what_was_done,
    an_extension,
    a_period,
    an_obligation_to_the_standing_agency,
    an_obligation_of_the_standing_agency,
    an_obligation_to_a_district,
    a_consolidation,
    an_extension_of_a_report_to_the_standing_agency,
    an_extension_of_what_the_standing_agency_owes,
    an_extension_of_a_report_to_a_district,
    an_action_month,
    an_event_plan_to_the_standing_agency,
    an_event_plan_of_the_standing_agency,
    an_event_plan_to_a_district,
    the_committees_checklist,
    a_districts_own_checklist,
    a_decision_on_the_committee_of_an_agency,
    a_decision_on_the_committee_of_the_city,
    the_committees_plan_of_inspections,
    a_districts_own_plan_of_inspections,
    a_person,
    a_service_account,
    a_grant,
    a_delegation,
    a_calendar_address,
    an_agency_change
];

/// Holds what is written here; the committee's auditor reads all of it.
fn held<S: Subject>(
    city: &City,
    rules: Rules<'_, S>,
    grid: &str,
    make: impl Fn(&str) -> String,
    step: impl Fn(&str) -> Value,
) {
    let objects = Objects { witness: city.auditor(), make: &make, step: &step, tied: false };
    hold(city, &rules, &objects, &grid::rows(grid));
}

/// The same of decisions: one that comes into force ends the one before it.
fn decided<S: Subject>(city: &City, rules: &Rules<'_, S>, grid: &str, make: &dyn Fn(&str) -> String) {
    hold(city, rules, &Objects { witness: city.auditor(), make, step: &decision_step, tied: true }, &grid::rows(grid));
}

fn the_committees_programme(city: City) {
    let grid = "
        state        action chair standing_lead standing_officer justice_lead justice_officer auditor portal admin city_portal
        draft        submit -     +             +                ?            ?               -       ?      ?     ?
        draft        return !     !             -                ?            ?               -       ?      ?     ?
        draft        issue  !     -             -                ?            ?               -       ?      ?     ?
        draft        amend  !     -             -                ?            ?               -       ?      ?     ?
        draft        close  !     -             -                ?            ?               -       ?      ?     ?
        draft        cancel +     -             -                ?            ?               -       ?      ?     ?
        under_review submit -     !             !                ?            ?               -       ?      ?     ?
        under_review return +     +             -                ?            ?               -       ?      ?     ?
        under_review issue  +     -             -                ?            ?               -       ?      ?     ?
        under_review amend  !     -             -                ?            ?               -       ?      ?     ?
        under_review close  !     -             -                ?            ?               -       ?      ?     ?
        under_review cancel +     -             -                ?            ?               -       ?      ?     ?
        issued       submit -     !             !                -            -               -       -      -     -
        issued       return !     !             -                -            -               -       -      -     -
        issued       issue  !     -             -                -            -               -       -      -     -
        issued       amend  +     -             -                -            -               -       -      -     -
        issued       close  +     -             -                -            -               -       -      -     -
        issued       cancel +     -             -                -            -               -       -      -     -
        closed       submit -     !             !                -            -               -       -      -     -
        closed       return !     !             -                -            -               -       -      -     -
        closed       issue  !     -             -                -            -               -       -      -     -
        closed       amend  !     -             -                -            -               -       -      -     -
        closed       close  !     -             -                -            -               -       -      -     -
        closed       cancel !     -             -                -            -               -       -      -     -
        cancelled    submit -     !             !                -            -               -       -      -     -
        cancelled    return !     !             -                -            -               -       -      -     -
        cancelled    issue  !     -             -                -            -               -       -      -     -
        cancelled    amend  !     -             -                -            -               -       -      -     -
        cancelled    close  !     -             -                -            -               -       -      -     -
        cancelled    cancel !     -             -                -            -               -       -      -     -
    ";
    let papers = city.papers();
    let rules = subjects::programme(&city, "committee");
    held(&city, rules, grid, |state| papers.programme("committee", "justice", state), programme_step);
}

fn an_agencys_own_programme(city: City) {
    let grid = "
        state        action justice_lead justice_officer chair standing_lead standing_officer culture_lead auditor portal admin city_portal
        draft        submit -            +               ?     ?             ?                ?            -       ?      ?     ?
        draft        return !            -               ?     ?             ?                ?            -       ?      ?     ?
        draft        issue  !            -               ?     ?             ?                ?            -       ?      ?     ?
        draft        amend  !            -               ?     ?             ?                ?            -       ?      ?     ?
        draft        close  !            -               ?     ?             ?                ?            -       ?      ?     ?
        draft        cancel +            -               ?     ?             ?                ?            -       ?      ?     ?
        under_review submit -            !               ?     ?             ?                ?            -       ?      ?     ?
        under_review return +            -               ?     ?             ?                ?            -       ?      ?     ?
        under_review issue  +            -               ?     ?             ?                ?            -       ?      ?     ?
        under_review cancel +            -               ?     ?             ?                ?            -       ?      ?     ?
        issued       submit -            !               -     -             -                ?            -       ?      -     -
        issued       return !            -               -     -             -                ?            -       ?      -     -
        issued       issue  !            -               -     -             -                ?            -       ?      -     -
        issued       amend  +            -               -     -             -                ?            -       ?      -     -
        issued       close  +            -               -     -             -                ?            -       ?      -     -
        issued       cancel +            -               -     -             -                ?            -       ?      -     -
        closed       submit -            !               -     -             -                ?            -       ?      -     -
        closed       amend  !            -               -     -             -                ?            -       ?      -     -
        closed       close  !            -               -     -             -                ?            -       ?      -     -
        closed       cancel !            -               -     -             -                ?            -       ?      -     -
        cancelled    submit -            !               -     -             -                ?            -       ?      -     -
        cancelled    amend  !            -               -     -             -                ?            -       ?      -     -
        cancelled    close  !            -               -     -             -                ?            -       ?      -     -
        cancelled    cancel !            -               -     -             -                ?            -       ?      -     -
    ";
    let papers = city.papers();
    let rules = subjects::programme(&city, "justice");
    held(&city, rules, grid, |state| papers.programme("justice", "justice", state), programme_step);
}

fn an_assignment_of_the_committees_programme(city: City) {
    let grid = "
        state         action          justice_lead justice_officer standing_lead standing_officer chair culture_lead auditor portal admin city_portal
        pending       accept          +            +               -             -                -     ?            -       ?      ?     -
        pending       return          +            -               -             -                -     ?            -       ?      ?     -
        pending       record_progress !            !               -             -                -     ?            -       ?      ?     -
        pending       report_done     !            -               -             -                -     ?            -       ?      ?     -
        pending       verify          -            -               !             !                -     ?            -       ?      ?     -
        pending       send_back       -            -               !             !                -     ?            -       ?      ?     -
        pending       reassign        -            -               !             -                -     ?            -       ?      ?     -
        pending       insist          -            -               !             -                -     ?            -       ?      ?     -
        accepted      accept          !            !               -             -                -     ?            -       ?      ?     -
        accepted      return          +            -               -             -                -     ?            -       ?      ?     -
        accepted      record_progress +            +               -             -                -     ?            -       ?      ?     -
        accepted      report_done     +            -               -             -                -     ?            -       ?      ?     -
        accepted      verify          -            -               !             !                -     ?            -       ?      ?     -
        accepted      send_back       -            -               !             !                -     ?            -       ?      ?     -
        accepted      reassign        -            -               !             -                -     ?            -       ?      ?     -
        accepted      insist          -            -               !             -                -     ?            -       ?      ?     -
        in_progress   accept          !            !               -             -                -     ?            -       ?      ?     -
        in_progress   return          !            -               -             -                -     ?            -       ?      ?     -
        in_progress   record_progress +            +               -             -                -     ?            -       ?      ?     -
        in_progress   report_done     +            -               -             -                -     ?            -       ?      ?     -
        in_progress   verify          -            -               !             !                -     ?            -       ?      ?     -
        in_progress   send_back       -            -               !             !                -     ?            -       ?      ?     -
        in_progress   reassign        -            -               !             -                -     ?            -       ?      ?     -
        in_progress   insist          -            -               !             -                -     ?            -       ?      ?     -
        reported_done accept          !            !               -             -                -     ?            -       ?      ?     -
        reported_done return          !            -               -             -                -     ?            -       ?      ?     -
        reported_done record_progress !            !               -             -                -     ?            -       ?      ?     -
        reported_done report_done     !            -               -             -                -     ?            -       ?      ?     -
        reported_done verify          -            -               +             +                -     ?            -       ?      ?     -
        reported_done send_back       -            -               +             +                -     ?            -       ?      ?     -
        reported_done reassign        -            -               !             -                -     ?            -       ?      ?     -
        reported_done insist          -            -               !             -                -     ?            -       ?      ?     -
        verified      accept          !            !               -             -                -     ?            -       ?      ?     -
        verified      return          !            -               -             -                -     ?            -       ?      ?     -
        verified      record_progress !            !               -             -                -     ?            -       ?      ?     -
        verified      report_done     !            -               -             -                -     ?            -       ?      ?     -
        verified      verify          -            -               !             !                -     ?            -       ?      ?     -
        verified      send_back       -            -               +             +                -     ?            -       ?      ?     -
        verified      reassign        -            -               !             -                -     ?            -       ?      ?     -
        verified      insist          -            -               !             -                -     ?            -       ?      ?     -
        returned      accept          !            !               -             -                -     ?            -       ?      ?     -
        returned      return          !            -               -             -                -     ?            -       ?      ?     -
        returned      record_progress !            !               -             -                -     ?            -       ?      ?     -
        returned      report_done     !            -               -             -                -     ?            -       ?      ?     -
        returned      verify          -            -               !             !                -     ?            -       ?      ?     -
        returned      send_back       -            -               !             !                -     ?            -       ?      ?     -
        returned      reassign        -            -               +             -                -     ?            -       ?      ?     -
        returned      insist          -            -               +             -                -     ?            -       ?      ?     -
        cancelled     accept          !            !               -             -                -     ?            -       ?      ?     -
        cancelled     return          !            -               -             -                -     ?            -       ?      ?     -
        cancelled     record_progress !            !               -             -                -     ?            -       ?      ?     -
        cancelled     report_done     !            -               -             -                -     ?            -       ?      ?     -
        cancelled     verify          -            -               !             !                -     ?            -       ?      ?     -
        cancelled     send_back       -            -               !             !                -     ?            -       ?      ?     -
        cancelled     reassign        -            -               !             -                -     ?            -       ?      ?     -
        cancelled     insist          -            -               !             -                -     ?            -       ?      ?     -
    ";
    let papers = city.papers();
    let rules = subjects::assignment(&city, "committee", "justice");
    held(&city, rules, grid, |state| papers.assignment("justice", state), |action| assignment_step(&city, action));
}

fn an_assignment_of_an_agencys_own_programme(city: City) {
    let grid = "
        state         action          commune_lead commune_officer district_officer district_lead standing_lead chair culture_lead auditor
        pending       accept          +            +               -                +             -             -     ?            -
        pending       return          +            -               -                +             -             -     ?            -
        pending       record_progress !            !               -                !             -             -     ?            -
        pending       report_done     !            -               -                !             -             -     ?            -
        pending       verify          -            -               !                !             -             -     ?            -
        pending       send_back       -            -               !                !             -             -     ?            -
        pending       reassign        -            -               -                !             -             -     ?            -
        pending       insist          -            -               -                !             -             -     ?            -
        accepted      accept          !            !               -                !             -             -     ?            -
        accepted      return          +            -               -                +             -             -     ?            -
        accepted      record_progress +            +               -                +             -             -     ?            -
        accepted      report_done     +            -               -                +             -             -     ?            -
        accepted      verify          -            -               !                !             -             -     ?            -
        accepted      send_back       -            -               !                !             -             -     ?            -
        accepted      reassign        -            -               -                !             -             -     ?            -
        accepted      insist          -            -               -                !             -             -     ?            -
        in_progress   accept          !            !               -                !             -             -     ?            -
        in_progress   return          !            -               -                !             -             -     ?            -
        in_progress   record_progress +            +               -                +             -             -     ?            -
        in_progress   report_done     +            -               -                +             -             -     ?            -
        in_progress   verify          -            -               !                !             -             -     ?            -
        in_progress   send_back       -            -               !                !             -             -     ?            -
        in_progress   reassign        -            -               -                !             -             -     ?            -
        in_progress   insist          -            -               -                !             -             -     ?            -
        reported_done accept          !            !               -                !             -             -     ?            -
        reported_done return          !            -               -                !             -             -     ?            -
        reported_done record_progress !            !               -                !             -             -     ?            -
        reported_done report_done     !            -               -                !             -             -     ?            -
        reported_done verify          -            -               +                +             -             -     ?            -
        reported_done send_back       -            -               +                +             -             -     ?            -
        reported_done reassign        -            -               -                !             -             -     ?            -
        reported_done insist          -            -               -                !             -             -     ?            -
        verified      accept          !            !               -                !             -             -     ?            -
        verified      return          !            -               -                !             -             -     ?            -
        verified      record_progress !            !               -                !             -             -     ?            -
        verified      report_done     !            -               -                !             -             -     ?            -
        verified      verify          -            -               !                !             -             -     ?            -
        verified      send_back       -            -               +                +             -             -     ?            -
        verified      reassign        -            -               -                !             -             -     ?            -
        verified      insist          -            -               -                !             -             -     ?            -
        returned      accept          !            !               -                !             -             -     ?            -
        returned      return          !            -               -                !             -             -     ?            -
        returned      record_progress !            !               -                !             -             -     ?            -
        returned      report_done     !            -               -                !             -             -     ?            -
        returned      verify          -            -               !                !             -             -     ?            -
        returned      send_back       -            -               !                !             -             -     ?            -
        returned      reassign        -            -               -                +             -             -     ?            -
        returned      insist          -            -               -                +             -             -     ?            -
        cancelled     accept          !            !               -                !             -             -     ?            -
        cancelled     return          !            -               -                !             -             -     ?            -
        cancelled     record_progress !            !               -                !             -             -     ?            -
        cancelled     report_done     !            -               -                !             -             -     ?            -
        cancelled     verify          -            -               !                !             -             -     ?            -
        cancelled     send_back       -            -               !                !             -             -     ?            -
        cancelled     reassign        -            -               -                !             -             -     ?            -
        cancelled     insist          -            -               -                !             -             -     ?            -
    ";
    let papers = city.papers();
    let rules = subjects::assignment(&city, "district", "commune");
    held(
        &city,
        rules,
        grid,
        |state| papers.assignment_of("district", "commune", state),
        |action| district_step(&city, action),
    );
}

fn a_file_that_shows_what_was_done(city: City) {
    let grid = "
        state     action justice_lead justice_officer standing_lead standing_officer chair culture_lead auditor portal admin city_portal
        uploading erase  !            -               ?             ?                ?     ?            -       ?      ?     ?
        stored    erase  !            -               ?             ?                ?     ?            -       ?      ?     ?
        attached  erase  +            -               -             -                -     ?            -       ?      ?     -
        erased    erase  !            -               -             -                -     ?            -       ?      ?     -
    ";
    let rules = subjects::attachment(&city, "justice");
    held(&city, rules, grid, |state| attachment(&city, "justice", state), attachment_step);
}

fn an_extension(city: City) {
    let grid = "
        state     action   justice_lead justice_officer standing_lead standing_officer chair culture_lead auditor portal admin city_portal
        asked     grant    -            -               +             -                -     ?            -       ?      ?     ?
        asked     refuse   -            -               +             -                -     ?            -       ?      ?     ?
        asked     withdraw +            -               -             -                -     ?            -       ?      ?     ?
        granted   grant    -            -               !             -                -     ?            -       ?      ?     ?
        granted   refuse   -            -               !             -                -     ?            -       ?      ?     ?
        granted   withdraw !            -               -             -                -     ?            -       ?      ?     ?
        refused   grant    -            -               !             -                -     ?            -       ?      ?     ?
        refused   refuse   -            -               !             -                -     ?            -       ?      ?     ?
        refused   withdraw !            -               -             -                -     ?            -       ?      ?     ?
        withdrawn grant    -            -               !             -                -     ?            -       ?      ?     ?
        withdrawn refuse   -            -               !             -                -     ?            -       ?      ?     ?
        withdrawn withdraw !            -               -             -                -     ?            -       ?      ?     ?
    ";
    let papers = city.papers();
    let rules = subjects::extension(&city, "justice");
    held(&city, rules, grid, |state| papers.extension("justice", state), extension_step);
}

fn a_period(city: City) {
    let grid = "
        state     action standing_lead standing_officer chair justice_lead district_lead auditor portal admin city_portal
        planned   open   +             -                -     -            -             -       -      -     -
        planned   cancel +             -                -     -            -             -       -      -     -
        open      open   +             -                -     -            -             -       -      -     -
        open      cancel +             -                -     -            -             -       -      -     -
        cancelled open   !             -                -     -            -             -       -      -     -
        cancelled cancel !             -                -     -            -             -       -      -     -
    ";
    let papers = city.papers();
    let rules = subjects::period(&city);
    held(&city, rules, grid, |state| papers.period(state), period_step);
}

fn an_obligation_to_the_standing_agency(city: City) {
    let grid = "
        state     action    standing_lead standing_officer chair justice_lead justice_officer culture_lead auditor portal admin city_portal
        upcoming  exempt    +             -                -     -            -               ?            -       -      ?     -
        upcoming  reinstate !             -                -     -            -               ?            -       -      ?     -
        open      exempt    +             -                -     -            -               ?            -       -      ?     -
        open      reinstate !             -                -     -            -               ?            -       -      ?     -
        exempt    exempt    !             -                -     -            -               ?            -       -      ?     -
        exempt    reinstate +             -                -     -            -               ?            -       -      ?     -
        cancelled exempt    !             -                -     -            -               ?            -       -      ?     -
        cancelled reinstate !             -                -     -            -               ?            -       -      ?     -
    ";
    let papers = city.papers();
    let rules = subjects::obligation(&city, "justice");
    held(&city, rules, grid, |state| papers.obligation("justice", state), obligation_step);
}

fn an_obligation_of_the_standing_agency(city: City) {
    let grid = "
        state     action    chair standing_lead standing_officer labour_lead labour_officer justice_lead auditor
        open      exempt    +     -             -                -           -              ?            -
        open      reinstate !     -             -                -           -              ?            -
        exempt    exempt    !     -             -                -           -              ?            -
        exempt    reinstate +     -             -                -           -              ?            -
        cancelled exempt    !     -             -                -           -              ?            -
    ";
    let papers = city.papers();
    let rules = subjects::obligation(&city, "labour");
    held(&city, rules, grid, |state| papers.obligation("labour", state), obligation_step);
}

fn an_obligation_to_a_district(city: City) {
    let grid = "
        state     action    district_lead district_officer standing_lead chair commune_lead commune_officer justice_lead
        open      exempt    +             -                -             -     -            -               ?
        open      reinstate !             -                -             -     -            -               ?
        exempt    exempt    !             -                -             -     -            -               ?
        exempt    reinstate +             -                -             -     -            -               ?
        cancelled exempt    !             -                -             -     -            -               ?
    ";
    let papers = city.papers();
    let rules = subjects::obligation(&city, "commune");
    held(&city, rules, grid, |state| papers.obligation("commune", state), obligation_step);
}

fn an_agency_change(city: City) {
    let grid = "
        state     action  chair standing_lead standing_officer justice_lead district_officer auditor admin portal city_portal
        draft     approve +     -             -                ?            ?                -       -     ?      ?
        draft     reopen  -     !             -                ?            ?                -       -     ?      ?
        draft     execute -     !             -                ?            ?                -       -     ?      ?
        draft     cancel  +     -             -                ?            ?                -       -     ?      ?
        draft     revert  !     -             -                ?            ?                -       -     ?      ?
        approved  approve !     -             -                ?            ?                -       -     ?      ?
        approved  reopen  -     +             -                ?            ?                -       -     ?      ?
        approved  execute -     +             -                ?            ?                -       -     ?      ?
        approved  cancel  +     -             -                ?            ?                -       -     ?      ?
        approved  revert  !     -             -                ?            ?                -       -     ?      ?
        executed  approve !     -             -                -            -                -       -     -      -
        executed  reopen  -     !             -                -            -                -       -     -      -
        executed  execute -     !             -                -            -                -       -     -      -
        executed  cancel  !     -             -                -            -                -       -     -      -
        executed  revert  +     -             -                -            -                -       -     -      -
        reverted  approve !     -             -                -            -                -       -     -      -
        reverted  reopen  -     !             -                -            -                -       -     -      -
        reverted  execute -     !             -                -            -                -       -     -      -
        reverted  cancel  !     -             -                -            -                -       -     -      -
        reverted  revert  !     -             -                -            -                -       -     -      -
        cancelled approve !     -             -                ?            ?                -       -     ?      ?
        cancelled reopen  -     !             -                ?            ?                -       -     ?      ?
        cancelled execute -     !             -                ?            ?                -       -     ?      ?
        cancelled cancel  !     -             -                ?            ?                -       -     ?      ?
        cancelled revert  !     -             -                ?            ?                -       -     ?      ?
    ";
    let made = std::cell::Cell::new(100);
    let make = |state: &str| {
        made.set(made.get() + 1);
        city.change_of_a_unit(&format!("H24.02.{}", made.get()), state)
    };
    held(&city, subjects::agency_change(&city), grid, make, change_step);
}

fn a_consolidation(city: City) {
    let grid = "
        state        action  standing_officer standing_lead chair auditor justice_lead district_lead admin city_portal
        open         compile +                -             -     -       ?            ?             ?     ?
        open         submit  !                -             -     -       ?            ?             ?     ?
        open         return  -                !             !     -       ?            ?             ?     ?
        open         issue   -                -             !     -       ?            ?             ?     ?
        open         send    -                !             -     -       ?            ?             ?     ?
        compiled     compile +                -             -     -       ?            ?             ?     ?
        compiled     submit  +                -             -     -       ?            ?             ?     ?
        compiled     return  -                !             !     -       ?            ?             ?     ?
        compiled     issue   -                -             !     -       ?            ?             ?     ?
        compiled     send    -                !             -     -       ?            ?             ?     ?
        under_review compile !                -             -     -       ?            ?             ?     ?
        under_review submit  !                -             -     -       ?            ?             ?     ?
        under_review return  -                +             +     -       ?            ?             ?     ?
        under_review issue   -                -             +     -       ?            ?             ?     ?
        under_review send    -                !             -     -       ?            ?             ?     ?
        issued       compile !                -             -     -       ?            ?             ?     -
        issued       submit  !                -             -     -       ?            ?             ?     -
        issued       return  -                !             !     -       ?            ?             ?     -
        issued       issue   -                -             !     -       ?            ?             ?     -
        issued       send    -                +             -     -       ?            ?             ?     -
        sent         compile !                -             -     -       ?            ?             ?     -
        sent         submit  !                -             -     -       ?            ?             ?     -
        sent         return  -                !             !     -       ?            ?             ?     -
        sent         issue   -                -             !     -       ?            ?             ?     -
        sent         send    -                +             -     -       ?            ?             ?     -
    ";
    let papers = city.papers();
    let rules = subjects::consolidation(&city);
    held(&city, rules, grid, |state| papers.consolidation(state), consolidation_step);
}

fn an_extension_of_a_report_to_the_standing_agency(city: City) {
    let grid = "
        state action   justice_lead justice_officer standing_lead standing_officer chair culture_lead auditor
        asked grant    -            -               +             -                -     ?            -
        asked refuse   -            -               +             -                -     ?            -
        asked withdraw +            -               -             -                -     ?            -
    ";
    let papers = city.papers();
    let rules = subjects::report_extension(&city, "justice_lead", "justice");
    held(&city, rules, grid, |_| papers.report_extension("justice_lead", "justice"), extension_step);
}

fn an_extension_of_what_the_standing_agency_owes(city: City) {
    let grid = "
        state action   chair standing_lead standing_officer labour_lead labour_officer justice_lead
        asked grant    +     -             -                -           -              ?
        asked refuse   +     -             -                -           -              ?
        asked withdraw -     +             -                +           -              ?
    ";
    let papers = city.papers();
    let rules = subjects::report_extension(&city, "standing_lead", "labour");
    held(&city, rules, grid, |_| papers.report_extension("standing_lead", "labour"), extension_step);
}

fn an_extension_of_a_report_to_a_district(city: City) {
    // The district's lead holds that role in the communes too: the grant says so.
    let grid = "
        state action   district_lead district_officer standing_lead chair commune_lead commune_officer justice_lead
        asked grant    +             -                -             -     -            -               ?
        asked refuse   +             -                -             -     -            -               ?
        asked withdraw +             -                -             -     +            -               ?
    ";
    let papers = city.papers();
    let rules = subjects::report_extension(&city, "commune_lead", "commune");
    held(&city, rules, grid, |_| papers.report_extension("commune_lead", "commune"), extension_step);
}

fn an_action_month(city: City) {
    let grid = "
        state     action   standing_lead standing_officer chair labour_lead justice_lead commune_lead auditor portal admin city_portal
        planned   announce +             -                +     -           -            -            -       ?      -     ?
        planned   retract  !             -                !     -           -            -            -       ?      -     ?
        announced announce !             -                !     -           -            -            -       -      -     -
        announced retract  +             -                +     -           -            -            -       -      -     -
    ";
    let papers = city.papers();
    held(&city, subjects::month(&city), grid, |state| papers.month(state), month_step);
}

/// Holds a grid of event plans; one that was never submitted is its own agency's alone.
fn planned(city: &City, agency: &str, grid: &str) {
    let papers = city.papers();
    let witness = city.by(&format!("{agency}_officer"));
    let objects = Objects { witness, make: &|state| papers.plan(agency, state), step: &plan_step, tied: false };
    hold(city, &subjects::plan(city, agency), &objects, &grid::rows(grid));
}

fn an_event_plan_to_the_standing_agency(city: City) {
    let grid = "
        state        action      justice_lead justice_officer standing_lead standing_officer chair culture_lead labour_lead auditor portal admin
        draft        submit      +            -               ?             ?                ?     ?            ?           ?       ?      ?
        draft        acknowledge -            -               ?             ?                ?     ?            ?           ?       ?      ?
        draft        return      -            -               ?             ?                ?     ?            ?           ?       ?      ?
        draft        revise      !            -               ?             ?                ?     ?            ?           ?       ?      ?
        submitted    submit      !            -               -             -                -     ?            -           -       ?      ?
        submitted    acknowledge -            -               +             +                -     ?            -           -       ?      ?
        submitted    return      -            -               +             +                -     ?            -           -       ?      ?
        submitted    revise      +            -               -             -                -     ?            -           -       ?      ?
        acknowledged submit      !            -               -             -                -     ?            -           -       ?      ?
        acknowledged acknowledge -            -               !             !                -     ?            -           -       ?      ?
        acknowledged return      -            -               !             !                -     ?            -           -       ?      ?
        acknowledged revise      +            -               -             -                -     ?            -           -       ?      ?
        returned     submit      +            -               -             -                -     ?            -           -       ?      ?
        returned     acknowledge -            -               !             !                -     ?            -           -       ?      ?
        returned     return      -            -               !             !                -     ?            -           -       ?      ?
        returned     revise      !            -               -             -                -     ?            -           -       ?      ?
    ";
    planned(&city, "justice", grid);
}

fn an_event_plan_of_the_standing_agency(city: City) {
    let grid = "
        state        action      labour_lead labour_officer chair standing_lead standing_officer justice_lead auditor
        draft        submit      +           -              ?     ?             ?                ?            ?
        submitted    submit      !           -              -     -             -                ?            -
        submitted    acknowledge -           -              +     -             -                ?            -
        submitted    return      -           -              +     -             -                ?            -
        submitted    revise      +           -              -     -             -                ?            -
        acknowledged acknowledge -           -              !     -             -                ?            -
        returned     submit      +           -              -     -             -                ?            -
    ";
    planned(&city, "labour", grid);
}

fn an_event_plan_to_a_district(city: City) {
    let grid = "
        state        action      commune_lead commune_officer district_lead district_officer standing_lead chair justice_lead auditor
        draft        submit      +            -               +             ?                ?             ?     ?            ?
        draft        acknowledge -            -               !             ?                ?             ?     ?            ?
        submitted    acknowledge -            -               +             +                -             -     ?            -
        submitted    return      -            -               +             +                -             -     ?            -
        submitted    revise      +            -               +             -                -             -     ?            -
        acknowledged return      -            -               !             !                -             -     ?            -
        returned     submit      +            -               +             -                -             -     ?            -
    ";
    planned(&city, "commune", grid);
}

fn the_committees_checklist(city: City) {
    let grid = "
        state     action  standing_officer standing_lead chair justice_lead justice_officer labour_lead commune_lead auditor portal admin
        draft     publish -                +             -     ?            ?               ?           ?            -       ?      ?
        draft     revise  !                -             -     ?            ?               ?           ?            -       ?      ?
        draft     discard +                -             -     ?            ?               ?           ?            -       ?      ?
        published publish -                !             -     -            -               -           -            -       ?      ?
        published revise  +                -             -     -            -               -           -            -       ?      ?
        published discard !                -             -     -            -               -           -            -       ?      ?
        retired   publish -                !             -     -            -               -           -            -       ?      ?
        retired   revise  !                -             -     -            -               -           -            -       ?      ?
        retired   discard !                -             -     -            -               -           -            -       ?      ?
    ";
    let papers = city.papers();
    let rules = subjects::checklist(&city, "committee", "standing_officer");
    held(&city, rules, grid, |state| papers.checklist("committee", state), checklist_step);
}

fn a_districts_own_checklist(city: City) {
    let grid = "
        state     action  district_officer district_lead commune_lead commune_officer standing_lead chair justice_lead auditor portal admin
        draft     publish -                +             ?            ?               ?             ?     ?            -       ?      ?
        draft     revise  !                -             ?            ?               ?             ?     ?            -       ?      ?
        draft     discard +                -             ?            ?               ?             ?     ?            -       ?      ?
        published publish -                !             -            -               -             -     ?            -       ?      ?
        published revise  +                -             -            -               -             -     ?            -       ?      ?
        published discard !                -             -            -               -             -     ?            -       ?      ?
        retired   publish -                !             -            -               -             -     ?            -       ?      ?
        retired   revise  !                -             -            -               -             -     ?            -       ?      ?
        retired   discard !                -             -            -               -             -     ?            -       ?      ?
    ";
    let papers = city.papers();
    let rules = subjects::checklist(&city, "district", "district_officer");
    held(&city, rules, grid, |state| papers.checklist("district", state), checklist_step);
}

fn a_decision_on_the_committee_of_an_agency(city: City) {
    let grid = "
        state    action  standing_lead standing_officer chair justice_lead justice_officer culture_lead labour_lead district_lead auditor justice_auditor portal admin
        draft    record  +             -                -     -            -               ?            ?           ?             -       -               ?      ?
        draft    revoke  !             -                -     -            -               ?            ?           ?             -       -               ?      ?
        draft    discard +             -                -     -            -               ?            ?           ?             -       -               ?      ?
        in_force record  !             -                -     -            -               ?            ?           ?             -       -               ?      ?
        in_force revoke  +             -                -     -            -               ?            ?           ?             -       -               ?      ?
        in_force discard !             -                -     -            -               ?            ?           ?             -       -               ?      ?
        revoked  record  !             -                -     -            -               ?            ?           ?             -       -               ?      ?
        revoked  revoke  !             -                -     -            -               ?            ?           ?             -       -               ?      ?
        revoked  discard !             -                -     -            -               ?            ?           ?             -       -               ?      ?
    ";
    let papers = city.papers();
    let rules = subjects::decision(&city, "justice");
    decided(&city, &rules, grid, &|state| papers.decision("justice", state));
}

fn a_decision_on_the_committee_of_the_city(city: City) {
    let grid = "
        state    action  standing_lead standing_officer chair labour_lead labour_officer justice_lead commune_lead auditor justice_auditor portal admin
        draft    record  +             -                -     ?           ?              ?            ?            -       ?               ?      ?
        draft    revoke  !             -                -     ?           ?              ?            ?            -       ?               ?      ?
        draft    discard +             -                -     ?           ?              ?            ?            -       ?               ?      ?
        in_force record  !             -                -     ?           ?              ?            ?            -       ?               ?      ?
        in_force revoke  +             -                -     ?           ?              ?            ?            -       ?               ?      ?
        in_force discard !             -                -     ?           ?              ?            ?            -       ?               ?      ?
        revoked  record  !             -                -     ?           ?              ?            ?            -       ?               ?      ?
        revoked  revoke  !             -                -     ?           ?              ?            ?            -       ?               ?      ?
        revoked  discard !             -                -     ?           ?              ?            ?            -       ?               ?      ?
    ";
    let papers = city.papers();
    let rules = subjects::decision(&city, "committee");
    decided(&city, &rules, grid, &|state| papers.decision("committee", state));
}

fn the_committees_plan_of_inspections(city: City) {
    let grid = "
        state     action  chair standing_lead standing_officer labour_lead justice_lead commune_officer auditor portal admin
        draft     submit  -     +             +                ?           ?            ?               -       ?      ?
        draft     return  !     !             -                ?           ?            ?               -       ?      ?
        draft     approve !     -             -                ?           ?            ?               -       ?      ?
        draft     add     !     -             -                ?           ?            ?               -       ?      ?
        draft     drop    !     -             -                ?           ?            ?               -       ?      ?
        draft     close   -     !             -                ?           ?            ?               -       ?      ?
        draft     cancel  +     -             -                ?           ?            ?               -       ?      ?
        submitted submit  -     !             !                ?           ?            ?               -       ?      ?
        submitted return  +     +             -                ?           ?            ?               -       ?      ?
        submitted approve +     -             -                ?           ?            ?               -       ?      ?
        submitted add     !     -             -                ?           ?            ?               -       ?      ?
        submitted drop    !     -             -                ?           ?            ?               -       ?      ?
        submitted close   -     !             -                ?           ?            ?               -       ?      ?
        submitted cancel  +     -             -                ?           ?            ?               -       ?      ?
        approved  submit  -     !             !                -           -            -               -       ?      ?
        approved  return  !     !             -                -           -            -               -       ?      ?
        approved  approve !     -             -                -           -            -               -       ?      ?
        approved  add     +     -             -                -           -            -               -       ?      ?
        approved  drop    +     -             -                -           -            -               -       ?      ?
        approved  close   -     +             -                -           -            -               -       ?      ?
        approved  cancel  !     -             -                -           -            -               -       ?      ?
        closed    submit  -     !             !                -           -            -               -       ?      ?
        closed    return  !     !             -                -           -            -               -       ?      ?
        closed    approve !     -             -                -           -            -               -       ?      ?
        closed    add     !     -             -                -           -            -               -       ?      ?
        closed    drop    !     -             -                -           -            -               -       ?      ?
        closed    close   -     !             -                -           -            -               -       ?      ?
        closed    cancel  !     -             -                -           -            -               -       ?      ?
        cancelled submit  -     !             !                ?           ?            ?               -       ?      ?
        cancelled return  !     !             -                ?           ?            ?               -       ?      ?
        cancelled approve !     -             -                ?           ?            ?               -       ?      ?
        cancelled add     !     -             -                ?           ?            ?               -       ?      ?
        cancelled drop    !     -             -                ?           ?            ?               -       ?      ?
        cancelled close   -     !             -                ?           ?            ?               -       ?      ?
        cancelled cancel  !     -             -                ?           ?            ?               -       ?      ?
    ";
    let papers = city.papers();
    let rules = subjects::inspection_plan(&city, "committee", "standing_officer");
    let step = |action: &str| inspection_plan_step_of(&city, "committee", action);
    held(&city, rules, grid, |state| papers.self_inspection_plan("committee", state), step);
}

fn a_districts_own_plan_of_inspections(city: City) {
    let grid = "
        state     action  district_lead district_officer chair standing_lead standing_officer commune_lead justice_lead auditor portal admin
        draft     submit  +             +                ?     ?             ?                ?            ?            -       ?      ?
        draft     return  !             -                ?     ?             ?                ?            ?            -       ?      ?
        draft     approve !             -                ?     ?             ?                ?            ?            -       ?      ?
        draft     add     !             -                ?     ?             ?                ?            ?            -       ?      ?
        draft     drop    !             -                ?     ?             ?                ?            ?            -       ?      ?
        draft     close   !             -                ?     ?             ?                ?            ?            -       ?      ?
        draft     cancel  +             -                ?     ?             ?                ?            ?            -       ?      ?
        submitted submit  !             !                ?     ?             ?                ?            ?            -       ?      ?
        submitted return  +             -                ?     ?             ?                ?            ?            -       ?      ?
        submitted approve +             -                ?     ?             ?                ?            ?            -       ?      ?
        submitted add     !             -                ?     ?             ?                ?            ?            -       ?      ?
        submitted drop    !             -                ?     ?             ?                ?            ?            -       ?      ?
        submitted close   !             -                ?     ?             ?                ?            ?            -       ?      ?
        submitted cancel  +             -                ?     ?             ?                ?            ?            -       ?      ?
        approved  submit  !             !                -     -             -                -            ?            -       ?      ?
        approved  return  !             -                -     -             -                -            ?            -       ?      ?
        approved  approve !             -                -     -             -                -            ?            -       ?      ?
        approved  add     +             -                -     -             -                -            ?            -       ?      ?
        approved  drop    +             -                -     -             -                -            ?            -       ?      ?
        approved  close   +             -                -     -             -                -            ?            -       ?      ?
        approved  cancel  !             -                -     -             -                -            ?            -       ?      ?
        closed    submit  !             !                -     -             -                -            ?            -       ?      ?
        closed    return  !             -                -     -             -                -            ?            -       ?      ?
        closed    approve !             -                -     -             -                -            ?            -       ?      ?
        closed    add     !             -                -     -             -                -            ?            -       ?      ?
        closed    drop    !             -                -     -             -                -            ?            -       ?      ?
        closed    close   !             -                -     -             -                -            ?            -       ?      ?
        closed    cancel  !             -                -     -             -                -            ?            -       ?      ?
        cancelled submit  !             !                ?     ?             ?                ?            ?            -       ?      ?
        cancelled return  !             -                ?     ?             ?                ?            ?            -       ?      ?
        cancelled approve !             -                ?     ?             ?                ?            ?            -       ?      ?
        cancelled add     !             -                ?     ?             ?                ?            ?            -       ?      ?
        cancelled drop    !             -                ?     ?             ?                ?            ?            -       ?      ?
        cancelled close   !             -                ?     ?             ?                ?            ?            -       ?      ?
        cancelled cancel  !             -                ?     ?             ?                ?            ?            -       ?      ?
    ";
    let papers = city.papers();
    let rules = subjects::inspection_plan(&city, "district", "district_officer");
    let step = |action: &str| inspection_plan_step_of(&city, "district", action);
    held(&city, rules, grid, |state| papers.self_inspection_plan("district", state), step);
}

fn a_person(city: City) {
    let grid = "
        state    action  admin district_admin chair standing_lead justice_lead auditor portal
        active   disable +     +              ?     ?             ?            -       ?
        active   enable  !     !              ?     ?             ?            -       ?
        disabled disable !     !              ?     ?             ?            -       ?
        disabled enable  +     +              ?     ?             ?            -       ?
    ";
    let rules = subjects::account(&city, &USERS);
    held(&city, rules, grid, |state| account(&city, "users", state), account_step);
}

fn a_service_account(city: City) {
    let grid = "
        state    action  admin district_admin chair standing_lead justice_lead auditor portal
        active   disable +     +              ?     ?             ?            -       ?
        active   enable  !     !              ?     ?             ?            -       ?
        disabled disable !     !              ?     ?             ?            -       ?
        disabled enable  +     +              ?     ?             ?            -       ?
    ";
    let rules = subjects::account(&city, &SERVICE_ACCOUNTS);
    held(&city, rules, grid, |state| account(&city, "service-accounts", state), account_step);
}

fn a_grant(city: City) {
    let grid = "
        state   action admin district_admin chair standing_lead justice_lead auditor portal
        active  revoke +     +              ?     ?             ?            -       ?
        revoked revoke !     !              ?     ?             ?            -       ?
    ";
    let rules = subjects::grant(&city);
    held(&city, rules, grid, |state| grant(&city, state), account_step);
}

fn a_delegation(city: City) {
    let grid = "
        state   action chair standing_lead admin second_admin district_admin justice_lead auditor portal
        active  revoke +     -             +     +            ?              ?            -       ?
        revoked revoke !     -             !     !            ?              ?            -       ?
    ";
    let rules = subjects::delegation(&city);
    held(&city, rules, grid, |state| delegation(&city, state), account_step);
}

fn a_calendar_address(city: City) {
    let grid = "
        state   action justice_lead justice_officer culture_lead standing_lead chair justice_auditor auditor portal admin
        active  revoke +            -               ?            ?             ?     -               -       ?      ?
        revoked revoke !            -               ?            ?             ?     -               -       ?      ?
    ";
    let rules = subjects::calendar_address(&city, "justice");
    held(&city, rules, grid, |state| calendar_address(&city, "justice", state), account_step);
}
