//! The grids of events and of their publications, written from the chapter's design.
//!
//! People of the standing agency organise in its agency roles; the committee's seat is always the committee, for communes too.

use super::{held, subjects};
use crate::harness::{City, Value, both_databases, event_step, id_in, json, publication_step};

both_databases![
    an_event,
    an_event_of_a_commune,
    an_event_of_the_standing_agency,
    a_publication,
    a_publication_of_a_commune,
    a_publication_of_the_standing_agency,
];

/// A day after the events: whatever can be said of them can be said now.
const AFTERWARDS: &str = "2017-11-21T09:00:00+07:00";

/// Holds a grid of events of an agency; a duplicate is one of another event of that agency.
fn told(city: &City, agency: &str, grid: &str) {
    city.at(AFTERWARDS);
    let papers = city.papers();
    let original = papers.event_in(agency, "confirmed");
    let step = |action: &str| -> Value {
        let mut step = event_step(action);
        if action == "declare_duplicate" {
            step["of_id"] = json!(id_in(&original));
        }
        step
    };
    held(city, subjects::event(city, agency), grid, |state| papers.event_in(agency, state), step);
}

fn an_event(city: City) {
    let grid = "
        state     action            justice_lead justice_officer standing_lead standing_officer chair labour_lead culture_lead auditor portal admin
        planned   confirm           +            -               -             -                -     -           ?            -       ?      ?
        planned   reschedule        !            -               -             -                -     -           ?            -       ?      ?
        planned   postpone          +            -               -             -                -     -           ?            -       ?      ?
        planned   cancel            +            -               -             -                -     -           ?            -       ?      ?
        planned   declare_duplicate +            -               +             +                -     -           ?            -       ?      ?
        planned   hold              !            !               -             -                -     -           ?            -       ?      ?
        planned   not_held          !            -               -             -                -     -           ?            -       ?      ?
        planned   report            !            !               -             -                -     -           ?            -       ?      ?
        planned   correct           !            -               -             -                -     -           ?            -       ?      ?
        confirmed confirm           !            -               -             -                -     -           ?            -       ?      ?
        confirmed reschedule        +            -               -             -                -     -           ?            -       ?      ?
        confirmed postpone          +            -               -             -                -     -           ?            -       ?      ?
        confirmed cancel            +            -               -             -                -     -           ?            -       ?      ?
        confirmed declare_duplicate +            -               +             +                -     -           ?            -       ?      ?
        confirmed hold              +            +               -             -                -     -           ?            -       ?      ?
        confirmed not_held          !            -               -             -                -     -           ?            -       ?      ?
        confirmed report            !            !               -             -                -     -           ?            -       ?      ?
        confirmed correct           !            -               -             -                -     -           ?            -       ?      ?
        postponed confirm           !            -               -             -                -     -           ?            -       ?      ?
        postponed reschedule        +            -               -             -                -     -           ?            -       ?      ?
        postponed postpone          !            -               -             -                -     -           ?            -       ?      ?
        postponed cancel            +            -               -             -                -     -           ?            -       ?      ?
        postponed declare_duplicate +            -               +             +                -     -           ?            -       ?      ?
        postponed hold              !            !               -             -                -     -           ?            -       ?      ?
        postponed not_held          !            -               -             -                -     -           ?            -       ?      ?
        postponed report            !            !               -             -                -     -           ?            -       ?      ?
        postponed correct           !            -               -             -                -     -           ?            -       ?      ?
        cancelled confirm           !            -               -             -                -     -           ?            -       ?      ?
        cancelled reschedule        !            -               -             -                -     -           ?            -       ?      ?
        cancelled postpone          !            -               -             -                -     -           ?            -       ?      ?
        cancelled cancel            !            -               -             -                -     -           ?            -       ?      ?
        cancelled declare_duplicate !            -               !             !                -     -           ?            -       ?      ?
        cancelled hold              !            !               -             -                -     -           ?            -       ?      ?
        cancelled not_held          !            -               -             -                -     -           ?            -       ?      ?
        cancelled report            !            !               -             -                -     -           ?            -       ?      ?
        cancelled correct           !            -               -             -                -     -           ?            -       ?      ?
        held      confirm           !            -               -             -                -     -           ?            -       ?      ?
        held      reschedule        !            -               -             -                -     -           ?            -       ?      ?
        held      postpone          !            -               -             -                -     -           ?            -       ?      ?
        held      cancel            !            -               -             -                -     -           ?            -       ?      ?
        held      declare_duplicate +            -               +             +                -     -           ?            -       ?      ?
        held      hold              !            !               -             -                -     -           ?            -       ?      ?
        held      not_held          +            -               -             -                -     -           ?            -       ?      ?
        held      report            +            +               -             -                -     -           ?            -       ?      ?
        held      correct           !            -               -             -                -     -           ?            -       ?      ?
        reported  confirm           !            -               -             -                -     -           ?            -       ?      ?
        reported  reschedule        !            -               -             -                -     -           ?            -       ?      ?
        reported  postpone          !            -               -             -                -     -           ?            -       ?      ?
        reported  cancel            !            -               -             -                -     -           ?            -       ?      ?
        reported  declare_duplicate +            -               +             +                -     -           ?            -       ?      ?
        reported  hold              !            !               -             -                -     -           ?            -       ?      ?
        reported  not_held          !            -               -             -                -     -           ?            -       ?      ?
        reported  report            !            !               -             -                -     -           ?            -       ?      ?
        reported  correct           +            -               -             -                -     -           ?            -       ?      ?
    ";
    told(&city, "justice", grid);
}

fn an_event_of_a_commune(city: City) {
    // The district receives the commune's reports, and its lead holds that role in the communes too: the grant says so.
    let grid = "
        state     action            commune_lead commune_officer district_lead district_officer standing_officer chair justice_lead labour_lead auditor
        planned   confirm           +            -               +             -                -                -     ?            ?           -
        planned   declare_duplicate +            -               +             -                +                -     ?            ?           -
        planned   hold              !            !               !             -                -                -     ?            ?           -
        confirmed postpone          +            -               +             -                -                -     ?            ?           -
        confirmed cancel            +            -               +             -                -                -     ?            ?           -
        confirmed hold              +            +               +             -                -                -     ?            ?           -
        postponed reschedule        +            -               +             -                -                -     ?            ?           -
        cancelled confirm           !            -               !             -                -                -     ?            ?           -
        cancelled declare_duplicate !            -               !             -                !                -     ?            ?           -
        held      not_held          +            -               +             -                -                -     ?            ?           -
        held      report            +            +               +             -                -                -     ?            ?           -
        held      correct           !            -               !             -                -                -     ?            ?           -
        reported  correct           +            -               +             -                -                -     ?            ?           -
    ";
    told(&city, "commune", grid);
}

fn an_event_of_the_standing_agency(city: City) {
    let grid = "
        state     action            labour_lead labour_officer standing_lead standing_officer chair justice_lead auditor
        planned   confirm           +           -              -             -                -     ?            -
        planned   declare_duplicate +           -              +             +                -     ?            -
        planned   hold              !           !              -             -                -     ?            -
        confirmed postpone          +           -              -             -                -     ?            -
        confirmed cancel            +           -              -             -                -     ?            -
        confirmed hold              +           +              -             -                -     ?            -
        postponed reschedule        +           -              -             -                -     ?            -
        cancelled confirm           !           -              -             -                -     ?            -
        cancelled declare_duplicate !           -              !             !                -     ?            -
        held      not_held          +           -              -             -                -     ?            -
        held      report            +           +              -             -                -     ?            -
        held      correct           !           -              -             -                -     ?            -
        reported  correct           +           -              -             -                -     ?            -
    ";
    told(&city, "labour", grid);
}

/// Holds a grid of publications of an agency. In every state the event is at its third version, which a request names.
fn shown(city: &City, agency: &str, grid: &str) {
    city.at(AFTERWARDS);
    let papers = city.papers();
    let officer = city.by(&format!("{agency}_officer"));
    let make = |state: &str| {
        let event = papers.event(agency, json!({}));
        let edit = || drop(officer.patch(&event, json!({"public_summary": "Vào cửa tự do"})).is(200));
        if !["published", "change_requested"].contains(&state) {
            edit();
        }
        papers.bring_event(agency, &event, "confirmed");
        let publication = papers.bring_publication(agency, &event, state);
        if state == "published" {
            edit();
        }
        publication
    };
    let step = |action: &str| match action {
        "request" => json!({"action": action, "event_version": 3}),
        other => publication_step(other),
    };
    held(city, subjects::publication(city, agency), grid, make, step);
}

fn a_publication(city: City) {
    let grid = "
        state            action   justice_lead justice_officer standing_lead standing_officer chair labour_lead culture_lead auditor portal admin
        none             request  +            -               -             -                -     ?           ?            -       ?      ?
        none             approve  -            -               !             !                -     ?           ?            -       ?      ?
        none             refuse   -            -               !             !                -     ?           ?            -       ?      ?
        none             recall   !            -               -             -                -     ?           ?            -       ?      ?
        none             withdraw !            -               !             !                -     ?           ?            -       ?      ?
        requested        request  !            -               -             -                -     ?           ?            -       ?      ?
        requested        approve  -            -               +             +                -     ?           ?            -       ?      ?
        requested        refuse   -            -               +             +                -     ?           ?            -       ?      ?
        requested        recall   +            -               -             -                -     ?           ?            -       ?      ?
        requested        withdraw !            -               !             !                -     ?           ?            -       ?      ?
        published        request  +            -               -             -                -     ?           ?            -       ?      ?
        published        approve  -            -               !             !                -     ?           ?            -       ?      ?
        published        refuse   -            -               !             !                -     ?           ?            -       ?      ?
        published        recall   !            -               -             -                -     ?           ?            -       ?      ?
        published        withdraw +            -               +             +                -     ?           ?            -       ?      ?
        change_requested request  !            -               -             -                -     ?           ?            -       ?      ?
        change_requested approve  -            -               +             +                -     ?           ?            -       ?      ?
        change_requested refuse   -            -               +             +                -     ?           ?            -       ?      ?
        change_requested recall   +            -               -             -                -     ?           ?            -       ?      ?
        change_requested withdraw +            -               +             +                -     ?           ?            -       ?      ?
        refused          request  +            -               -             -                -     ?           ?            -       ?      ?
        refused          approve  -            -               !             !                -     ?           ?            -       ?      ?
        refused          refuse   -            -               !             !                -     ?           ?            -       ?      ?
        refused          recall   !            -               -             -                -     ?           ?            -       ?      ?
        refused          withdraw !            -               !             !                -     ?           ?            -       ?      ?
        withdrawn        request  +            -               -             -                -     ?           ?            -       ?      ?
        withdrawn        approve  -            -               !             !                -     ?           ?            -       ?      ?
        withdrawn        refuse   -            -               !             !                -     ?           ?            -       ?      ?
        withdrawn        recall   !            -               -             -                -     ?           ?            -       ?      ?
        withdrawn        withdraw !            -               !             !                -     ?           ?            -       ?      ?
    ";
    shown(&city, "justice", grid);
}

fn a_publication_of_a_commune(city: City) {
    // Whoever receives the commune's reports has nothing to do with what the public is told.
    let grid = "
        state            action   commune_lead district_lead district_officer standing_lead standing_officer chair justice_lead auditor
        none             request  +            +             ?                -             -                -     ?            -
        requested        approve  -            -             ?                +             +                -     ?            -
        requested        recall   +            +             ?                -             -                -     ?            -
        published        approve  -            -             ?                !             !                -     ?            -
        published        withdraw +            +             ?                +             +                -     ?            -
        change_requested refuse   -            -             ?                +             +                -     ?            -
        withdrawn        request  +            +             ?                -             -                -     ?            -
    ";
    shown(&city, "commune", grid);
}

fn a_publication_of_the_standing_agency(city: City) {
    let grid = "
        state            action   labour_lead labour_officer standing_lead standing_officer chair justice_lead auditor
        none             request  +           -              -             -                -     ?            -
        requested        approve  -           -              +             +                -     ?            -
        requested        recall   +           -              -             -                -     ?            -
        published        approve  -           -              !             !                -     ?            -
        published        withdraw +           -              +             +                -     ?            -
        change_requested refuse   -           -              +             +                -     ?            -
        withdrawn        request  +           -              -             -                -     ?            -
    ";
    shown(&city, "labour", grid);
}
