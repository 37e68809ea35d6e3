//! Every cell of the tables of reports of visits and of recommendations.

use tienbo::inspections::{RecommendationFacts, ReportFacts};

use super::rules::Rules;
use super::{Objects, grid, hold, subjects};
use crate::harness::{City, both_databases, inspection_report_step, json, recommendation_step};

both_databases![
    a_report_of_a_visit_of_the_committee,
    a_report_of_a_visit_to_the_standing_agency,
    a_report_of_a_visit_of_a_district,
    a_recommendation_of_the_committee,
    a_recommendation_to_the_standing_agency,
    a_recommendation_of_a_district
];

/// A report of a visit by a plan of the owner to an agency. This person reads it in every state.
fn reported(city: &City, owner: &str, agency: &str, witness: &str, grid: &str) {
    let rules: Rules<'_, ReportFacts> = subjects::inspection_report(city, owner, agency);
    let make = |state: &str| city.papers().inspection_report_in(owner, agency, state);
    let step = |action: &str| inspection_report_step(city, action);
    hold(
        city,
        &rules,
        &Objects { witness: city.by(witness), make: &make, step: &step, tied: false },
        &grid::rows(grid),
    );
}

/// A recommendation to an agency, of a visit by a plan of the owner to another or the same.
fn recommended(city: &City, owner: &str, inspected: &str, agency: &str, witness: &str, grid: &str) {
    let rules: Rules<'_, RecommendationFacts> = subjects::recommendation(city, owner, inspected, agency);
    // A district gives what a commune disputed to another of its communes.
    let new = json!({"code": "H24.11.02", "name": "Phường Minh Khai", "kind": "commune",
        "parent_id": city.agency("district"), "valid_from": "2000-01-01"});
    let other = city.admin().post("/agencies", new).is(201)["id"].clone();
    let step = |action: &str| {
        let mut step = recommendation_step(city, action);
        if (action, owner) == ("reassign", "district") {
            step["agency_id"] = other.clone();
        }
        step
    };
    let make = |state: &str| {
        if (state, owner) != ("reassigned", "district") {
            return city.papers().recommendation_of(owner, inspected, agency, state);
        }
        let disputed = city.papers().recommendation_of(owner, inspected, agency, "disputed");
        city.by("district_lead").transition(&disputed, step("reassign")).is(200);
        disputed
    };
    hold(
        city,
        &rules,
        &Objects { witness: city.by(witness), make: &make, step: &step, tied: false },
        &grid::rows(grid),
    );
}

fn a_report_of_a_visit_of_the_committee(city: City) {
    let grid = "
        state        action       chair standing_lead standing_officer standing_officer_2 culture_lead culture_officer justice_lead justice_officer district_lead auditor portal admin
        draft        send         -     +             -                -                  +            -               ?            ?               ?             ?       ?      ?
        draft        comment      -     -             -                -                  -            -               ?            ?               ?             ?       ?      ?
        draft        note_silence -     -             !                !                  -            -               ?            ?               ?             ?       ?      ?
        draft        return       !     !             -                -                  -            -               ?            ?               ?             ?       ?      ?
        draft        conclude     !     -             -                -                  -            -               ?            ?               ?             ?       ?      ?
        draft        amend        !     -             -                -                  -            -               ?            ?               ?             ?       ?      ?
        draft        discard      -     +             -                -                  -            -               ?            ?               ?             ?       ?      ?
        with_agency  send         -     !             -                -                  !            -               -            -               ?             -       ?      ?
        with_agency  comment      -     -             -                -                  -            -               +            -               ?             -       ?      ?
        with_agency  note_silence -     -             +                +                  -            -               -            -               ?             -       ?      ?
        with_agency  return       +     +             -                -                  -            -               -            -               ?             -       ?      ?
        with_agency  conclude     !     -             -                -                  -            -               -            -               ?             -       ?      ?
        with_agency  amend        !     -             -                -                  -            -               -            -               ?             -       ?      ?
        with_agency  discard      -     !             -                -                  -            -               -            -               ?             -       ?      ?
        under_review send         -     !             -                -                  !            -               -            -               ?             -       ?      ?
        under_review comment      -     -             -                -                  -            -               !            -               ?             -       ?      ?
        under_review note_silence -     -             !                !                  -            -               -            -               ?             -       ?      ?
        under_review return       +     +             -                -                  -            -               -            -               ?             -       ?      ?
        under_review conclude     +     -             -                -                  -            -               -            -               ?             -       ?      ?
        under_review amend        !     -             -                -                  -            -               -            -               ?             -       ?      ?
        under_review discard      -     !             -                -                  -            -               -            -               ?             -       ?      ?
        concluded    send         -     !             -                -                  !            -               -            -               ?             -       ?      ?
        concluded    comment      -     -             -                -                  -            -               !            -               ?             -       ?      ?
        concluded    note_silence -     -             !                !                  -            -               -            -               ?             -       ?      ?
        concluded    return       !     !             -                -                  -            -               -            -               ?             -       ?      ?
        concluded    conclude     !     -             -                -                  -            -               -            -               ?             -       ?      ?
        concluded    amend        +     -             -                -                  -            -               -            -               ?             -       ?      ?
        concluded    discard      -     !             -                -                  -            -               -            -               ?             -       ?      ?
        superseded   send         -     !             -                -                  !            -               -            -               ?             -       ?      ?
        superseded   comment      -     -             -                -                  -            -               !            -               ?             -       ?      ?
        superseded   note_silence -     -             !                !                  -            -               -            -               ?             -       ?      ?
        superseded   return       !     !             -                -                  -            -               -            -               ?             -       ?      ?
        superseded   conclude     !     -             -                -                  -            -               -            -               ?             -       ?      ?
        superseded   amend        !     -             -                -                  -            -               -            -               ?             -       ?      ?
        superseded   discard      -     !             -                -                  -            -               -            -               ?             -       ?      ?
        discarded    send         -     !             -                -                  !            -               ?            ?               ?             ?       ?      ?
        discarded    comment      -     -             -                -                  -            -               ?            ?               ?             ?       ?      ?
        discarded    note_silence -     -             !                !                  -            -               ?            ?               ?             ?       ?      ?
        discarded    return       !     !             -                -                  -            -               ?            ?               ?             ?       ?      ?
        discarded    conclude     !     -             -                -                  -            -               ?            ?               ?             ?       ?      ?
        discarded    amend        !     -             -                -                  -            -               ?            ?               ?             ?       ?      ?
        discarded    discard      -     !             -                -                  -            -               ?            ?               ?             ?       ?      ?
    ";
    reported(&city, "committee", "justice", "chair", grid);
}

fn a_report_of_a_visit_to_the_standing_agency(city: City) {
    let grid = "
        state        action       chair standing_lead standing_officer labour_lead culture_lead culture_officer justice_lead auditor
        draft        send         +     ?             ?                ?           +            -               ?            ?
        draft        comment      -     ?             ?                ?           -            -               ?            ?
        draft        note_silence !     ?             ?                ?           -            -               ?            ?
        draft        return       !     ?             ?                ?           -            -               ?            ?
        draft        conclude     !     ?             ?                ?           -            -               ?            ?
        draft        amend        !     ?             ?                ?           -            -               ?            ?
        draft        discard      +     ?             ?                ?           -            -               ?            ?
        with_agency  send         !     -             -                -           !            -               ?            -
        with_agency  comment      -     +             -                +           -            -               ?            -
        with_agency  note_silence +     -             -                -           -            -               ?            -
        with_agency  return       +     -             -                -           -            -               ?            -
        with_agency  conclude     !     -             -                -           -            -               ?            -
        with_agency  amend        !     -             -                -           -            -               ?            -
        with_agency  discard      !     -             -                -           -            -               ?            -
        under_review send         !     -             -                -           !            -               ?            -
        under_review comment      -     !             -                !           -            -               ?            -
        under_review note_silence !     -             -                -           -            -               ?            -
        under_review return       +     -             -                -           -            -               ?            -
        under_review conclude     +     -             -                -           -            -               ?            -
        under_review amend        !     -             -                -           -            -               ?            -
        under_review discard      !     -             -                -           -            -               ?            -
        concluded    send         !     -             -                -           !            -               ?            -
        concluded    comment      -     !             -                !           -            -               ?            -
        concluded    note_silence !     -             -                -           -            -               ?            -
        concluded    return       !     -             -                -           -            -               ?            -
        concluded    conclude     !     -             -                -           -            -               ?            -
        concluded    amend        +     -             -                -           -            -               ?            -
        concluded    discard      !     -             -                -           -            -               ?            -
        superseded   send         !     -             -                -           !            -               ?            -
        superseded   comment      -     !             -                !           -            -               ?            -
        superseded   note_silence !     -             -                -           -            -               ?            -
        superseded   return       !     -             -                -           -            -               ?            -
        superseded   conclude     !     -             -                -           -            -               ?            -
        superseded   amend        !     -             -                -           -            -               ?            -
        superseded   discard      !     -             -                -           -            -               ?            -
        discarded    send         !     ?             ?                ?           !            -               ?            ?
        discarded    comment      -     ?             ?                ?           -            -               ?            ?
        discarded    note_silence !     ?             ?                ?           -            -               ?            ?
        discarded    return       !     ?             ?                ?           -            -               ?            ?
        discarded    conclude     !     ?             ?                ?           -            -               ?            ?
        discarded    amend        !     ?             ?                ?           -            -               ?            ?
        discarded    discard      !     ?             ?                ?           -            -               ?            ?
    ";
    reported(&city, "committee", "labour", "chair", grid);
}

fn a_report_of_a_visit_of_a_district(city: City) {
    let grid = "
        state        action       district_officer district_lead culture_lead culture_officer commune_lead commune_officer standing_lead chair auditor
        draft        send         -                +             +            -               ?            ?               ?             ?     ?
        draft        comment      -                !             -            -               ?            ?               ?             ?     ?
        draft        note_silence !                -             -            -               ?            ?               ?             ?     ?
        draft        return       -                !             -            -               ?            ?               ?             ?     ?
        draft        conclude     -                !             -            -               ?            ?               ?             ?     ?
        draft        amend        -                !             -            -               ?            ?               ?             ?     ?
        draft        discard      -                +             -            -               ?            ?               ?             ?     ?
        with_agency  send         -                !             !            -               -            -               ?             ?     -
        with_agency  comment      -                +             -            -               +            -               ?             ?     -
        with_agency  note_silence +                -             -            -               -            -               ?             ?     -
        with_agency  return       -                +             -            -               -            -               ?             ?     -
        with_agency  conclude     -                !             -            -               -            -               ?             ?     -
        with_agency  amend        -                !             -            -               -            -               ?             ?     -
        with_agency  discard      -                !             -            -               -            -               ?             ?     -
        under_review send         -                !             !            -               -            -               ?             ?     -
        under_review comment      -                !             -            -               !            -               ?             ?     -
        under_review note_silence !                -             -            -               -            -               ?             ?     -
        under_review return       -                +             -            -               -            -               ?             ?     -
        under_review conclude     -                +             -            -               -            -               ?             ?     -
        under_review amend        -                !             -            -               -            -               ?             ?     -
        under_review discard      -                !             -            -               -            -               ?             ?     -
        concluded    send         -                !             !            -               -            -               ?             ?     -
        concluded    comment      -                !             -            -               !            -               ?             ?     -
        concluded    note_silence !                -             -            -               -            -               ?             ?     -
        concluded    return       -                !             -            -               -            -               ?             ?     -
        concluded    conclude     -                !             -            -               -            -               ?             ?     -
        concluded    amend        -                +             -            -               -            -               ?             ?     -
        concluded    discard      -                !             -            -               -            -               ?             ?     -
        superseded   send         -                !             !            -               -            -               ?             ?     -
        superseded   comment      -                !             -            -               !            -               ?             ?     -
        superseded   note_silence !                -             -            -               -            -               ?             ?     -
        superseded   return       -                !             -            -               -            -               ?             ?     -
        superseded   conclude     -                !             -            -               -            -               ?             ?     -
        superseded   amend        -                !             -            -               -            -               ?             ?     -
        superseded   discard      -                !             -            -               -            -               ?             ?     -
        discarded    send         -                !             !            -               ?            ?               ?             ?     ?
        discarded    comment      -                !             -            -               ?            ?               ?             ?     ?
        discarded    note_silence !                -             -            -               ?            ?               ?             ?     ?
        discarded    return       -                !             -            -               ?            ?               ?             ?     ?
        discarded    conclude     -                !             -            -               ?            ?               ?             ?     ?
        discarded    amend        -                !             -            -               ?            ?               ?             ?     ?
        discarded    discard      -                !             -            -               ?            ?               ?             ?     ?
    ";
    reported(&city, "district", "commune", "district_officer", grid);
}

fn a_recommendation_of_the_committee(city: City) {
    let grid = "
        state       action             chair standing_lead standing_officer culture_lead culture_officer justice_lead justice_officer district_lead district_officer commune_lead auditor portal admin
        proposed    accept             -     -             -                -            -               ?            ?               ?             ?                ?            ?       ?      ?
        proposed    record             -     -             -                -            -               ?            ?               ?             ?                ?            ?       ?      ?
        proposed    report_implemented -     -             -                -            -               ?            ?               ?             ?                ?            ?       ?      ?
        proposed    verify             -     -             !                -            -               ?            ?               ?             ?                ?            ?       ?      ?
        proposed    send_back          -     -             !                -            -               ?            ?               ?             ?                ?            ?       ?      ?
        proposed    dispute            -     -             -                -            -               ?            ?               ?             ?                ?            ?       ?      ?
        proposed    uphold             !     -             -                -            -               ?            ?               ?             ?                ?            ?       ?      ?
        proposed    reassign           -     !             -                -            -               ?            ?               ?             ?                ?            ?       ?      ?
        proposed    waive              !     -             -                -            -               ?            ?               ?             ?                ?            ?       ?      ?
        proposed    reopen             -     !             -                -            -               ?            ?               ?             ?                ?            ?       ?      ?
        proposed    extend             -     !             -                -            -               ?            ?               ?             ?                ?            ?       ?      ?
        open        accept             -     -             -                -            -               -            -               +             -                ?            -       ?      ?
        open        record             -     -             -                -            -               -            -               +             +                ?            -       ?      ?
        open        report_implemented -     -             -                -            -               -            -               +             -                ?            -       ?      ?
        open        verify             -     -             !                -            -               -            -               -             -                ?            -       ?      ?
        open        send_back          -     -             !                -            -               -            -               -             -                ?            -       ?      ?
        open        dispute            -     -             -                -            -               -            -               +             -                ?            -       ?      ?
        open        uphold             !     -             -                -            -               -            -               -             -                ?            -       ?      ?
        open        reassign           -     !             -                -            -               -            -               -             -                ?            -       ?      ?
        open        waive              +     -             -                -            -               -            -               -             -                ?            -       ?      ?
        open        reopen             -     !             -                -            -               -            -               -             -                ?            -       ?      ?
        open        extend             -     +             -                -            -               -            -               -             -                ?            -       ?      ?
        in_progress accept             -     -             -                -            -               -            -               !             -                ?            -       ?      ?
        in_progress record             -     -             -                -            -               -            -               +             +                ?            -       ?      ?
        in_progress report_implemented -     -             -                -            -               -            -               +             -                ?            -       ?      ?
        in_progress verify             -     -             !                -            -               -            -               -             -                ?            -       ?      ?
        in_progress send_back          -     -             !                -            -               -            -               -             -                ?            -       ?      ?
        in_progress dispute            -     -             -                -            -               -            -               +             -                ?            -       ?      ?
        in_progress uphold             !     -             -                -            -               -            -               -             -                ?            -       ?      ?
        in_progress reassign           -     !             -                -            -               -            -               -             -                ?            -       ?      ?
        in_progress waive              +     -             -                -            -               -            -               -             -                ?            -       ?      ?
        in_progress reopen             -     !             -                -            -               -            -               -             -                ?            -       ?      ?
        in_progress extend             -     +             -                -            -               -            -               -             -                ?            -       ?      ?
        implemented accept             -     -             -                -            -               -            -               !             -                ?            -       ?      ?
        implemented record             -     -             -                -            -               -            -               !             !                ?            -       ?      ?
        implemented report_implemented -     -             -                -            -               -            -               !             -                ?            -       ?      ?
        implemented verify             -     -             +                -            -               -            -               -             -                ?            -       ?      ?
        implemented send_back          -     -             +                -            -               -            -               -             -                ?            -       ?      ?
        implemented dispute            -     -             -                -            -               -            -               !             -                ?            -       ?      ?
        implemented uphold             !     -             -                -            -               -            -               -             -                ?            -       ?      ?
        implemented reassign           -     !             -                -            -               -            -               -             -                ?            -       ?      ?
        implemented waive              !     -             -                -            -               -            -               -             -                ?            -       ?      ?
        implemented reopen             -     !             -                -            -               -            -               -             -                ?            -       ?      ?
        implemented extend             -     !             -                -            -               -            -               -             -                ?            -       ?      ?
        verified    accept             -     -             -                -            -               -            -               !             -                ?            -       ?      ?
        verified    record             -     -             -                -            -               -            -               !             !                ?            -       ?      ?
        verified    report_implemented -     -             -                -            -               -            -               !             -                ?            -       ?      ?
        verified    verify             -     -             !                -            -               -            -               -             -                ?            -       ?      ?
        verified    send_back          -     -             !                -            -               -            -               -             -                ?            -       ?      ?
        verified    dispute            -     -             -                -            -               -            -               !             -                ?            -       ?      ?
        verified    uphold             !     -             -                -            -               -            -               -             -                ?            -       ?      ?
        verified    reassign           -     !             -                -            -               -            -               -             -                ?            -       ?      ?
        verified    waive              !     -             -                -            -               -            -               -             -                ?            -       ?      ?
        verified    reopen             -     +             -                -            -               -            -               -             -                ?            -       ?      ?
        verified    extend             -     !             -                -            -               -            -               -             -                ?            -       ?      ?
        disputed    accept             -     -             -                -            -               -            -               !             -                ?            -       ?      ?
        disputed    record             -     -             -                -            -               -            -               !             !                ?            -       ?      ?
        disputed    report_implemented -     -             -                -            -               -            -               !             -                ?            -       ?      ?
        disputed    verify             -     -             !                -            -               -            -               -             -                ?            -       ?      ?
        disputed    send_back          -     -             !                -            -               -            -               -             -                ?            -       ?      ?
        disputed    dispute            -     -             -                -            -               -            -               !             -                ?            -       ?      ?
        disputed    uphold             +     -             -                -            -               -            -               -             -                ?            -       ?      ?
        disputed    reassign           -     +             -                -            -               -            -               -             -                ?            -       ?      ?
        disputed    waive              +     -             -                -            -               -            -               -             -                ?            -       ?      ?
        disputed    reopen             -     !             -                -            -               -            -               -             -                ?            -       ?      ?
        disputed    extend             -     !             -                -            -               -            -               -             -                ?            -       ?      ?
        reassigned  accept             -     -             -                -            -               -            -               !             -                ?            -       ?      ?
        reassigned  record             -     -             -                -            -               -            -               !             !                ?            -       ?      ?
        reassigned  report_implemented -     -             -                -            -               -            -               !             -                ?            -       ?      ?
        reassigned  verify             -     -             !                -            -               -            -               -             -                ?            -       ?      ?
        reassigned  send_back          -     -             !                -            -               -            -               -             -                ?            -       ?      ?
        reassigned  dispute            -     -             -                -            -               -            -               !             -                ?            -       ?      ?
        reassigned  uphold             !     -             -                -            -               -            -               -             -                ?            -       ?      ?
        reassigned  reassign           -     !             -                -            -               -            -               -             -                ?            -       ?      ?
        reassigned  waive              !     -             -                -            -               -            -               -             -                ?            -       ?      ?
        reassigned  reopen             -     !             -                -            -               -            -               -             -                ?            -       ?      ?
        reassigned  extend             -     !             -                -            -               -            -               -             -                ?            -       ?      ?
        waived      accept             -     -             -                -            -               -            -               !             -                ?            -       ?      ?
        waived      record             -     -             -                -            -               -            -               !             !                ?            -       ?      ?
        waived      report_implemented -     -             -                -            -               -            -               !             -                ?            -       ?      ?
        waived      verify             -     -             !                -            -               -            -               -             -                ?            -       ?      ?
        waived      send_back          -     -             !                -            -               -            -               -             -                ?            -       ?      ?
        waived      dispute            -     -             -                -            -               -            -               !             -                ?            -       ?      ?
        waived      uphold             !     -             -                -            -               -            -               -             -                ?            -       ?      ?
        waived      reassign           -     !             -                -            -               -            -               -             -                ?            -       ?      ?
        waived      waive              !     -             -                -            -               -            -               -             -                ?            -       ?      ?
        waived      reopen             -     !             -                -            -               -            -               -             -                ?            -       ?      ?
        waived      extend             -     !             -                -            -               -            -               -             -                ?            -       ?      ?
    ";
    recommended(&city, "committee", "justice", "district", "chair", grid);
}

fn a_recommendation_to_the_standing_agency(city: City) {
    let grid = "
        state       action             chair standing_lead standing_officer labour_lead labour_officer culture_lead justice_lead district_lead auditor
        proposed    accept             -     !             -                ?           ?              -            ?            ?             ?
        proposed    record             -     !             !                ?           ?              -            ?            ?             ?
        proposed    report_implemented -     !             -                ?           ?              -            ?            ?             ?
        proposed    verify             !     -             -                ?           ?              -            ?            ?             ?
        proposed    send_back          !     -             -                ?           ?              -            ?            ?             ?
        proposed    dispute            -     !             -                ?           ?              -            ?            ?             ?
        proposed    uphold             !     -             -                ?           ?              -            ?            ?             ?
        proposed    reassign           !     -             -                ?           ?              -            ?            ?             ?
        proposed    waive              !     -             -                ?           ?              -            ?            ?             ?
        proposed    reopen             !     -             -                ?           ?              -            ?            ?             ?
        proposed    extend             !     -             -                ?           ?              -            ?            ?             ?
        open        accept             -     +             -                +           -              -            -            ?             -
        open        record             -     +             +                +           +              -            -            ?             -
        open        report_implemented -     +             -                +           -              -            -            ?             -
        open        verify             !     -             -                -           -              -            -            ?             -
        open        send_back          !     -             -                -           -              -            -            ?             -
        open        dispute            -     +             -                +           -              -            -            ?             -
        open        uphold             !     -             -                -           -              -            -            ?             -
        open        reassign           !     -             -                -           -              -            -            ?             -
        open        waive              +     -             -                -           -              -            -            ?             -
        open        reopen             !     -             -                -           -              -            -            ?             -
        open        extend             +     -             -                -           -              -            -            ?             -
        in_progress accept             -     !             -                !           -              -            -            ?             -
        in_progress record             -     +             +                +           +              -            -            ?             -
        in_progress report_implemented -     +             -                +           -              -            -            ?             -
        in_progress verify             !     -             -                -           -              -            -            ?             -
        in_progress send_back          !     -             -                -           -              -            -            ?             -
        in_progress dispute            -     +             -                +           -              -            -            ?             -
        in_progress uphold             !     -             -                -           -              -            -            ?             -
        in_progress reassign           !     -             -                -           -              -            -            ?             -
        in_progress waive              +     -             -                -           -              -            -            ?             -
        in_progress reopen             !     -             -                -           -              -            -            ?             -
        in_progress extend             +     -             -                -           -              -            -            ?             -
        implemented accept             -     !             -                !           -              -            -            ?             -
        implemented record             -     !             !                !           !              -            -            ?             -
        implemented report_implemented -     !             -                !           -              -            -            ?             -
        implemented verify             +     -             -                -           -              -            -            ?             -
        implemented send_back          +     -             -                -           -              -            -            ?             -
        implemented dispute            -     !             -                !           -              -            -            ?             -
        implemented uphold             !     -             -                -           -              -            -            ?             -
        implemented reassign           !     -             -                -           -              -            -            ?             -
        implemented waive              !     -             -                -           -              -            -            ?             -
        implemented reopen             !     -             -                -           -              -            -            ?             -
        implemented extend             !     -             -                -           -              -            -            ?             -
        verified    accept             -     !             -                !           -              -            -            ?             -
        verified    record             -     !             !                !           !              -            -            ?             -
        verified    report_implemented -     !             -                !           -              -            -            ?             -
        verified    verify             !     -             -                -           -              -            -            ?             -
        verified    send_back          !     -             -                -           -              -            -            ?             -
        verified    dispute            -     !             -                !           -              -            -            ?             -
        verified    uphold             !     -             -                -           -              -            -            ?             -
        verified    reassign           !     -             -                -           -              -            -            ?             -
        verified    waive              !     -             -                -           -              -            -            ?             -
        verified    reopen             +     -             -                -           -              -            -            ?             -
        verified    extend             !     -             -                -           -              -            -            ?             -
        disputed    accept             -     !             -                !           -              -            -            ?             -
        disputed    record             -     !             !                !           !              -            -            ?             -
        disputed    report_implemented -     !             -                !           -              -            -            ?             -
        disputed    verify             !     -             -                -           -              -            -            ?             -
        disputed    send_back          !     -             -                -           -              -            -            ?             -
        disputed    dispute            -     !             -                !           -              -            -            ?             -
        disputed    uphold             +     -             -                -           -              -            -            ?             -
        disputed    reassign           +     -             -                -           -              -            -            ?             -
        disputed    waive              +     -             -                -           -              -            -            ?             -
        disputed    reopen             !     -             -                -           -              -            -            ?             -
        disputed    extend             !     -             -                -           -              -            -            ?             -
        reassigned  accept             -     !             -                !           -              -            -            ?             -
        reassigned  record             -     !             !                !           !              -            -            ?             -
        reassigned  report_implemented -     !             -                !           -              -            -            ?             -
        reassigned  verify             !     -             -                -           -              -            -            ?             -
        reassigned  send_back          !     -             -                -           -              -            -            ?             -
        reassigned  dispute            -     !             -                !           -              -            -            ?             -
        reassigned  uphold             !     -             -                -           -              -            -            ?             -
        reassigned  reassign           !     -             -                -           -              -            -            ?             -
        reassigned  waive              !     -             -                -           -              -            -            ?             -
        reassigned  reopen             !     -             -                -           -              -            -            ?             -
        reassigned  extend             !     -             -                -           -              -            -            ?             -
        waived      accept             -     !             -                !           -              -            -            ?             -
        waived      record             -     !             !                !           !              -            -            ?             -
        waived      report_implemented -     !             -                !           -              -            -            ?             -
        waived      verify             !     -             -                -           -              -            -            ?             -
        waived      send_back          !     -             -                -           -              -            -            ?             -
        waived      dispute            -     !             -                !           -              -            -            ?             -
        waived      uphold             !     -             -                -           -              -            -            ?             -
        waived      reassign           !     -             -                -           -              -            -            ?             -
        waived      waive              !     -             -                -           -              -            -            ?             -
        waived      reopen             !     -             -                -           -              -            -            ?             -
        waived      extend             !     -             -                -           -              -            -            ?             -
    ";
    recommended(&city, "committee", "justice", "labour", "chair", grid);
}

fn a_recommendation_of_a_district(city: City) {
    let grid = "
        state       action             district_officer district_lead culture_lead commune_lead commune_officer standing_lead chair auditor
        proposed    accept             -                !             -            ?            ?               ?             ?     ?
        proposed    record             -                !             -            ?            ?               ?             ?     ?
        proposed    report_implemented -                !             -            ?            ?               ?             ?     ?
        proposed    verify             !                -             -            ?            ?               ?             ?     ?
        proposed    send_back          !                -             -            ?            ?               ?             ?     ?
        proposed    dispute            -                !             -            ?            ?               ?             ?     ?
        proposed    uphold             -                !             -            ?            ?               ?             ?     ?
        proposed    reassign           -                !             -            ?            ?               ?             ?     ?
        proposed    waive              -                !             -            ?            ?               ?             ?     ?
        proposed    reopen             -                !             -            ?            ?               ?             ?     ?
        proposed    extend             -                !             -            ?            ?               ?             ?     ?
        open        accept             -                +             -            +            -               ?             ?     -
        open        record             -                +             -            +            +               ?             ?     -
        open        report_implemented -                +             -            +            -               ?             ?     -
        open        verify             !                -             -            -            -               ?             ?     -
        open        send_back          !                -             -            -            -               ?             ?     -
        open        dispute            -                +             -            +            -               ?             ?     -
        open        uphold             -                !             -            -            -               ?             ?     -
        open        reassign           -                !             -            -            -               ?             ?     -
        open        waive              -                +             -            -            -               ?             ?     -
        open        reopen             -                !             -            -            -               ?             ?     -
        open        extend             -                +             -            -            -               ?             ?     -
        in_progress accept             -                !             -            !            -               ?             ?     -
        in_progress record             -                +             -            +            +               ?             ?     -
        in_progress report_implemented -                +             -            +            -               ?             ?     -
        in_progress verify             !                -             -            -            -               ?             ?     -
        in_progress send_back          !                -             -            -            -               ?             ?     -
        in_progress dispute            -                +             -            +            -               ?             ?     -
        in_progress uphold             -                !             -            -            -               ?             ?     -
        in_progress reassign           -                !             -            -            -               ?             ?     -
        in_progress waive              -                +             -            -            -               ?             ?     -
        in_progress reopen             -                !             -            -            -               ?             ?     -
        in_progress extend             -                +             -            -            -               ?             ?     -
        implemented accept             -                !             -            !            -               ?             ?     -
        implemented record             -                !             -            !            !               ?             ?     -
        implemented report_implemented -                !             -            !            -               ?             ?     -
        implemented verify             +                -             -            -            -               ?             ?     -
        implemented send_back          +                -             -            -            -               ?             ?     -
        implemented dispute            -                !             -            !            -               ?             ?     -
        implemented uphold             -                !             -            -            -               ?             ?     -
        implemented reassign           -                !             -            -            -               ?             ?     -
        implemented waive              -                !             -            -            -               ?             ?     -
        implemented reopen             -                !             -            -            -               ?             ?     -
        implemented extend             -                !             -            -            -               ?             ?     -
        verified    accept             -                !             -            !            -               ?             ?     -
        verified    record             -                !             -            !            !               ?             ?     -
        verified    report_implemented -                !             -            !            -               ?             ?     -
        verified    verify             !                -             -            -            -               ?             ?     -
        verified    send_back          !                -             -            -            -               ?             ?     -
        verified    dispute            -                !             -            !            -               ?             ?     -
        verified    uphold             -                !             -            -            -               ?             ?     -
        verified    reassign           -                !             -            -            -               ?             ?     -
        verified    waive              -                !             -            -            -               ?             ?     -
        verified    reopen             -                +             -            -            -               ?             ?     -
        verified    extend             -                !             -            -            -               ?             ?     -
        disputed    accept             -                !             -            !            -               ?             ?     -
        disputed    record             -                !             -            !            !               ?             ?     -
        disputed    report_implemented -                !             -            !            -               ?             ?     -
        disputed    verify             !                -             -            -            -               ?             ?     -
        disputed    send_back          !                -             -            -            -               ?             ?     -
        disputed    dispute            -                !             -            !            -               ?             ?     -
        disputed    uphold             -                +             -            -            -               ?             ?     -
        disputed    reassign           -                +             -            -            -               ?             ?     -
        disputed    waive              -                +             -            -            -               ?             ?     -
        disputed    reopen             -                !             -            -            -               ?             ?     -
        disputed    extend             -                !             -            -            -               ?             ?     -
        reassigned  accept             -                !             -            !            -               ?             ?     -
        reassigned  record             -                !             -            !            !               ?             ?     -
        reassigned  report_implemented -                !             -            !            -               ?             ?     -
        reassigned  verify             !                -             -            -            -               ?             ?     -
        reassigned  send_back          !                -             -            -            -               ?             ?     -
        reassigned  dispute            -                !             -            !            -               ?             ?     -
        reassigned  uphold             -                !             -            -            -               ?             ?     -
        reassigned  reassign           -                !             -            -            -               ?             ?     -
        reassigned  waive              -                !             -            -            -               ?             ?     -
        reassigned  reopen             -                !             -            -            -               ?             ?     -
        reassigned  extend             -                !             -            -            -               ?             ?     -
        waived      accept             -                !             -            !            -               ?             ?     -
        waived      record             -                !             -            !            !               ?             ?     -
        waived      report_implemented -                !             -            !            -               ?             ?     -
        waived      verify             !                -             -            -            -               ?             ?     -
        waived      send_back          !                -             -            -            -               ?             ?     -
        waived      dispute            -                !             -            !            -               ?             ?     -
        waived      uphold             -                !             -            -            -               ?             ?     -
        waived      reassign           -                !             -            -            -               ?             ?     -
        waived      waive              -                !             -            -            -               ?             ?     -
        waived      reopen             -                !             -            -            -               ?             ?     -
        waived      extend             -                !             -            -            -               ?             ?     -
    ";
    recommended(&city, "district", "commune", "commune", "district_officer", grid);
}
