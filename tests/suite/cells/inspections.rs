//! Every cell of the table of inspections: visits by their teams, and self-inspections.

use tienbo::inspections::InspectionFacts;

use super::rules::Rules;
use super::{Objects, grid, hold, subjects};
use crate::harness::{City, TEAM, both_databases, inspection_step};

both_databases![
    a_visit_of_the_committee,
    a_visit_of_a_district,
    a_visit_to_the_standing_agency,
    a_self_inspection_for_the_committee,
    a_self_inspection_of_the_standing_agency,
    a_self_inspection_for_a_district
];

/// Holds what is written here; this person reads all of it.
fn held(city: &City, witness: &str, rules: Rules<'_, InspectionFacts>, grid: &str, make: impl Fn(&str) -> String) {
    let step = |action: &str| inspection_step(city, action);
    hold(
        city,
        &rules,
        &Objects { witness: city.by(witness), make: &make, step: &step, tied: false },
        &grid::rows(grid),
    );
}

/// A visit by a plan of the owner to an agency, by this team.
fn visited(city: &City, owner: &str, agency: &str, team: &[&str], grid: &str) {
    let papers = city.papers();
    let rules = subjects::visit(city, owner, agency, team);
    held(city, "auditor", rules, grid, |state| papers.visit_of(owner, agency, team, state));
}

/// A self-inspection of an agency by a plan of the owner.
fn inspecting_itself(city: &City, owner: &str, agency: &str, grid: &str) {
    let papers = city.papers();
    let rules = subjects::self_inspection(city, owner, agency);
    let witness = format!("{agency}_lead");
    held(city, &witness, rules, grid, |state| papers.self_inspection_of(owner, agency, state));
}

fn a_visit_of_the_committee(city: City) {
    let grid = "
        state          action         chair standing_lead standing_officer standing_officer_2 culture_lead culture_officer justice_lead justice_officer district_lead auditor portal admin
        scheduled      notify         -     -             +                +                  +            -               ?            ?               ?             -       ?      ?
        scheduled      postpone       -     +             -                -                  -            -               ?            ?               ?             -       ?      ?
        scheduled      reschedule     -     !             -                -                  -            -               ?            ?               ?             -       ?      ?
        scheduled      start          -     -             -                -                  !            -               ?            ?               ?             -       ?      ?
        scheduled      finish         -     -             -                -                  !            -               ?            ?               ?             -       ?      ?
        scheduled      resume         -     -             -                -                  !            -               ?            ?               ?             -       ?      ?
        scheduled      cancel         -     +             -                -                  -            -               ?            ?               ?             -       ?      ?
        scheduled      appoint        -     +             -                -                  -            -               ?            ?               ?             -       ?      ?
        scheduled      release        -     +             -                -                  -            -               ?            ?               ?             -       ?      ?
        scheduled      appoint_leader +     -             -                -                  -            -               ?            ?               ?             -       ?      ?
        scheduled      recuse         -     -             -                +                  +            +               ?            ?               ?             -       ?      ?
        notified       notify         -     -             !                !                  !            -               -            -               ?             -       ?      ?
        notified       postpone       -     +             -                -                  -            -               -            -               ?             -       ?      ?
        notified       reschedule     -     !             -                -                  -            -               -            -               ?             -       ?      ?
        notified       start          -     -             -                -                  +            -               -            -               ?             -       ?      ?
        notified       finish         -     -             -                -                  !            -               -            -               ?             -       ?      ?
        notified       resume         -     -             -                -                  !            -               -            -               ?             -       ?      ?
        notified       cancel         -     +             -                -                  -            -               -            -               ?             -       ?      ?
        notified       appoint        -     +             -                -                  -            -               -            -               ?             -       ?      ?
        notified       release        -     +             -                -                  -            -               -            -               ?             -       ?      ?
        notified       appoint_leader +     -             -                -                  -            -               -            -               ?             -       ?      ?
        notified       recuse         -     -             -                +                  +            +               -            -               ?             -       ?      ?
        postponed      notify         -     -             !                !                  !            -               ?            ?               ?             -       ?      ?
        postponed      postpone       -     !             -                -                  -            -               ?            ?               ?             -       ?      ?
        postponed      reschedule     -     +             -                -                  -            -               ?            ?               ?             -       ?      ?
        postponed      start          -     -             -                -                  !            -               ?            ?               ?             -       ?      ?
        postponed      finish         -     -             -                -                  !            -               ?            ?               ?             -       ?      ?
        postponed      resume         -     -             -                -                  !            -               ?            ?               ?             -       ?      ?
        postponed      cancel         -     +             -                -                  -            -               ?            ?               ?             -       ?      ?
        postponed      appoint        -     +             -                -                  -            -               ?            ?               ?             -       ?      ?
        postponed      release        -     +             -                -                  -            -               ?            ?               ?             -       ?      ?
        postponed      appoint_leader +     -             -                -                  -            -               ?            ?               ?             -       ?      ?
        postponed      recuse         -     -             -                +                  +            +               ?            ?               ?             -       ?      ?
        in_progress    notify         -     -             !                !                  !            -               -            -               ?             -       ?      ?
        in_progress    postpone       -     !             -                -                  -            -               -            -               ?             -       ?      ?
        in_progress    reschedule     -     !             -                -                  -            -               -            -               ?             -       ?      ?
        in_progress    start          -     -             -                -                  !            -               -            -               ?             -       ?      ?
        in_progress    finish         -     -             -                -                  +            -               -            -               ?             -       ?      ?
        in_progress    resume         -     -             -                -                  !            -               -            -               ?             -       ?      ?
        in_progress    cancel         -     +             -                -                  -            -               -            -               ?             -       ?      ?
        in_progress    appoint        -     +             -                -                  -            -               -            -               ?             -       ?      ?
        in_progress    release        -     +             -                -                  -            -               -            -               ?             -       ?      ?
        in_progress    appoint_leader +     -             -                -                  -            -               -            -               ?             -       ?      ?
        in_progress    recuse         -     -             -                +                  +            +               -            -               ?             -       ?      ?
        fieldwork_done notify         -     -             !                !                  !            -               -            -               ?             -       ?      ?
        fieldwork_done postpone       -     !             -                -                  -            -               -            -               ?             -       ?      ?
        fieldwork_done reschedule     -     !             -                -                  -            -               -            -               ?             -       ?      ?
        fieldwork_done start          -     -             -                -                  !            -               -            -               ?             -       ?      ?
        fieldwork_done finish         -     -             -                -                  !            -               -            -               ?             -       ?      ?
        fieldwork_done resume         -     -             -                -                  +            -               -            -               ?             -       ?      ?
        fieldwork_done cancel         -     !             -                -                  -            -               -            -               ?             -       ?      ?
        fieldwork_done appoint        -     +             -                -                  -            -               -            -               ?             -       ?      ?
        fieldwork_done release        -     +             -                -                  -            -               -            -               ?             -       ?      ?
        fieldwork_done appoint_leader +     -             -                -                  -            -               -            -               ?             -       ?      ?
        fieldwork_done recuse         -     -             -                +                  +            +               -            -               ?             -       ?      ?
        cancelled      notify         -     -             !                !                  !            -               ?            ?               ?             -       ?      ?
        cancelled      postpone       -     !             -                -                  -            -               ?            ?               ?             -       ?      ?
        cancelled      reschedule     -     !             -                -                  -            -               ?            ?               ?             -       ?      ?
        cancelled      start          -     -             -                -                  !            -               ?            ?               ?             -       ?      ?
        cancelled      finish         -     -             -                -                  !            -               ?            ?               ?             -       ?      ?
        cancelled      resume         -     -             -                -                  !            -               ?            ?               ?             -       ?      ?
        cancelled      cancel         -     !             -                -                  -            -               ?            ?               ?             -       ?      ?
        cancelled      appoint        -     !             -                -                  -            -               ?            ?               ?             -       ?      ?
        cancelled      release        -     !             -                -                  -            -               ?            ?               ?             -       ?      ?
        cancelled      appoint_leader !     -             -                -                  -            -               ?            ?               ?             -       ?      ?
        cancelled      recuse         -     -             -                !                  !            !               ?            ?               ?             -       ?      ?
    ";
    visited(&city, "committee", "justice", TEAM, grid);
}

fn a_visit_of_a_district(city: City) {
    let grid = "
        state          action         district_officer district_lead culture_lead culture_officer commune_lead commune_officer standing_lead chair auditor
        scheduled      notify         +                -             +            -               ?            ?               ?             ?     -
        scheduled      postpone       -                +             -            -               ?            ?               ?             ?     -
        scheduled      reschedule     -                !             -            -               ?            ?               ?             ?     -
        scheduled      start          -                -             !            -               ?            ?               ?             ?     -
        scheduled      finish         -                -             !            -               ?            ?               ?             ?     -
        scheduled      resume         -                -             !            -               ?            ?               ?             ?     -
        scheduled      cancel         -                +             -            -               ?            ?               ?             ?     -
        scheduled      appoint        -                +             -            -               ?            ?               ?             ?     -
        scheduled      release        -                +             -            -               ?            ?               ?             ?     -
        scheduled      appoint_leader -                +             -            -               ?            ?               ?             ?     -
        scheduled      recuse         -                -             +            +               ?            ?               ?             ?     -
        notified       notify         !                -             !            -               -            -               ?             ?     -
        notified       postpone       -                +             -            -               -            -               ?             ?     -
        notified       reschedule     -                !             -            -               -            -               ?             ?     -
        notified       start          -                -             +            -               -            -               ?             ?     -
        notified       finish         -                -             !            -               -            -               ?             ?     -
        notified       resume         -                -             !            -               -            -               ?             ?     -
        notified       cancel         -                +             -            -               -            -               ?             ?     -
        notified       appoint        -                +             -            -               -            -               ?             ?     -
        notified       release        -                +             -            -               -            -               ?             ?     -
        notified       appoint_leader -                +             -            -               -            -               ?             ?     -
        notified       recuse         -                -             +            +               -            -               ?             ?     -
        postponed      notify         !                -             !            -               ?            ?               ?             ?     -
        postponed      postpone       -                !             -            -               ?            ?               ?             ?     -
        postponed      reschedule     -                +             -            -               ?            ?               ?             ?     -
        postponed      start          -                -             !            -               ?            ?               ?             ?     -
        postponed      finish         -                -             !            -               ?            ?               ?             ?     -
        postponed      resume         -                -             !            -               ?            ?               ?             ?     -
        postponed      cancel         -                +             -            -               ?            ?               ?             ?     -
        postponed      appoint        -                +             -            -               ?            ?               ?             ?     -
        postponed      release        -                +             -            -               ?            ?               ?             ?     -
        postponed      appoint_leader -                +             -            -               ?            ?               ?             ?     -
        postponed      recuse         -                -             +            +               ?            ?               ?             ?     -
        in_progress    notify         !                -             !            -               -            -               ?             ?     -
        in_progress    postpone       -                !             -            -               -            -               ?             ?     -
        in_progress    reschedule     -                !             -            -               -            -               ?             ?     -
        in_progress    start          -                -             !            -               -            -               ?             ?     -
        in_progress    finish         -                -             +            -               -            -               ?             ?     -
        in_progress    resume         -                -             !            -               -            -               ?             ?     -
        in_progress    cancel         -                +             -            -               -            -               ?             ?     -
        in_progress    appoint        -                +             -            -               -            -               ?             ?     -
        in_progress    release        -                +             -            -               -            -               ?             ?     -
        in_progress    appoint_leader -                +             -            -               -            -               ?             ?     -
        in_progress    recuse         -                -             +            +               -            -               ?             ?     -
        fieldwork_done notify         !                -             !            -               -            -               ?             ?     -
        fieldwork_done postpone       -                !             -            -               -            -               ?             ?     -
        fieldwork_done reschedule     -                !             -            -               -            -               ?             ?     -
        fieldwork_done start          -                -             !            -               -            -               ?             ?     -
        fieldwork_done finish         -                -             !            -               -            -               ?             ?     -
        fieldwork_done resume         -                -             +            -               -            -               ?             ?     -
        fieldwork_done cancel         -                !             -            -               -            -               ?             ?     -
        fieldwork_done appoint        -                +             -            -               -            -               ?             ?     -
        fieldwork_done release        -                +             -            -               -            -               ?             ?     -
        fieldwork_done appoint_leader -                +             -            -               -            -               ?             ?     -
        fieldwork_done recuse         -                -             +            +               -            -               ?             ?     -
        cancelled      notify         !                -             !            -               ?            ?               ?             ?     -
        cancelled      postpone       -                !             -            -               ?            ?               ?             ?     -
        cancelled      reschedule     -                !             -            -               ?            ?               ?             ?     -
        cancelled      start          -                -             !            -               ?            ?               ?             ?     -
        cancelled      finish         -                -             !            -               ?            ?               ?             ?     -
        cancelled      resume         -                -             !            -               ?            ?               ?             ?     -
        cancelled      cancel         -                !             -            -               ?            ?               ?             ?     -
        cancelled      appoint        -                !             -            -               ?            ?               ?             ?     -
        cancelled      release        -                !             -            -               ?            ?               ?             ?     -
        cancelled      appoint_leader -                !             -            -               ?            ?               ?             ?     -
        cancelled      recuse         -                -             !            !               ?            ?               ?             ?     -
    ";
    visited(&city, "district", "commune", TEAM, grid);
}

fn a_visit_to_the_standing_agency(city: City) {
    let grid = "
        state          action         chair standing_lead standing_officer labour_lead labour_officer culture_lead culture_officer auditor
        scheduled      notify         +     -             -                ?           ?              +            -               -
        scheduled      postpone       +     -             -                ?           ?              -            -               -
        scheduled      reschedule     !     -             -                ?           ?              -            -               -
        scheduled      start          -     -             -                ?           ?              !            -               -
        scheduled      finish         -     -             -                ?           ?              !            -               -
        scheduled      resume         -     -             -                ?           ?              !            -               -
        scheduled      cancel         +     -             -                ?           ?              -            -               -
        scheduled      appoint        +     -             -                ?           ?              -            -               -
        scheduled      release        +     -             -                ?           ?              -            -               -
        scheduled      appoint_leader +     -             -                ?           ?              -            -               -
        scheduled      recuse         -     -             -                ?           ?              +            +               -
        notified       notify         !     -             -                -           -              !            -               -
        notified       postpone       +     -             -                -           -              -            -               -
        notified       reschedule     !     -             -                -           -              -            -               -
        notified       start          -     -             -                -           -              +            -               -
        notified       finish         -     -             -                -           -              !            -               -
        notified       resume         -     -             -                -           -              !            -               -
        notified       cancel         +     -             -                -           -              -            -               -
        notified       appoint        +     -             -                -           -              -            -               -
        notified       release        +     -             -                -           -              -            -               -
        notified       appoint_leader +     -             -                -           -              -            -               -
        notified       recuse         -     -             -                -           -              +            +               -
        postponed      notify         !     -             -                ?           ?              !            -               -
        postponed      postpone       !     -             -                ?           ?              -            -               -
        postponed      reschedule     +     -             -                ?           ?              -            -               -
        postponed      start          -     -             -                ?           ?              !            -               -
        postponed      finish         -     -             -                ?           ?              !            -               -
        postponed      resume         -     -             -                ?           ?              !            -               -
        postponed      cancel         +     -             -                ?           ?              -            -               -
        postponed      appoint        +     -             -                ?           ?              -            -               -
        postponed      release        +     -             -                ?           ?              -            -               -
        postponed      appoint_leader +     -             -                ?           ?              -            -               -
        postponed      recuse         -     -             -                ?           ?              +            +               -
        in_progress    notify         !     -             -                -           -              !            -               -
        in_progress    postpone       !     -             -                -           -              -            -               -
        in_progress    reschedule     !     -             -                -           -              -            -               -
        in_progress    start          -     -             -                -           -              !            -               -
        in_progress    finish         -     -             -                -           -              +            -               -
        in_progress    resume         -     -             -                -           -              !            -               -
        in_progress    cancel         +     -             -                -           -              -            -               -
        in_progress    appoint        +     -             -                -           -              -            -               -
        in_progress    release        +     -             -                -           -              -            -               -
        in_progress    appoint_leader +     -             -                -           -              -            -               -
        in_progress    recuse         -     -             -                -           -              +            +               -
        fieldwork_done notify         !     -             -                -           -              !            -               -
        fieldwork_done postpone       !     -             -                -           -              -            -               -
        fieldwork_done reschedule     !     -             -                -           -              -            -               -
        fieldwork_done start          -     -             -                -           -              !            -               -
        fieldwork_done finish         -     -             -                -           -              !            -               -
        fieldwork_done resume         -     -             -                -           -              +            -               -
        fieldwork_done cancel         !     -             -                -           -              -            -               -
        fieldwork_done appoint        +     -             -                -           -              -            -               -
        fieldwork_done release        +     -             -                -           -              -            -               -
        fieldwork_done appoint_leader +     -             -                -           -              -            -               -
        fieldwork_done recuse         -     -             -                -           -              +            +               -
        cancelled      notify         !     -             -                ?           ?              !            -               -
        cancelled      postpone       !     -             -                ?           ?              -            -               -
        cancelled      reschedule     !     -             -                ?           ?              -            -               -
        cancelled      start          -     -             -                ?           ?              !            -               -
        cancelled      finish         -     -             -                ?           ?              !            -               -
        cancelled      resume         -     -             -                ?           ?              !            -               -
        cancelled      cancel         !     -             -                ?           ?              -            -               -
        cancelled      appoint        !     -             -                ?           ?              -            -               -
        cancelled      release        !     -             -                ?           ?              -            -               -
        cancelled      appoint_leader !     -             -                ?           ?              -            -               -
        cancelled      recuse         -     -             -                ?           ?              !            !               -
    ";
    visited(&city, "committee", "labour", &TEAM[..2], grid);
}

fn a_self_inspection_for_the_committee(city: City) {
    let grid = "
        state             action          justice_officer justice_lead standing_officer standing_lead chair culture_lead auditor portal admin
        in_progress       hand_over       +               -            ?                ?             ?     ?            ?       ?      ?
        in_progress       return_to_draft -               !            ?                ?             ?     ?            ?       ?      ?
        in_progress       sign            -               +            ?                ?             ?     ?            ?       ?      ?
        in_progress       return          -               -            ?                ?             ?     ?            ?       ?      ?
        in_progress       take_note       -               -            ?                ?             ?     ?            ?       ?      ?
        pending_signature hand_over       !               -            ?                ?             ?     ?            ?       ?      ?
        pending_signature return_to_draft -               +            ?                ?             ?     ?            ?       ?      ?
        pending_signature sign            -               +            ?                ?             ?     ?            ?       ?      ?
        pending_signature return          -               -            ?                ?             ?     ?            ?       ?      ?
        pending_signature take_note       -               -            ?                ?             ?     ?            ?       ?      ?
        submitted         hand_over       !               -            -                -             -     ?            -       ?      ?
        submitted         return_to_draft -               !            -                -             -     ?            -       ?      ?
        submitted         sign            -               !            -                -             -     ?            -       ?      ?
        submitted         return          -               -            +                -             -     ?            -       ?      ?
        submitted         take_note       -               -            +                -             -     ?            -       ?      ?
        closed            hand_over       !               -            -                -             -     ?            -       ?      ?
        closed            return_to_draft -               !            -                -             -     ?            -       ?      ?
        closed            sign            -               !            -                -             -     ?            -       ?      ?
        closed            return          -               -            !                -             -     ?            -       ?      ?
        closed            take_note       -               -            !                -             -     ?            -       ?      ?
        not_handed_in     hand_over       !               -            -                -             -     ?            -       ?      ?
        not_handed_in     return_to_draft -               !            -                -             -     ?            -       ?      ?
        not_handed_in     sign            -               !            -                -             -     ?            -       ?      ?
        not_handed_in     return          -               -            !                -             -     ?            -       ?      ?
        not_handed_in     take_note       -               -            !                -             -     ?            -       ?      ?
        cancelled         hand_over       !               -            ?                ?             ?     ?            ?       ?      ?
        cancelled         return_to_draft -               !            ?                ?             ?     ?            ?       ?      ?
        cancelled         sign            -               !            ?                ?             ?     ?            ?       ?      ?
        cancelled         return          -               -            ?                ?             ?     ?            ?       ?      ?
        cancelled         take_note       -               -            ?                ?             ?     ?            ?       ?      ?
    ";
    inspecting_itself(&city, "committee", "justice", grid);
}

fn a_self_inspection_of_the_standing_agency(city: City) {
    let grid = "
        state             action          labour_officer labour_lead standing_officer standing_lead chair justice_lead auditor
        in_progress       hand_over       +              -           +                -             ?     ?            ?
        in_progress       return_to_draft -              !           -                !             ?     ?            ?
        in_progress       sign            -              +           -                +             ?     ?            ?
        in_progress       return          -              -           -                -             ?     ?            ?
        in_progress       take_note       -              -           -                -             ?     ?            ?
        pending_signature hand_over       !              -           !                -             ?     ?            ?
        pending_signature return_to_draft -              +           -                +             ?     ?            ?
        pending_signature sign            -              +           -                +             ?     ?            ?
        pending_signature return          -              -           -                -             ?     ?            ?
        pending_signature take_note       -              -           -                -             ?     ?            ?
        submitted         hand_over       !              -           !                -             -     ?            -
        submitted         return_to_draft -              !           -                !             -     ?            -
        submitted         sign            -              !           -                !             -     ?            -
        submitted         return          -              -           -                -             +     ?            -
        submitted         take_note       -              -           -                -             +     ?            -
        closed            hand_over       !              -           !                -             -     ?            -
        closed            return_to_draft -              !           -                !             -     ?            -
        closed            sign            -              !           -                !             -     ?            -
        closed            return          -              -           -                -             !     ?            -
        closed            take_note       -              -           -                -             !     ?            -
        not_handed_in     hand_over       !              -           !                -             -     ?            -
        not_handed_in     return_to_draft -              !           -                !             -     ?            -
        not_handed_in     sign            -              !           -                !             -     ?            -
        not_handed_in     return          -              -           -                -             !     ?            -
        not_handed_in     take_note       -              -           -                -             !     ?            -
        cancelled         hand_over       !              -           !                -             ?     ?            ?
        cancelled         return_to_draft -              !           -                !             ?     ?            ?
        cancelled         sign            -              !           -                !             ?     ?            ?
        cancelled         return          -              -           -                -             ?     ?            ?
        cancelled         take_note       -              -           -                -             ?     ?            ?
    ";
    inspecting_itself(&city, "committee", "labour", grid);
}

fn a_self_inspection_for_a_district(city: City) {
    let grid = "
        state             action          commune_officer commune_lead district_officer district_lead standing_officer chair auditor
        in_progress       hand_over       +               -            ?                -             ?                ?     ?
        in_progress       return_to_draft -               !            ?                !             ?                ?     ?
        in_progress       sign            -               +            ?                +             ?                ?     ?
        in_progress       return          -               -            ?                -             ?                ?     ?
        in_progress       take_note       -               -            ?                -             ?                ?     ?
        pending_signature hand_over       !               -            ?                -             ?                ?     ?
        pending_signature return_to_draft -               +            ?                +             ?                ?     ?
        pending_signature sign            -               +            ?                +             ?                ?     ?
        pending_signature return          -               -            ?                -             ?                ?     ?
        pending_signature take_note       -               -            ?                -             ?                ?     ?
        submitted         hand_over       !               -            -                -             ?                ?     -
        submitted         return_to_draft -               !            -                !             ?                ?     -
        submitted         sign            -               !            -                !             ?                ?     -
        submitted         return          -               -            +                -             ?                ?     -
        submitted         take_note       -               -            +                -             ?                ?     -
        closed            hand_over       !               -            -                -             ?                ?     -
        closed            return_to_draft -               !            -                !             ?                ?     -
        closed            sign            -               !            -                !             ?                ?     -
        closed            return          -               -            !                -             ?                ?     -
        closed            take_note       -               -            !                -             ?                ?     -
        not_handed_in     hand_over       !               -            -                -             ?                ?     -
        not_handed_in     return_to_draft -               !            -                !             ?                ?     -
        not_handed_in     sign            -               !            -                !             ?                ?     -
        not_handed_in     return          -               -            !                -             ?                ?     -
        not_handed_in     take_note       -               -            !                -             ?                ?     -
        cancelled         hand_over       !               -            ?                -             ?                ?     ?
        cancelled         return_to_draft -               !            ?                !             ?                ?     ?
        cancelled         sign            -               !            ?                !             ?                ?     ?
        cancelled         return          -               -            ?                -             ?                ?     ?
        cancelled         take_note       -               -            ?                -             ?                ?     ?
    ";
    inspecting_itself(&city, "district", "commune", grid);
}
