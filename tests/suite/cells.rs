//! Every cell of every transition table: what each role gets for each action in each state.
//!
//! The grids are written by hand from the table "Roles" of the domain, not from the code's tables.
//! `+` it is done (200) · `-` the role may not (403) · `!` the state forbids (409) · `?` it does not exist for them (404).

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicI64, Ordering};

use chrono::{Duration, NaiveDate};
use tienbo::kernel::id::Id;

use crate::harness::{City, Person, Value, both_databases, consolidation_step, issue, json};

/// Tries every cell. `make` gives a fresh object in a state; an allowed cell uses one up, all others share one.
fn hold(city: &City, columns: &[&str], grid: &str, make: impl Fn(&str) -> String, body: impl Fn(&str) -> Value) {
    let mut shared: BTreeMap<String, (String, Value)> = BTreeMap::new();
    let mut seen = 0;
    for line in grid.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let words: Vec<&str> = line.split_whitespace().collect();
        let (state, action, cells) = (words[0], words[1], &words[2..]);
        assert_eq!(cells.len(), columns.len(), "{line}");
        for (column, cell) in columns.iter().zip(cells) {
            seen += 1;
            let who = city.by(column);
            let object = match *cell {
                "+" => make(state),
                _ => {
                    let (path, _) = shared.entry(state.to_owned()).or_insert_with(|| {
                        let path = make(state);
                        let before = city.auditor().get(&path).is(200);
                        (path, before)
                    });
                    path.clone()
                }
            };
            agrees_with_the_detail_read(&who, &object, action, cell);
            let answer = who.transition(&object, body(action));
            let expected = match *cell {
                "+" => (200, ""),
                "-" => (403, "role_may_not"),
                "!" => (409, "state_forbids"),
                "?" => (404, "not_found"),
                other => panic!("what is {other}?"),
            };
            assert_eq!((answer.status, answer.code()), expected, "{state} {action} {column}\n{answer}");
        }
    }
    for (state, (path, before)) in shared {
        let after = city.auditor().get(&path).is(200);
        assert_eq!(before["version"], after["version"], "a refused step left a trace on {state}");
        assert_eq!(before["state"], after["state"]);
    }
    assert!(seen > 0);
}

/// What the detail read promises is what the step then does.
fn agrees_with_the_detail_read(who: &Person, object: &str, action: &str, cell: &str) {
    let read = who.get(object);
    match cell {
        "?" => drop(read.is_problem(404, "not_found")),
        "+" => assert_eq!(read.blocked(action), None, "{read}"),
        "-" => assert_eq!(read.blocked(action), Some(vec!["role_may_not".to_owned()]), "{read}"),
        _ => assert_eq!(read.blocked(action), Some(vec!["state_forbids".to_owned()]), "{read}"),
    }
}

fn programme_step(action: &str) -> Value {
    match action {
        "issue" => issue(&format!("{}/CTr", Id::fresh())),
        "submit" | "close" => json!({"action": action}),
        _ => json!({"action": action, "reason": "Theo ý kiến của Trưởng ban"}),
    }
}

fn assignment_step(city: &City, action: &str) -> Value {
    let mut step = json!({"action": action});
    match action {
        "record_progress" => {
            step["percent"] = json!(60);
            step["narrative"] = json!("Đã tổ chức hai lớp tập huấn");
        }
        "report_done" => step["narrative"] = json!("Đã hoàn thành"),
        "return" | "send_back" | "insist" => step["reason"] = json!("Theo chức năng"),
        "reassign" => {
            step["agency_id"] = json!(city.agency("culture"));
            step["reason"] = json!("Đúng chức năng");
        }
        _ => {}
    }
    step
}

/// In a district's programme the work is handed on within the district.
fn district_step(city: &City, action: &str) -> Value {
    let mut step = assignment_step(city, action);
    if action == "reassign" {
        step["agency_id"] = json!(city.agency("district"));
    }
    step
}

fn extension_step(action: &str) -> Value {
    if action == "refuse" {
        json!({"action": action, "reason": "Đủ thời gian"})
    } else {
        json!({"action": action})
    }
}

fn period_step(action: &str) -> Value {
    if action == "open" { json!({"action": action}) } else { json!({"action": action, "reason": "Gộp kỳ"}) }
}

fn obligation_step(action: &str) -> Value {
    json!({"action": action, "reason": "Theo ý kiến của Ban"})
}

fn account_step(action: &str) -> Value {
    if action == "enable" {
        json!({"action": action})
    } else {
        json!({"action": action, "reason": "Chuyển công tác"})
    }
}

/// Somebody, or some machine, of the district: within reach of the city's administrators and of the district's own.
fn account(city: &City, resource: &str, state: &str) -> String {
    let (login, agency) = (format!("moi-{}", Id::fresh()), city.agency("district"));
    let body = match resource {
        "users" => {
            json!({"login": login, "full_name": "Phạm Thị Mới", "agency_id": agency, "password": "một câu dài dễ nhớ"})
        }
        _ => json!({"name": "Cổng thông tin", "agency_id": agency, "role": "portal"}),
    };
    let path = created(&city.admin(), resource, body);
    if state == "disabled" {
        city.admin().transition(&path, account_step("disable")).is(200);
    }
    path
}

fn grant(city: &City, state: &str) -> String {
    // Days of their own, so that no two grants of one role overlap.
    static DAY: AtomicI64 = AtomicI64::new(0);
    let day = NaiveDate::from_ymd_opt(1990, 1, 1).unwrap() + Duration::days(DAY.fetch_add(1, Ordering::SeqCst));
    let body = json!({"user_id": city.user("disabled"), "agency_id": city.agency("district"), "role": "agency_officer",
        "scope": "self", "valid_from": day, "valid_to": day});
    let path = created(&city.admin(), "grants", body);
    if state == "revoked" {
        city.admin().transition(&path, account_step("revoke")).is(200);
    }
    path
}

/// The chair's, to the lead of the standing agency.
fn delegation(city: &City, state: &str) -> String {
    let body = json!({"delegate_id": city.user("standing_lead"), "agency_id": city.agency("committee"),
        "actions": ["programmes.issue"], "valid_from": "2017-07-03", "valid_to": "2017-07-14"});
    let path = created(&city.chair(), "delegations", body);
    if state == "revoked" {
        city.chair().transition(&path, account_step("revoke")).is(200);
    }
    path
}

fn created(by: &Person, resource: &str, body: Value) -> String {
    let new = by.post(&format!("/{resource}"), body).is(201);
    format!("/{resource}/{}", new["id"].as_str().unwrap())
}

const EVERYBODY: &[&str] =
    &["chair", "standing_lead", "standing_officer", "justice_lead", "justice_officer", "auditor", "portal", "admin"];

both_databases![
    the_committees_programme,
    an_agencys_own_programme,
    an_assignment_of_the_committees_programme,
    an_assignment_of_an_agencys_own_programme,
    an_extension,
    a_period,
    an_obligation_to_the_standing_agency,
    an_obligation_of_the_standing_agency,
    an_obligation_to_a_district,
    a_consolidation,
    an_extension_of_a_report_to_the_standing_agency,
    an_extension_of_what_the_standing_agency_owes,
    an_extension_of_a_report_to_a_district,
    a_person,
    a_service_account,
    a_grant,
    a_delegation
];

fn the_committees_programme(city: City) {
    //  state        action  chair lead officer | agency lead officer | auditor portal admin
    let grid = "
        draft        submit  -     +    +         ?           ?         -       ?      ?
        draft        return  !     !    -         ?           ?         -       ?      ?
        draft        issue   !     -    -         ?           ?         -       ?      ?
        draft        amend   !     -    -         ?           ?         -       ?      ?
        draft        close   !     -    -         ?           ?         -       ?      ?
        draft        cancel  +     -    -         ?           ?         -       ?      ?
        under_review submit  -     !    !         ?           ?         -       ?      ?
        under_review return  +     +    -         ?           ?         -       ?      ?
        under_review issue   +     -    -         ?           ?         -       ?      ?
        under_review amend   !     -    -         ?           ?         -       ?      ?
        under_review close   !     -    -         ?           ?         -       ?      ?
        under_review cancel  +     -    -         ?           ?         -       ?      ?
        issued       submit  -     !    !         -           -         -       -      -
        issued       return  !     !    -         -           -         -       -      -
        issued       issue   !     -    -         -           -         -       -      -
        issued       amend   +     -    -         -           -         -       -      -
        issued       close   +     -    -         -           -         -       -      -
        issued       cancel  +     -    -         -           -         -       -      -
        closed       submit  -     !    !         -           -         -       -      -
        closed       return  !     !    -         -           -         -       -      -
        closed       issue   !     -    -         -           -         -       -      -
        closed       amend   !     -    -         -           -         -       -      -
        closed       close   !     -    -         -           -         -       -      -
        closed       cancel  !     -    -         -           -         -       -      -
        cancelled    submit  -     !    !         -           -         -       -      -
        cancelled    return  !     !    -         -           -         -       -      -
        cancelled    issue   !     -    -         -           -         -       -      -
        cancelled    amend   !     -    -         -           -         -       -      -
        cancelled    close   !     -    -         -           -         -       -      -
        cancelled    cancel  !     -    -         -           -         -       -      -
    ";
    let papers = city.papers();
    hold(&city, EVERYBODY, grid, |state| papers.programme("committee", "justice", state), programme_step);
}

fn an_agencys_own_programme(city: City) {
    let columns = &[
        "justice_lead",
        "justice_officer",
        "chair",
        "standing_lead",
        "standing_officer",
        "culture_lead",
        "auditor",
        "portal",
        "admin",
    ];
    //  state        action  lead officer | chair standing lead, officer | another's lead | auditor portal admin
    let grid = "
        draft        submit  -    +         ?     ?        ?           ?         -       ?      ?
        draft        return  !    -         ?     ?        ?           ?         -       ?      ?
        draft        issue   !    -         ?     ?        ?           ?         -       ?      ?
        draft        amend   !    -         ?     ?        ?           ?         -       ?      ?
        draft        close   !    -         ?     ?        ?           ?         -       ?      ?
        draft        cancel  +    -         ?     ?        ?           ?         -       ?      ?
        under_review submit  -    !         ?     ?        ?           ?         -       ?      ?
        under_review return  +    -         ?     ?        ?           ?         -       ?      ?
        under_review issue   +    -         ?     ?        ?           ?         -       ?      ?
        under_review cancel  +    -         ?     ?        ?           ?         -       ?      ?
        issued       submit  -    !         -     -        -           ?         -       ?      -
        issued       return  !    -         -     -        -           ?         -       ?      -
        issued       issue   !    -         -     -        -           ?         -       ?      -
        issued       amend   +    -         -     -        -           ?         -       ?      -
        issued       close   +    -         -     -        -           ?         -       ?      -
        issued       cancel  +    -         -     -        -           ?         -       ?      -
        closed       submit  -    !         -     -        -           ?         -       ?      -
        closed       amend   !    -         -     -        -           ?         -       ?      -
        closed       close   !    -         -     -        -           ?         -       ?      -
        closed       cancel  !    -         -     -        -           ?         -       ?      -
        cancelled    submit  -    !         -     -        -           ?         -       ?      -
        cancelled    amend   !    -         -     -        -           ?         -       ?      -
        cancelled    close   !    -         -     -        -           ?         -       ?      -
        cancelled    cancel  !    -         -     -        -           ?         -       ?      -
    ";
    let papers = city.papers();
    hold(&city, columns, grid, |state| papers.programme("justice", "justice", state), programme_step);
}

fn an_assignment_of_the_committees_programme(city: City) {
    let columns = &[
        "justice_lead",
        "justice_officer",
        "standing_lead",
        "standing_officer",
        "chair",
        "culture_lead",
        "auditor",
        "portal",
        "admin",
    ];
    //  state         action          justice_lead justice_officer standing_lead standing_officer chair culture_lead auditor portal admin
    let grid = "
        pending       accept          +            +               -             -                -     ?            -       ?      ?
        pending       return          +            -               -             -                -     ?            -       ?      ?
        pending       record_progress !            !               -             -                -     ?            -       ?      ?
        pending       report_done     !            -               -             -                -     ?            -       ?      ?
        pending       verify          -            -               !             !                -     ?            -       ?      ?
        pending       send_back       -            -               !             !                -     ?            -       ?      ?
        pending       reassign        -            -               !             -                -     ?            -       ?      ?
        pending       insist          -            -               !             -                -     ?            -       ?      ?
        accepted      accept          !            !               -             -                -     ?            -       ?      ?
        accepted      return          +            -               -             -                -     ?            -       ?      ?
        accepted      record_progress +            +               -             -                -     ?            -       ?      ?
        accepted      report_done     +            -               -             -                -     ?            -       ?      ?
        accepted      verify          -            -               !             !                -     ?            -       ?      ?
        accepted      send_back       -            -               !             !                -     ?            -       ?      ?
        accepted      reassign        -            -               !             -                -     ?            -       ?      ?
        accepted      insist          -            -               !             -                -     ?            -       ?      ?
        in_progress   accept          !            !               -             -                -     ?            -       ?      ?
        in_progress   return          !            -               -             -                -     ?            -       ?      ?
        in_progress   record_progress +            +               -             -                -     ?            -       ?      ?
        in_progress   report_done     +            -               -             -                -     ?            -       ?      ?
        in_progress   verify          -            -               !             !                -     ?            -       ?      ?
        in_progress   send_back       -            -               !             !                -     ?            -       ?      ?
        in_progress   reassign        -            -               !             -                -     ?            -       ?      ?
        in_progress   insist          -            -               !             -                -     ?            -       ?      ?
        reported_done accept          !            !               -             -                -     ?            -       ?      ?
        reported_done return          !            -               -             -                -     ?            -       ?      ?
        reported_done record_progress !            !               -             -                -     ?            -       ?      ?
        reported_done report_done     !            -               -             -                -     ?            -       ?      ?
        reported_done verify          -            -               +             +                -     ?            -       ?      ?
        reported_done send_back       -            -               +             +                -     ?            -       ?      ?
        reported_done reassign        -            -               !             -                -     ?            -       ?      ?
        reported_done insist          -            -               !             -                -     ?            -       ?      ?
        verified      accept          !            !               -             -                -     ?            -       ?      ?
        verified      return          !            -               -             -                -     ?            -       ?      ?
        verified      record_progress !            !               -             -                -     ?            -       ?      ?
        verified      report_done     !            -               -             -                -     ?            -       ?      ?
        verified      verify          -            -               !             !                -     ?            -       ?      ?
        verified      send_back       -            -               +             +                -     ?            -       ?      ?
        verified      reassign        -            -               !             -                -     ?            -       ?      ?
        verified      insist          -            -               !             -                -     ?            -       ?      ?
        returned      accept          !            !               -             -                -     ?            -       ?      ?
        returned      return          !            -               -             -                -     ?            -       ?      ?
        returned      record_progress !            !               -             -                -     ?            -       ?      ?
        returned      report_done     !            -               -             -                -     ?            -       ?      ?
        returned      verify          -            -               !             !                -     ?            -       ?      ?
        returned      send_back       -            -               !             !                -     ?            -       ?      ?
        returned      reassign        -            -               +             -                -     ?            -       ?      ?
        returned      insist          -            -               +             -                -     ?            -       ?      ?
        cancelled     accept          !            !               -             -                -     ?            -       ?      ?
        cancelled     return          !            -               -             -                -     ?            -       ?      ?
        cancelled     record_progress !            !               -             -                -     ?            -       ?      ?
        cancelled     report_done     !            -               -             -                -     ?            -       ?      ?
        cancelled     verify          -            -               !             !                -     ?            -       ?      ?
        cancelled     send_back       -            -               !             !                -     ?            -       ?      ?
        cancelled     reassign        -            -               !             -                -     ?            -       ?      ?
        cancelled     insist          -            -               !             -                -     ?            -       ?      ?
    ";
    let papers = city.papers();
    hold(&city, columns, grid, |state| papers.assignment("justice", state), |action| assignment_step(&city, action));
}

fn an_assignment_of_an_agencys_own_programme(city: City) {
    let columns = &[
        "commune_lead",
        "commune_officer",
        "district_officer",
        "district_lead",
        "standing_lead",
        "chair",
        "culture_lead",
        "auditor",
    ];
    //  state         action          commune_lead commune_officer district_officer district_lead standing_lead chair culture_lead auditor
    let grid = "
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
    hold(
        &city,
        columns,
        grid,
        |state| papers.assignment_of("district", "commune", state),
        |action| district_step(&city, action),
    );
}

fn an_extension(city: City) {
    let columns = &[
        "justice_lead",
        "justice_officer",
        "standing_lead",
        "standing_officer",
        "chair",
        "culture_lead",
        "auditor",
        "portal",
        "admin",
    ];
    //  state     action   justice_lead justice_officer standing_lead standing_officer chair culture_lead auditor portal admin
    let grid = "
        asked     grant    -            -               +             -                -     ?            -       ?      ?
        asked     refuse   -            -               +             -                -     ?            -       ?      ?
        asked     withdraw +            -               -             -                -     ?            -       ?      ?
        granted   grant    -            -               !             -                -     ?            -       ?      ?
        granted   refuse   -            -               !             -                -     ?            -       ?      ?
        granted   withdraw !            -               -             -                -     ?            -       ?      ?
        refused   grant    -            -               !             -                -     ?            -       ?      ?
        refused   refuse   -            -               !             -                -     ?            -       ?      ?
        refused   withdraw !            -               -             -                -     ?            -       ?      ?
        withdrawn grant    -            -               !             -                -     ?            -       ?      ?
        withdrawn refuse   -            -               !             -                -     ?            -       ?      ?
        withdrawn withdraw !            -               -             -                -     ?            -       ?      ?
    ";
    let papers = city.papers();
    hold(&city, columns, grid, |state| papers.extension("justice", state), extension_step);
}

fn a_period(city: City) {
    let columns =
        &["standing_lead", "standing_officer", "chair", "justice_lead", "district_lead", "auditor", "portal", "admin"];
    //  state     action standing_lead standing_officer chair justice_lead district_lead auditor portal admin
    let grid = "
        planned   open   +             -                -     -            -             -       -      -
        planned   cancel +             -                -     -            -             -       -      -
        open      open   +             -                -     -            -             -       -      -
        open      cancel +             -                -     -            -             -       -      -
        cancelled open   !             -                -     -            -             -       -      -
        cancelled cancel !             -                -     -            -             -       -      -
    ";
    let papers = city.papers();
    hold(&city, columns, grid, |state| papers.period(state), period_step);
}

fn an_obligation_to_the_standing_agency(city: City) {
    let columns = &[
        "standing_lead",
        "standing_officer",
        "chair",
        "justice_lead",
        "justice_officer",
        "culture_lead",
        "auditor",
        "portal",
        "admin",
    ];
    //  state     action    standing_lead standing_officer chair justice_lead justice_officer culture_lead auditor portal admin
    let grid = "
        upcoming  exempt    +             -                -     -            -               ?            -       ?      ?
        upcoming  reinstate !             -                -     -            -               ?            -       ?      ?
        open      exempt    +             -                -     -            -               ?            -       ?      ?
        open      reinstate !             -                -     -            -               ?            -       ?      ?
        exempt    exempt    !             -                -     -            -               ?            -       ?      ?
        exempt    reinstate +             -                -     -            -               ?            -       ?      ?
        cancelled exempt    !             -                -     -            -               ?            -       ?      ?
        cancelled reinstate !             -                -     -            -               ?            -       ?      ?
    ";
    let papers = city.papers();
    hold(&city, columns, grid, |state| papers.obligation("justice", state), obligation_step);
}

fn an_obligation_of_the_standing_agency(city: City) {
    let columns =
        &["chair", "standing_lead", "standing_officer", "labour_lead", "labour_officer", "justice_lead", "auditor"];
    //  state     action    chair standing_lead standing_officer labour_lead labour_officer justice_lead auditor
    let grid = "
        open      exempt    +     -             -                -           -              ?            -
        open      reinstate !     -             -                -           -              ?            -
        exempt    exempt    !     -             -                -           -              ?            -
        exempt    reinstate +     -             -                -           -              ?            -
        cancelled exempt    !     -             -                -           -              ?            -
    ";
    let papers = city.papers();
    hold(&city, columns, grid, |state| papers.obligation("labour", state), obligation_step);
}

fn an_obligation_to_a_district(city: City) {
    let columns = &[
        "district_lead",
        "district_officer",
        "standing_lead",
        "chair",
        "commune_lead",
        "commune_officer",
        "justice_lead",
    ];
    //  state     action    district_lead district_officer standing_lead chair commune_lead commune_officer justice_lead
    let grid = "
        open      exempt    +             -                -             -     -            -               ?
        open      reinstate !             -                -             -     -            -               ?
        exempt    exempt    !             -                -             -     -            -               ?
        exempt    reinstate +             -                -             -     -            -               ?
        cancelled exempt    !             -                -             -     -            -               ?
    ";
    let papers = city.papers();
    hold(&city, columns, grid, |state| papers.obligation("commune", state), obligation_step);
}

fn a_consolidation(city: City) {
    let columns = &["standing_officer", "standing_lead", "chair", "auditor", "justice_lead", "district_lead", "admin"];
    //  state        action  standing_officer standing_lead chair auditor justice_lead district_lead admin
    let grid = "
        open         compile +                -             -     -       ?            ?             ?
        open         submit  !                -             -     -       ?            ?             ?
        open         return  -                !             !     -       ?            ?             ?
        open         issue   -                -             !     -       ?            ?             ?
        open         send    -                !             -     -       ?            ?             ?
        compiled     compile +                -             -     -       ?            ?             ?
        compiled     submit  +                -             -     -       ?            ?             ?
        compiled     return  -                !             !     -       ?            ?             ?
        compiled     issue   -                -             !     -       ?            ?             ?
        compiled     send    -                !             -     -       ?            ?             ?
        under_review compile !                -             -     -       ?            ?             ?
        under_review submit  !                -             -     -       ?            ?             ?
        under_review return  -                +             +     -       ?            ?             ?
        under_review issue   -                -             +     -       ?            ?             ?
        under_review send    -                !             -     -       ?            ?             ?
        issued       compile !                -             -     -       ?            ?             ?
        issued       submit  !                -             -     -       ?            ?             ?
        issued       return  -                !             !     -       ?            ?             ?
        issued       issue   -                -             !     -       ?            ?             ?
        issued       send    -                +             -     -       ?            ?             ?
        sent         compile !                -             -     -       ?            ?             ?
        sent         submit  !                -             -     -       ?            ?             ?
        sent         return  -                !             !     -       ?            ?             ?
        sent         issue   -                -             !     -       ?            ?             ?
        sent         send    -                +             -     -       ?            ?             ?
    ";
    let papers = city.papers();
    hold(&city, columns, grid, |state| papers.consolidation(state), consolidation_step);
}

fn an_extension_of_a_report_to_the_standing_agency(city: City) {
    let columns =
        &["justice_lead", "justice_officer", "standing_lead", "standing_officer", "chair", "culture_lead", "auditor"];
    //  state action   justice_lead justice_officer standing_lead standing_officer chair culture_lead auditor
    let grid = "
        asked grant    -            -               +             -                -     ?            -
        asked refuse   -            -               +             -                -     ?            -
        asked withdraw +            -               -             -                -     ?            -
    ";
    let papers = city.papers();
    hold(&city, columns, grid, |_| papers.report_extension("justice_lead", "justice"), extension_step);
}

fn an_extension_of_what_the_standing_agency_owes(city: City) {
    let columns = &["chair", "standing_lead", "standing_officer", "labour_lead", "labour_officer", "justice_lead"];
    //  state action   chair standing_lead standing_officer labour_lead labour_officer justice_lead
    let grid = "
        asked grant    +     -             -                -           -              ?
        asked refuse   +     -             -                -           -              ?
        asked withdraw -     +             -                +           -              ?
    ";
    let papers = city.papers();
    hold(&city, columns, grid, |_| papers.report_extension("standing_lead", "labour"), extension_step);
}

fn an_extension_of_a_report_to_a_district(city: City) {
    // The district's lead holds that role in the communes too: the grant says so.
    let columns = &[
        "district_lead",
        "district_officer",
        "standing_lead",
        "chair",
        "commune_lead",
        "commune_officer",
        "justice_lead",
    ];
    //  state action   district_lead district_officer standing_lead chair commune_lead commune_officer justice_lead
    let grid = "
        asked grant    +             -                -             -     -            -               ?
        asked refuse   +             -                -             -     -            -               ?
        asked withdraw +             -                -             -     +            -               ?
    ";
    let papers = city.papers();
    hold(&city, columns, grid, |_| papers.report_extension("commune_lead", "commune"), extension_step);
}

fn a_person(city: City) {
    let columns = &["admin", "district_admin", "chair", "standing_lead", "justice_lead", "auditor", "portal"];
    //  state    action  admin district_admin chair standing_lead justice_lead auditor portal
    let grid = "
        active   disable +     +              ?     ?             ?            -       ?
        active   enable  !     !              ?     ?             ?            -       ?
        disabled disable !     !              ?     ?             ?            -       ?
        disabled enable  +     +              ?     ?             ?            -       ?
    ";
    hold(&city, columns, grid, |state| account(&city, "users", state), account_step);
}

fn a_service_account(city: City) {
    let columns = &["admin", "district_admin", "chair", "standing_lead", "justice_lead", "auditor", "portal"];
    //  state    action  admin district_admin chair standing_lead justice_lead auditor portal
    let grid = "
        active   disable +     +              ?     ?             ?            -       ?
        active   enable  !     !              ?     ?             ?            -       ?
        disabled disable !     !              ?     ?             ?            -       ?
        disabled enable  +     +              ?     ?             ?            -       ?
    ";
    hold(&city, columns, grid, |state| account(&city, "service-accounts", state), account_step);
}

fn a_grant(city: City) {
    let columns = &["admin", "district_admin", "chair", "standing_lead", "justice_lead", "auditor", "portal"];
    //  state   action admin district_admin chair standing_lead justice_lead auditor portal
    let grid = "
        active  revoke +     +              ?     ?             ?            -       ?
        revoked revoke !     !              ?     ?             ?            -       ?
    ";
    hold(&city, columns, grid, |state| grant(&city, state), account_step);
}

fn a_delegation(city: City) {
    let columns =
        &["chair", "standing_lead", "admin", "second_admin", "district_admin", "justice_lead", "auditor", "portal"];
    //  state   action chair standing_lead admin second_admin district_admin justice_lead auditor portal
    let grid = "
        active  revoke +     -             +     +            ?              ?            -       ?
        revoked revoke !     -             !     !            ?              ?            -       ?
    ";
    hold(&city, columns, grid, |state| delegation(&city, state), account_step);
}
