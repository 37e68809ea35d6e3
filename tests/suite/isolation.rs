//! Another agency's data does not exist for you: every operation, asked by strangers, by lower roles, by nobody, and by
//! somebody whose account is disabled.
//!
//! The list of operations comes from the document that the service shows of itself. One without a row here fails.

use std::collections::{BTreeMap, BTreeSet};

use crate::harness::{
    Answer, City, PASSWORD, Person, Value, both_databases, id_in, in_days, json, new_checklist, new_decision,
    new_difficulty, new_event, new_recommendation, new_series, own_passwords, pdf, results, sha256,
};

const UNKNOWN: &str = "01890a5d-ac96-774b-bcce-b302099a8057";

/// What a stranger gets.
#[derive(Clone, Copy, PartialEq)]
pub enum Stranger {
    /// It does not exist for them.
    Hidden,
    /// Everybody who is signed in reads it.
    Reads,
    /// It is there for everybody, and they may not change it.
    MayNot,
}

/// What somebody gets who reads it and has a role too low for the operation.
#[derive(Clone, Copy)]
pub enum Lower {
    /// Reading needs no more.
    Reads,
    /// This person may not.
    MayNot(&'static str),
}

pub struct Row {
    /// The address with its real id.
    pub path: String,
    pub body: Value,
    stranger: Stranger,
    /// Whom it is hidden from.
    by: &'static str,
    lower: Lower,
}

/// Every operation with an id.
pub fn rows(city: &City) -> BTreeMap<&'static str, Row> {
    let papers = city.papers();
    let mut rows = BTreeMap::new();
    let mut add = |operation: &'static str, path: String, body: Value, stranger, by, lower| {
        assert!(rows.insert(operation, Row { path, body, stranger, by, lower }).is_none(), "{operation} twice");
    };
    use Lower::{MayNot as LowerMayNot, Reads as LowerReads};
    use Stranger::{Hidden, MayNot, Reads};
    let reason = |action: &str| json!({"action": action, "reason": "Thử"});

    let draft = papers.draft("culture", "culture");
    let task = format!(
        "/tasks/{}",
        city.by("culture_officer").get(&format!("/tasks?programme_id={}", id_in(&draft))).ids()[0]
    );
    let issued = papers.programme("culture", "culture", "issued");
    let derived = json!({"agency_id": city.agency("justice")});
    add("GET /programmes/{id}", draft.clone(), json!(null), Hidden, "justice_lead", LowerReads);
    add(
        "PATCH /programmes/{id}",
        draft.clone(),
        json!({"title": "Khác"}),
        Hidden,
        "justice_lead",
        LowerMayNot("culture_lead"),
    );
    add(
        "POST /programmes/{id}/transitions",
        draft.clone(),
        json!({"action": "submit"}),
        Hidden,
        "justice_officer",
        LowerMayNot("culture_lead"),
    );
    add("GET /programmes/{id}/transitions", draft.clone(), json!(null), Hidden, "justice_lead", LowerReads);
    add("POST /programmes/{id}/derived", issued, derived, Hidden, "justice_officer", LowerMayNot("auditor"));
    add("GET /tasks/{id}", task.clone(), json!(null), Hidden, "justice_lead", LowerReads);
    add(
        "PATCH /tasks/{id}",
        task.clone(),
        json!({"title": "Khác"}),
        Hidden,
        "justice_officer",
        LowerMayNot("culture_lead"),
    );
    add("DELETE /tasks/{id}", task, json!(null), Hidden, "justice_officer", LowerMayNot("culture_lead"));

    let assignment = papers.assignment("culture", "accepted");
    let done = json!({"action": "report_done", "narrative": "Xong"});
    add("GET /assignments/{id}", assignment.clone(), json!(null), Hidden, "justice_lead", LowerReads);
    add(
        "POST /assignments/{id}/transitions",
        assignment.clone(),
        done,
        Hidden,
        "justice_lead",
        LowerMayNot("culture_officer"),
    );
    add("GET /assignments/{id}/transitions", assignment.clone(), json!(null), Hidden, "justice_lead", LowerReads);
    add("GET /assignments/{id}/reminders", assignment.clone(), json!(null), Hidden, "justice_lead", LowerReads);
    add("GET /assignments/{id}/progress-updates", assignment.clone(), json!(null), Hidden, "justice_lead", LowerReads);

    let extension = papers.extension("culture", "asked");
    add("GET /extensions/{id}", extension.clone(), json!(null), Hidden, "justice_lead", LowerReads);
    add(
        "POST /extensions/{id}/transitions",
        extension.clone(),
        json!({"action": "grant"}),
        Hidden,
        "justice_lead",
        LowerMayNot("standing_officer"),
    );
    add("GET /extensions/{id}/transitions", extension, json!(null), Hidden, "justice_lead", LowerReads);

    // Agencies and legal documents are everybody's to read.
    let culture = format!("/agencies/{}", city.agency("culture"));
    let committee = format!("/agencies/{}", city.agency("committee"));
    let designation = json!({"agency_id": city.agency("culture"), "valid_from": "2018-01-01"});
    add("GET /agencies/{id}", culture.clone(), json!(null), Reads, "justice_lead", LowerReads);
    add("GET /agencies/{id}/names", culture.clone(), json!(null), Reads, "justice_lead", LowerReads);
    add("GET /agencies/{id}/succession", culture.clone(), json!(null), Reads, "justice_lead", LowerReads);
    let lower = LowerMayNot("commune_lead");
    add("GET /agencies/{id}/contacts", culture.clone(), json!(null), MayNot, "justice_lead", lower);
    add(
        "PATCH /agencies/{id}",
        culture.clone(),
        json!({"name": "Khác"}),
        MayNot,
        "district_admin",
        LowerMayNot("culture_lead"),
    );
    // A change of agencies is for those who have to do with it, until it is executed.
    let change = city.drafted_change("2017-12-31", json!([crate::harness::ends(city.agency("culture"), None)]));
    let lower = LowerMayNot("admin");
    add("GET /agency-changes/{id}", change.clone(), json!(null), Hidden, "culture_lead", LowerReads);
    add("GET /agency-changes/{id}/transitions", change.clone(), json!(null), Hidden, "culture_lead", LowerReads);
    add("GET /agency-changes/{id}/preview", change.clone(), json!(null), Hidden, "culture_lead", LowerReads);
    let of_kind = "GET /agency-changes/{id}/preview/{kind}";
    add(of_kind, change.clone(), json!(null), Hidden, "culture_lead", LowerReads);
    let later = json!({"effective_on": "2018-02-01"});
    add("PATCH /agency-changes/{id}", change.clone(), later, Hidden, "culture_lead", lower);
    let cancel = reason("cancel");
    add("POST /agency-changes/{id}/transitions", change, cancel, Hidden, "culture_lead", LowerMayNot("standing_lead"));
    add("GET /agencies/{id}/designations", committee.clone(), json!(null), Reads, "justice_lead", LowerReads);
    add(
        "POST /agencies/{id}/designations",
        committee,
        designation,
        MayNot,
        "district_admin",
        LowerMayNot("standing_lead"),
    );
    let law = json!({"number": "73/2006/QH11", "kind": "law", "issuer": "Quốc hội", "issued_on": "2006-11-29",
        "title": "Luật Bình đẳng giới"});
    let law =
        format!("/legal-documents/{}", city.admin().post("/legal-documents", law).is(201)["id"].as_str().unwrap());
    add("GET /legal-documents/{id}", law.clone(), json!(null), Reads, "justice_lead", LowerReads);
    add(
        "PATCH /legal-documents/{id}",
        law.clone(),
        json!({"title": "Khác"}),
        MayNot,
        "justice_lead",
        LowerMayNot("auditor"),
    );
    add("DELETE /legal-documents/{id}", law, json!(null), MayNot, "justice_lead", LowerMayNot("auditor"));

    // Regimes and periods are read by everybody under their committee, obligations by the agency and its recipient.
    let period = papers.planned_period(json!({}), json!({}));
    let regime =
        format!("/report-regimes/{}", city.auditor().get(&period).is(200)["regime_id"].as_str().expect("a regime"));
    let owed = papers.owed(&papers.open_period(), "culture");
    let indicator =
        json!({"code": "CB.01", "name": "Nữ lãnh đạo", "unit": "người", "by_sex": true, "aggregation": "sum"});
    let indicator =
        format!("/indicators/{}", city.admin().post("/indicators", indicator).is(201)["id"].as_str().unwrap());
    let agency = format!("/agencies/{}", city.agency("commune"));
    let route = json!({"recipient_id": city.agency("culture"), "valid_from": "2018-01-01"});
    let open = json!({"action": "open"});
    add("GET /indicators/{id}", indicator.clone(), json!(null), Reads, "justice_lead", LowerReads);
    add("PATCH /indicators/{id}", indicator, json!({"unit": "lượt"}), MayNot, "district_admin", LowerMayNot("auditor"));
    add("GET /report-regimes/{id}", regime.clone(), json!(null), Reads, "justice_lead", LowerReads);
    add("PATCH /report-regimes/{id}", regime, json!({"title": "Khác"}), MayNot, "justice_lead", LowerMayNot("chair"));
    add("GET /report-periods/{id}", period.clone(), json!(null), Reads, "justice_lead", LowerReads);
    add("GET /report-periods/{id}/transitions", period.clone(), json!(null), Reads, "justice_lead", LowerReads);
    let lower = LowerMayNot("standing_officer");
    add("PATCH /report-periods/{id}", period.clone(), json!({"title": "Khác"}), MayNot, "justice_lead", lower);
    add("POST /report-periods/{id}/transitions", period, open, MayNot, "justice_lead", lower);
    add("GET /agencies/{id}/reporting-routes", agency.clone(), json!(null), Reads, "justice_lead", LowerReads);
    add("POST /agencies/{id}/reporting-routes", agency, route, MayNot, "justice_lead", LowerMayNot("district_lead"));
    add("GET /obligations/{id}", owed.clone(), json!(null), Hidden, "justice_lead", LowerReads);
    add("GET /obligations/{id}/transitions", owed.clone(), json!(null), Hidden, "justice_lead", LowerReads);
    add("GET /obligations/{id}/reminders", owed.clone(), json!(null), Hidden, "justice_lead", LowerReads);
    add("GET /obligations/{id}/proposed-values", owed.clone(), json!(null), Hidden, "justice_lead", LowerReads);
    add("POST /obligations/{id}/transitions", owed, reason("exempt"), Hidden, "justice_lead", lower);

    // A draft of a report exists for its own agency alone.
    let report = papers.submission("culture", "draft");
    let said = json!({"content": {"sections": []}});
    let lower = LowerMayNot("culture_lead");
    add("GET /submissions/{id}", report.clone(), json!(null), Hidden, "standing_lead", LowerReads);
    add("PATCH /submissions/{id}", report.clone(), said, Hidden, "justice_officer", lower);
    add("GET /submissions/{id}/transitions", report.clone(), json!(null), Hidden, "standing_lead", LowerReads);
    add("POST /submissions/{id}/transitions", report, json!({"action": "hand_over"}), Hidden, "justice_officer", lower);

    // What is made of all reports is read by the committee, its standing agency and auditors.
    let made = papers.consolidation("compiled");
    let lower = LowerMayNot("standing_lead");
    add("GET /consolidations/{id}", made.clone(), json!(null), Hidden, "justice_lead", LowerReads);
    add("PATCH /consolidations/{id}", made.clone(), json!({"title": "Khác"}), Hidden, "justice_lead", lower);
    add("GET /consolidations/{id}/transitions", made.clone(), json!(null), Hidden, "justice_lead", LowerReads);
    add("GET /consolidations/{id}/items", made.clone(), json!(null), Hidden, "justice_lead", LowerReads);
    add("GET /consolidations/{id}/sources", made.clone(), json!(null), Hidden, "justice_lead", LowerReads);
    add("GET /consolidations/{id}/texts", made.clone(), json!(null), Hidden, "justice_lead", LowerReads);
    add("GET /consolidations/{id}/document", made.clone(), json!(null), Hidden, "justice_lead", LowerReads);
    add("POST /consolidations/{id}/transitions", made, json!({"action": "compile"}), Hidden, "justice_lead", lower);

    // The Action Month is everybody's below its committee; a plan is its agency's, and its recipient's once it was submitted.
    let month = papers.month("planned");
    add("GET /action-months/{id}", month.clone(), json!(null), Reads, "justice_lead", LowerReads);
    add("GET /action-months/{id}/transitions", month.clone(), json!(null), Reads, "justice_lead", LowerReads);
    let lower = LowerMayNot("chair");
    add("PATCH /action-months/{id}", month.clone(), json!({"name": "Khác"}), MayNot, "justice_lead", lower);
    add("DELETE /action-months/{id}", month.clone(), json!(null), MayNot, "justice_lead", lower);
    let (announce, lower) = (json!({"action": "announce"}), LowerMayNot("standing_officer"));
    add("POST /action-months/{id}/transitions", month, announce, MayNot, "justice_lead", lower);
    let plan = papers.plan("culture", "submitted");
    add("GET /event-plans/{id}", plan.clone(), json!(null), Hidden, "justice_lead", LowerReads);
    add("GET /event-plans/{id}/transitions", plan.clone(), json!(null), Hidden, "justice_lead", LowerReads);
    let lower = LowerMayNot("auditor");
    add("PATCH /event-plans/{id}", plan.clone(), json!({"note": "Khác"}), Hidden, "justice_officer", lower);
    add("DELETE /event-plans/{id}", plan.clone(), json!(null), Hidden, "justice_lead", LowerMayNot("culture_officer"));
    add("POST /event-plans/{id}/transitions", plan, reason("revise"), Hidden, "justice_lead", lower);

    // A visit is there for its team and for whose plan it is.
    let visit = papers.visit("scheduled");
    let postpone = json!({"action": "postpone", "reason": "Thử"});
    add("GET /inspections/{id}", visit.clone(), json!(null), Hidden, "justice_lead", LowerReads);
    add("GET /inspections/{id}/transitions", visit.clone(), json!(null), Hidden, "justice_lead", LowerReads);
    add("GET /inspections/{id}/reminders", visit.clone(), json!(null), Hidden, "justice_lead", LowerReads);
    add("POST /inspections/{id}/transitions", visit, postpone, Hidden, "district_lead", LowerMayNot("culture_officer"));
    // So is a draft of its report, with what that recommends; once open, a recommendation is also for who has to do it.
    let report = papers.inspection_report("draft");
    let send = json!({"action": "send", "comment_until": in_days(city, 10)});
    let (officer, lead) = (LowerMayNot("culture_officer"), LowerMayNot("standing_lead"));
    let words = json!({"summary": "Khác"});
    add("GET /inspection-reports/{id}", report.clone(), json!(null), Hidden, "justice_lead", LowerReads);
    add("GET /inspection-reports/{id}/transitions", report.clone(), json!(null), Hidden, "justice_lead", LowerReads);
    add("GET /inspection-reports/{id}/reminders", report.clone(), json!(null), Hidden, "justice_lead", LowerReads);
    add("PATCH /inspection-reports/{id}", report.clone(), words, Hidden, "justice_lead", lead);
    let proposed = papers.recommended(&report, "culture", json!({}));
    add("POST /inspection-reports/{id}/transitions", report, send, Hidden, "justice_lead", officer);
    add("PATCH /recommendations/{id}", proposed.clone(), json!({"text": "Khác"}), Hidden, "justice_lead", lead);
    add("DELETE /recommendations/{id}", proposed, json!(null), Hidden, "justice_lead", lead);
    let open = papers.recommendation("open");
    let (accept, officer) = (json!({"action": "accept"}), LowerMayNot("justice_officer"));
    add("GET /recommendations/{id}", open.clone(), json!(null), Hidden, "commune_lead", LowerReads);
    add("GET /recommendations/{id}/transitions", open.clone(), json!(null), Hidden, "commune_lead", LowerReads);
    add("GET /recommendations/{id}/reminders", open.clone(), json!(null), Hidden, "commune_lead", LowerReads);
    add("POST /recommendations/{id}/transitions", open.clone(), accept, Hidden, "commune_lead", officer);
    let visit = papers.visit_of("committee", "justice", &["district_lead", "district_officer"], "in_progress");
    let carried = format!("{visit}#{}", id_in(&open));
    let (judged, may_not) = (json!({"found": "done"}), LowerMayNot("standing_officer"));
    let one = "GET /inspections/{id}/carried/{recommendation_id}";
    add("GET /inspections/{id}/carried", visit, json!(null), Hidden, "justice_lead", LowerReads);
    add(one, carried.clone(), json!(null), Hidden, "justice_lead", LowerReads);
    let one = "PUT /inspections/{id}/carried/{recommendation_id}";
    add(one, carried, judged, Hidden, "justice_lead", may_not);
    city.at("2017-02-01T09:00:00+07:00");
    // A draft of a checklist is its owner's alone.
    let checklist = papers.checklist("culture", "draft");
    let (publish, lower) = (json!({"action": "publish"}), LowerMayNot("culture_officer"));
    add("GET /checklists/{id}", checklist.clone(), json!(null), Hidden, "justice_lead", LowerReads);
    add("GET /checklists/{id}/transitions", checklist.clone(), json!(null), Hidden, "justice_lead", LowerReads);
    add("POST /checklists/{id}/transitions", checklist.clone(), publish, Hidden, "justice_lead", lower);
    let lower = LowerMayNot("culture_lead");
    add("PATCH /checklists/{id}", checklist, json!({"title": "Khác"}), Hidden, "justice_officer", lower);

    // Who sits on the committee of an agency is read by it and by those above it.
    let decision = papers.decision("culture", "draft");
    let (record, lower) = (json!({"action": "record"}), LowerMayNot("standing_officer"));
    add("GET /committee-decisions/{id}", decision.clone(), json!(null), Hidden, "justice_lead", LowerReads);
    add("GET /committee-decisions/{id}/transitions", decision.clone(), json!(null), Hidden, "justice_lead", LowerReads);
    add("POST /committee-decisions/{id}/transitions", decision.clone(), record, Hidden, "justice_lead", lower);
    let (number, lower) = (json!({"number": "DEMO-9/QĐ"}), LowerMayNot("culture_lead"));
    add("PATCH /committee-decisions/{id}", decision, number, Hidden, "justice_officer", lower);
    add("GET /agencies/{id}/members", culture.clone(), json!(null), Hidden, "justice_lead", LowerReads);
    // A difficulty is its agency's, theirs who have had the turn, and the committee's; its restricted text is disclosed to fewer.
    let raised = papers.difficulty_draft("culture", json!({"sensitivity": "restricted"}));
    papers.bring_difficulty("culture", &raised, "raised");
    let lower = LowerMayNot("standing_officer");
    add("GET /difficulties/{id}", raised.clone(), json!(null), Hidden, "justice_lead", LowerReads);
    add("GET /difficulties/{id}/transitions", raised.clone(), json!(null), Hidden, "justice_lead", LowerReads);
    add("GET /difficulties/{id}/reminders", raised.clone(), json!(null), Hidden, "justice_lead", LowerReads);
    add("GET /difficulties/{id}/disclosures", raised.clone(), json!(null), Hidden, "justice_lead", LowerReads);
    add("PATCH /difficulties/{id}", raised.clone(), json!({"title": "Khác"}), Hidden, "justice_lead", lower);
    add(
        "POST /difficulties/{id}/disclosures",
        raised.clone(),
        json!({"purpose": "Thử"}),
        Hidden,
        "justice_lead",
        lower,
    );
    let lower = LowerMayNot("culture_officer");
    add("POST /difficulties/{id}/transitions", raised, reason("withdraw"), Hidden, "justice_lead", lower);

    // A plan of inspections is its owner's until it is approved.
    let plan = papers.inspection_plan("district", "draft");
    let lower = LowerMayNot("district_officer");
    add("GET /inspection-plans/{id}", plan.clone(), json!(null), Hidden, "standing_lead", LowerReads);
    add("GET /inspection-plans/{id}/transitions", plan.clone(), json!(null), Hidden, "commune_lead", LowerReads);
    add("POST /inspection-plans/{id}/transitions", plan.clone(), reason("cancel"), Hidden, "justice_lead", lower);
    let lower = LowerMayNot("auditor");
    add("PATCH /inspection-plans/{id}", plan, json!({"title": "Khác"}), Hidden, "commune_officer", lower);

    // An event is its agency's, its committee's and its recipient's; what the public is told of it is not the recipient's.
    let event = papers.event("culture", json!({}));
    let series = papers.series("culture");
    let confirm = json!({"action": "confirm"});
    let lower = LowerMayNot("culture_officer");
    add("GET /events/{id}", event.clone(), json!(null), Hidden, "justice_lead", LowerReads);
    add("GET /events/{id}/transitions", event.clone(), json!(null), Hidden, "justice_lead", LowerReads);
    add("GET /events/{id}/results", event.clone(), json!(null), Hidden, "justice_lead", LowerReads);
    add("GET /events/{id}/reminders", event.clone(), json!(null), Hidden, "justice_lead", LowerReads);
    add(
        "PATCH /events/{id}",
        event.clone(),
        json!({"title": "Khác"}),
        Hidden,
        "justice_officer",
        LowerMayNot("auditor"),
    );
    add("DELETE /events/{id}", event.clone(), json!(null), Hidden, "justice_lead", lower);
    add("POST /events/{id}/transitions", event.clone(), confirm, Hidden, "justice_lead", lower);
    add("GET /event-series/{id}", series, json!(null), Hidden, "justice_lead", LowerReads);
    let approve = json!({"action": "approve"});
    add("GET /events/{id}/publication", event.clone(), json!(null), Hidden, "labour_lead", LowerReads);
    add("GET /events/{id}/publication/transitions", event.clone(), json!(null), Hidden, "labour_lead", LowerReads);
    let lower = LowerMayNot("chair");
    add("POST /events/{id}/publication/transitions", event, approve, Hidden, "justice_lead", lower);

    // What an agency found of itself is its own, and its committee's once it was handed in. What is restricted in it is disclosed to few.
    let (own, evidence) = papers.handed_in();
    let (said, many) = (json!({"rating": "met"}), json!({"items": [{"code": "1.1", "version": 1}]}));
    let purpose = json!({"purpose": "Thử"});
    let lower = LowerMayNot("standing_officer");
    add("GET /inspections/{id}/answers", own.clone(), json!(null), Hidden, "justice_lead", LowerReads);
    add("GET /inspections/{id}/answers/{code}", own.clone(), json!(null), Hidden, "justice_lead", LowerReads);
    add("GET /inspections/{id}/disclosures", own.clone(), json!(null), Hidden, "justice_lead", LowerReads);
    add("PUT /inspections/{id}/answers/{code}", own.clone(), said, Hidden, "justice_lead", lower);
    add("POST /inspections/{id}/answers", own.clone(), many, Hidden, "justice_lead", lower);
    add("POST /inspections/{id}/answers/{code}/disclosures", own, purpose.clone(), Hidden, "justice_lead", lower);
    add("POST /attachments/{id}/disclosures", evidence, purpose, Hidden, "justice_lead", lower);

    // A file exists for the agency that sent it, and for those who read what it belongs to.
    let (file, _) = papers.attached("culture", &pdf(100));
    let lower = LowerMayNot("standing_officer");
    add("GET /attachments/{id}", file.clone(), json!(null), Hidden, "justice_officer", LowerReads);
    add("GET /attachments/{id}/content", file.clone(), json!(null), Hidden, "justice_officer", LowerReads);
    add("PUT /attachments/{id}/parts/{number}", file.clone(), json!(null), Hidden, "justice_officer", lower);
    add("DELETE /attachments/{id}", file.clone(), json!(null), Hidden, "justice_officer", lower);
    let lower = LowerMayNot("culture_officer");
    add("POST /attachments/{id}/transitions", file.clone(), reason("erase"), Hidden, "justice_lead", lower);
    add("GET /attachments/{id}/transitions", file, json!(null), Hidden, "justice_lead", LowerReads);

    // That an agency has addresses for calendars is known to its own people and to auditors.
    let address = json!({"agency_id": city.agency("culture"), "label": "Điện thoại"});
    let address = city.by("culture_officer").post("/calendar-addresses", address).is(201);
    let address = format!("/calendar-addresses/{}", address["id"].as_str().unwrap());
    add("GET /calendar-addresses/{id}", address.clone(), json!(null), Hidden, "justice_lead", LowerReads);
    let lower = LowerMayNot("culture_officer");
    add("POST /calendar-addresses/{id}/transitions", address.clone(), reason("revoke"), Hidden, "justice_lead", lower);
    add("GET /calendar-addresses/{id}/transitions", address, json!(null), Hidden, "standing_lead", LowerReads);

    // Accounts exist for their administrators and auditors, and for the people concerned.
    let user = format!("/users/{}", city.user("culture_officer"));
    let password = json!({"password": "một câu khác cũng dài"});
    add("GET /users/{id}", user.clone(), json!(null), Hidden, "district_admin", LowerReads);
    add(
        "PATCH /users/{id}",
        user.clone(),
        json!({"full_name": "Khác"}),
        Hidden,
        "district_admin",
        LowerMayNot("auditor"),
    );
    add(
        "POST /users/{id}/transitions",
        user.clone(),
        reason("disable"),
        Hidden,
        "district_admin",
        LowerMayNot("culture_officer"),
    );
    add("GET /users/{id}/transitions", user.clone(), json!(null), Hidden, "district_admin", LowerReads);
    let lower = LowerMayNot("auditor");
    add("POST /users/{id}/invitations", user.clone(), json!({}), Hidden, "district_admin", lower);
    add("PUT /users/{id}/password", user, password, Hidden, "district_admin", LowerMayNot("auditor"));
    let grant = city.admin().get(&format!("/grants?user_id={}", city.user("culture_officer"))).ids();
    let grant = format!("/grants/{}", grant[0]);
    add("GET /grants/{id}", grant.clone(), json!(null), Hidden, "district_admin", LowerReads);
    add(
        "POST /grants/{id}/transitions",
        grant.clone(),
        reason("revoke"),
        Hidden,
        "district_admin",
        LowerMayNot("culture_officer"),
    );
    add("GET /grants/{id}/transitions", grant, json!(null), Hidden, "justice_lead", LowerReads);
    let delegation = json!({"delegate_id": city.user("culture_officer"), "agency_id": city.agency("culture"),
        "actions": ["assignments.report_done"], "valid_from": "2017-03-01", "valid_to": "2017-03-10"});
    let delegation = city.by("culture_lead").post("/delegations", delegation).is(201);
    let delegation = format!("/delegations/{}", delegation["id"].as_str().unwrap());
    add("GET /delegations/{id}", delegation.clone(), json!(null), Hidden, "justice_lead", LowerReads);
    add(
        "POST /delegations/{id}/transitions",
        delegation.clone(),
        reason("revoke"),
        Hidden,
        "justice_lead",
        LowerMayNot("culture_officer"),
    );
    add("GET /delegations/{id}/transitions", delegation, json!(null), Hidden, "district_admin", LowerReads);
    let machine = json!({"name": "Cổng của Sở", "agency_id": city.agency("culture"), "role": "portal"});
    let machine = format!(
        "/service-accounts/{}",
        city.admin().post("/service-accounts", machine).is(201)["id"].as_str().unwrap()
    );
    add("GET /service-accounts/{id}", machine.clone(), json!(null), Hidden, "district_admin", LowerReads);
    add(
        "POST /service-accounts/{id}/transitions",
        machine.clone(),
        reason("disable"),
        Hidden,
        "district_admin",
        LowerMayNot("auditor"),
    );
    add("GET /service-accounts/{id}/transitions", machine.clone(), json!(null), Hidden, "district_admin", LowerReads);
    add("POST /service-accounts/{id}/secret", machine, json!({}), Hidden, "district_admin", LowerMayNot("auditor"));

    // An inbox is its owner's alone.
    let body = json!({"assignment_ids": [id_in(&assignment)]});
    city.standing_officer().post("/reminders", body).is(200);
    let notification = format!("/me/notifications/{}", city.by("culture_lead").get("/me/notifications").ids()[0]);
    add("GET /me/notifications/{id}", notification.clone(), json!(null), Hidden, "culture_officer", LowerReads);
    add("POST /me/notifications/{id}/read", notification, json!({}), Hidden, "culture_officer", LowerReads);

    let entry = city.auditor().get(&format!("/audit-entries?resource=programmes&resource_id={}", id_in(&draft))).ids();
    add(
        "GET /audit-entries/{id}",
        format!("/audit-entries/{}", entry[0]),
        json!(null),
        Hidden,
        "district_admin",
        LowerMayNot("chair"),
    );
    rows
}

/// Operations without an id: what nobody and somebody disabled get is the same everywhere; references are tested below.
const WITHOUT_AN_ID: &[&str] = &[
    "GET /programmes",
    "POST /programmes",
    "GET /tasks",
    "POST /tasks",
    "GET /assignments",
    "POST /assignments/transitions",
    "GET /attachments",
    "POST /attachments",
    "GET /extensions",
    "POST /extensions",
    "GET /statistics/tasks",
    "GET /statistics/compliance",
    "GET /statistics/events",
    "GET /statistics/events/heat-map",
    "GET /statistics/inspections",
    "GET /statistics/recommendations",
    "GET /statistics/inspection-months",
    "GET /statistics/membership",
    "GET /statistics/difficulties",
    "GET /indicators",
    "POST /indicators",
    "GET /report-regimes",
    "POST /report-regimes",
    "GET /report-periods",
    "POST /report-periods",
    "GET /obligations",
    "GET /submissions",
    "POST /submissions",
    "POST /submissions/transitions",
    "GET /consolidations",
    "POST /consolidations",
    "GET /action-months",
    "POST /action-months",
    "GET /checklists",
    "POST /checklists",
    "GET /committee-decisions",
    "POST /committee-decisions",
    "GET /inspections",
    "GET /inspection-plans",
    "POST /inspection-plans",
    "GET /inspectors",
    "GET /inspection-reports",
    "POST /inspection-reports",
    "GET /recommendations",
    "POST /recommendations",
    "GET /difficulties",
    "POST /difficulties",
    "GET /event-plans",
    "POST /event-plans",
    "GET /events",
    "POST /events",
    "POST /event-series",
    "GET /agencies",
    "POST /agencies",
    "GET /agency-changes",
    "POST /agency-changes",
    "GET /legal-documents",
    "POST /legal-documents",
    "GET /users",
    "POST /users",
    "GET /grants",
    "POST /grants",
    "GET /delegations",
    "POST /delegations",
    "GET /calendar-addresses",
    "POST /calendar-addresses",
    "GET /service-accounts",
    "POST /service-accounts",
    "GET /reminders",
    "POST /reminders",
    "GET /me",
    "PATCH /me",
    "GET /me/notifications",
    "GET /me/work",
    "POST /me/notifications/read",
    "GET /me/preferences",
    "PUT /me/preferences",
    "PUT /me/password",
    "GET /audit-entries",
    "GET /audit-head",
];

/// Operations that take no token.
const PUBLIC: &[&str] = &[
    "POST /auth/login",
    "POST /auth/refresh",
    "POST /auth/logout",
    "POST /auth/token",
    "POST /auth/password-links",
    "POST /auth/passwords",
    "GET /time",
    "GET /.well-known/jwks.json",
    "GET /public/v1/events",
    "GET /public/v1/events/{id}",
    "GET /public/v1/events.ics",
    "GET /public/v1/action-months/{year}",
    "GET /calendar/v1/{address}.ics",
];

fn operations(city: &City) -> BTreeSet<String> {
    let document = city.nobody().get("/openapi.json").is(200);
    let mut all = BTreeSet::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap().iter().filter(|(name, _)| *name != "parameters") {
            let name = format!("{} {}", method.to_uppercase(), path.trim_start_matches("/api/v1"));
            let security = operation.get("security").and_then(Value::as_array);
            let needs_a_token = security.is_none_or(|all| !all.is_empty() && !all.contains(&json!({})));
            assert_eq!(!PUBLIC.contains(&name.as_str()), needs_a_token, "{name}: {:?}", operation.get("security"));
            all.insert(name);
        }
    }
    all
}

/// Sends the operation of a row to a path as somebody.
pub fn send(who: &Person, operation: &str, template: &str, object: &str, body: &Value) -> Answer {
    let (method, _) = operation.split_once(' ').unwrap();
    // What is named within the object stands behind it.
    let (object, within) = object.split_once('#').unwrap_or((object, UNKNOWN));
    let part = template.rsplit_once("{id}").map_or("", |(_, rest)| rest).replace("{number}", "1");
    let part = part.replace("{recommendation_id}", within).replace("{code}", "1.1");
    let part = part.replace("{kind}", "obligations");
    // The operations that cannot be asked without a parameter.
    let query = match part.as_str() {
        "/sources" => "?indicator=CB.01",
        "/texts" => "?section=I",
        _ => "",
    };
    let path = format!("{object}{part}{query}");
    let body = (!body.is_null()).then(|| body.to_string().into_bytes());
    match method {
        "GET" => who.get(&path),
        // The one operation whose body is no JSON.
        "PUT" if part.starts_with("/parts/") => who.put_part(object, 1, b"%PDF-1.7"),
        _ => who.with_etag_of(object).send(method, &path, body),
    }
}

both_databases![
    every_operation_with_an_id,
    every_operation_without_an_id_needs_a_living_account,
    lower_roles_make_nothing_new,
    a_reference_to_what_one_may_not_read_is_unknown,
    a_filter_by_what_one_may_not_read_finds_nothing,
    what_is_issued_is_read_below_its_issuer_and_nowhere_else,
    two_cities_in_one_installation_do_not_see_each_other
];

fn every_operation_with_an_id(city: City) {
    let rows = rows(&city);
    let listed: BTreeSet<String> = rows.keys().chain(WITHOUT_AN_ID).chain(PUBLIC).map(|it| (*it).to_owned()).collect();
    assert_eq!(operations(&city), listed, "every operation has a row here, and every row is an operation");

    for (operation, row) in &rows {
        let template = operation.split_once(' ').unwrap().1;
        let resource = template.split("/{id}").next().unwrap();
        let unknown = format!("{resource}/{UNKNOWN}");
        // Nobody, and somebody whose account is disabled: whether it exists or not.
        for object in [&row.path, &unknown] {
            send(&city.nobody(), operation, template, object, &row.body).is_problem(401, "unauthenticated");
            send(&city.by("disabled"), operation, template, object, &row.body).is_problem(401, "invalid_token");
        }
        // What does not exist, for those who reach everything.
        send(&city.admin(), operation, template, &unknown, &row.body).is_problem(404, "not_found");
        send(&city.standing_lead(), operation, template, &unknown, &row.body);
        // A stranger's answer is the answer to an unknown id, word for word.
        let stranger = city.by(row.by);
        let answer = send(&stranger, operation, template, &row.path, &row.body);
        match row.stranger {
            Stranger::Hidden => {
                answer.is_problem(404, "not_found");
                let of_nothing = send(&stranger, operation, template, &unknown, &row.body);
                let without_address = |it: &Answer| {
                    let mut body = it.body.clone();
                    body["instance"] = json!("");
                    body
                };
                assert_eq!(without_address(&answer), without_address(&of_nothing), "{answer}");
            }
            Stranger::Reads => drop(answer.is(200)),
            Stranger::MayNot => drop(answer.is_problem(403, "role_may_not")),
        }
        if let Lower::MayNot(login) = row.lower {
            send(&city.by(login), operation, template, &row.path, &row.body).is_problem(403, "role_may_not");
        }
    }
    // Nothing of all that did anything.
    assert_eq!(city.by("culture_officer").get(&rows["GET /programmes/{id}"].path).body["version"], 1);
    for name in ["GET /grants/{id}", "GET /delegations/{id}", "GET /users/{id}", "GET /service-accounts/{id}"] {
        assert_eq!(city.admin().get(&rows[name].path).is(200)["state"], "active", "{name}");
    }
}

fn every_operation_without_an_id_needs_a_living_account(city: City) {
    for operation in WITHOUT_AN_ID {
        let (method, path) = operation.split_once(' ').unwrap();
        let body = (method != "GET").then(|| b"{}".to_vec());
        city.nobody().send(method, path, body).is_problem(401, "unauthenticated");
        if method == "GET" {
            city.by("disabled").get(path).is_problem(401, "invalid_token");
        }
    }
}

fn lower_roles_make_nothing_new(city: City) {
    let culture = city.agency("culture");
    let today = "2017-02-01";
    let period = city.papers().open_period();
    let owed = city.papers().owed(&period, "culture");
    let year = json!({"committee_id": city.agency("committee"), "year": 2017, "name": "Tháng hành động"});
    let plan = json!({"agency_id": culture, "action_month_id": id_in(&city.papers().month("planned"))});
    let change = json!({"committee_id": city.agency("committee"), "effective_on": "2018-01-01"});
    let event = new_event(&city, "culture", json!({}));
    let series = new_series(&city, "culture", json!({}));
    let file = json!({"agency_id": culture, "file_name": "a.pdf", "media_type": "application/pdf", "size_bytes": 9,
        "sha256": sha256(b"%PDF-1.7\n")});
    let visit = json!({"inspection_id": id_in(&city.papers().visit("fieldwork_done"))});
    let report = city.papers().inspection_report("draft");
    let recommendation = new_recommendation(&city, &report, "justice", json!({}));
    city.at("2017-02-01T09:00:00+07:00");
    for (path, body, who) in [
        ("/inspection-reports", visit.clone(), "standing_lead"),
        ("/inspection-reports", visit.clone(), "chair"),
        ("/inspection-reports", visit.clone(), "justice_lead"),
        ("/inspection-reports", visit, "auditor"),
        ("/recommendations", recommendation.clone(), "standing_lead"),
        ("/recommendations", recommendation, "chair"),
        ("/difficulties", new_difficulty(&city, "culture", json!({})), "justice_lead"),
        ("/difficulties", new_difficulty(&city, "culture", json!({})), "standing_officer"),
        ("/difficulties", new_difficulty(&city, "culture", json!({})), "chair"),
        ("/difficulties", new_difficulty(&city, "culture", json!({})), "auditor"),
        ("/difficulties", new_difficulty(&city, "committee", json!({})), "chair"),
        ("/attachments", file.clone(), "justice_officer"),
        ("/attachments", file.clone(), "standing_officer"),
        ("/attachments", file.clone(), "chair"),
        ("/attachments", file.clone(), "auditor"),
        ("/attachments", file, "admin"),
        ("/submissions", json!({"obligation_id": id_in(&owed)}), "culture_lead"),
        ("/submissions", json!({"obligation_id": id_in(&owed)}), "standing_officer"),
        ("/submissions", json!({"obligation_id": id_in(&owed)}), "chair"),
        ("/consolidations", json!({"period_id": id_in(&period)}), "standing_lead"),
        ("/consolidations", json!({"period_id": id_in(&period)}), "justice_officer"),
        ("/action-months", year.clone(), "chair"),
        ("/action-months", year.clone(), "labour_lead"),
        ("/action-months", year, "admin"),
        ("/event-plans", plan.clone(), "justice_officer"),
        ("/event-plans", plan.clone(), "standing_lead"),
        ("/event-plans", plan, "auditor"),
        ("/checklists", new_checklist(&city, "committee", json!({})), "standing_lead"),
        ("/checklists", new_checklist(&city, "committee", json!({})), "admin"),
        ("/checklists", new_checklist(&city, "culture", json!({})), "culture_lead"),
        ("/checklists", new_checklist(&city, "culture", json!({})), "justice_officer"),
        ("/committee-decisions", new_decision(&city, "culture", json!({})), "chair"),
        ("/committee-decisions", new_decision(&city, "culture", json!({})), "culture_lead"),
        ("/committee-decisions", new_decision(&city, "culture", json!({})), "justice_officer"),
        ("/committee-decisions", new_decision(&city, "committee", json!({})), "auditor"),
        ("/committee-decisions", new_decision(&city, "committee", json!({})), "admin"),
        ("/agency-changes", change.clone(), "chair"),
        ("/agency-changes", change.clone(), "admin"),
        ("/agency-changes", change, "culture_lead"),
        ("/inspection-plans", city.papers().new_inspection_plan("committee", json!({})), "chair"),
        ("/inspection-plans", city.papers().new_inspection_plan("committee", json!({})), "admin"),
        ("/inspection-plans", city.papers().new_inspection_plan("district", json!({})), "commune_lead"),
        ("/inspection-plans", city.papers().new_inspection_plan("district", json!({})), "standing_officer"),
        ("/events", event.clone(), "justice_lead"),
        ("/events", event.clone(), "standing_lead"),
        ("/events", event.clone(), "chair"),
        ("/events", event, "auditor"),
        ("/event-series", series.clone(), "justice_lead"),
        ("/event-series", series, "standing_officer"),
        ("/programmes", json!({"agency_id": culture, "year": 2017, "title": "Của người khác"}), "justice_officer"),
        ("/programmes", json!({"agency_id": culture, "year": 2017, "title": "Của mình"}), "culture_lead"),
        ("/programmes", json!({"agency_id": city.agency("committee"), "year": 2017, "title": "Của Ban"}), "chair"),
        ("/programmes", json!({"agency_id": city.agency("committee"), "year": 2017, "title": "Của Ban"}), "admin"),
        (
            "/agencies",
            json!({"code": "H24.98", "name": "Mới", "kind": "unit", "parent_id": culture, "valid_from": today}),
            "culture_lead",
        ),
        (
            "/agencies",
            json!({"code": "H24.98", "name": "Mới", "kind": "unit", "parent_id": culture, "valid_from": today}),
            "district_admin",
        ),
        (
            "/legal-documents",
            json!({"number": "1", "kind": "law", "issuer": "Quốc hội", "issued_on": today, "title": "Luật"}),
            "chair",
        ),
        (
            "/users",
            json!({"login": "moi", "full_name": "Mới", "agency_id": culture, "password": PASSWORD}),
            "culture_lead",
        ),
        (
            "/users",
            json!({"login": "moi", "full_name": "Mới", "agency_id": culture, "password": PASSWORD}),
            "district_admin",
        ),
        (
            "/grants",
            json!({"user_id": city.user("culture_officer"), "agency_id": culture, "role": "agency_lead",
                "scope": "self", "valid_from": today}),
            "district_admin",
        ),
        (
            "/grants",
            json!({"user_id": city.user("district_officer"), "agency_id": city.agency("committee"), "role": "admin",
                "scope": "subtree", "valid_from": today}),
            "district_admin",
        ),
        ("/service-accounts", json!({"name": "Máy", "agency_id": culture, "role": "portal"}), "district_admin"),
        ("/service-accounts", json!({"name": "Máy", "agency_id": culture, "role": "portal"}), "auditor"),
        ("/calendar-addresses", json!({"agency_id": culture, "label": "Điện thoại"}), "justice_lead"),
        ("/calendar-addresses", json!({"agency_id": culture, "label": "Điện thoại"}), "standing_lead"),
        ("/calendar-addresses", json!({"agency_id": culture, "label": "Điện thoại"}), "auditor"),
        ("/calendar-addresses", json!({"agency_id": culture, "label": "Điện thoại"}), "admin"),
    ] {
        city.by("disabled").post(path, body.clone()).is_problem(401, "invalid_token");
        city.by(who).post(path, body).is_problem(403, "role_may_not");
    }
}

fn a_reference_to_what_one_may_not_read_is_unknown(city: City) {
    let papers = city.papers();
    let hidden = papers.draft("culture", "culture");
    let assignment = papers.assignment("culture", "accepted");
    let own = papers.assignment("justice", "returned");
    let (justice, district) = (city.agency("justice"), city.agency("district"));
    let foreign_user = city.user("culture_officer");
    let refuse = |who: &str, path: &str, pointer: &str, body: &dyn Fn(&str) -> Value, hidden: &str| {
        let answers = [hidden, UNKNOWN].map(|id| city.by(who).post(path, body(id)));
        for answer in &answers {
            answer.is_problem(422, "unknown_reference").points_at(pointer, "unknown_reference");
        }
        assert_eq!(answers[0].body, answers[1].body, "an unknown id and a hidden one look the same");
    };
    refuse(
        "justice_officer",
        "/programmes",
        "/parent_id",
        &|id| json!({"agency_id": justice, "year": 2017, "title": "Chương trình", "parent_id": id}),
        id_in(&hidden),
    );
    refuse(
        "justice_officer",
        "/tasks",
        "/programme_id",
        &|id| json!({"programme_id": id, "number": "I.1", "title": "Nhiệm vụ", "kind": "group"}),
        id_in(&hidden),
    );
    refuse(
        "justice_officer",
        "/submissions",
        "/obligation_id",
        &|id| json!({"obligation_id": id}),
        id_in(&papers.owed(&papers.open_period(), "culture")),
    );
    for (resource, foreign) in [
        ("assignments", assignment.clone()),
        ("submissions", papers.submission("culture", "draft")),
        ("inspections", papers.visit_of("committee", "culture", &["district_lead", "district_officer"], "scheduled")),
    ] {
        city.at("2017-02-01T09:00:00+07:00");
        refuse(
            "justice_officer",
            "/difficulties",
            "/mentions/0/id",
            &|id| new_difficulty(&city, "justice", json!({"mentions": [{"resource": resource, "id": id}]})),
            id_in(&foreign),
        );
    }
    let month = papers.month("planned");
    refuse(
        "justice_officer",
        "/event-plans",
        "/programme_id",
        &|id| json!({"agency_id": justice, "action_month_id": id_in(&month), "programme_id": id}),
        id_in(&hidden),
    );
    refuse(
        "justice_lead",
        "/extensions",
        "/assignment_ids",
        &|id| json!({"assignment_ids": [id], "until": "2017-12-31", "reason": "Chờ"}),
        id_in(&assignment),
    );
    refuse(
        "district_admin",
        "/grants",
        "/user_id",
        &|id| {
            json!({"user_id": id, "agency_id": district, "role": "agency_officer", "scope": "self",
                "valid_from": "2017-02-01"})
        },
        &foreign_user.to_string(),
    );
    refuse(
        "justice_lead",
        "/delegations",
        "/delegate_id",
        &|id| {
            json!({"delegate_id": id, "agency_id": justice, "actions": ["assignments.report_done"],
                "valid_from": "2017-03-01", "valid_to": "2017-03-02"})
        },
        &foreign_user.to_string(),
    );
    let foreign_event = papers.event("culture", json!({}));
    let own_event = papers.event_in("justice", "held");
    let now = "2017-02-01T09:00:00+07:00";
    city.at("2017-11-21T09:00:00+07:00");
    let answers = [id_in(&foreign_event), UNKNOWN].map(|id| {
        let step = json!({"action": "declare_duplicate", "of_id": id, "reason": "Thử"});
        city.lead().transition(&own_event, step)
    });
    answers[0].is_problem(422, "unknown_reference").points_at("/of_id", "unknown_reference");
    assert_eq!(answers[0].body, answers[1].body, "an unknown event and a hidden one look the same");
    let partner = json!({"partners": [{"kind": "agency", "agency_id": UNKNOWN, "role": "supporter"}]});
    let answer = city.officer().post("/events", new_event(&city, "justice", partner.clone()));
    answer.is_problem(422, "unknown_reference").points_at("/partners/0/agency_id", "unknown_reference");
    let answer = city.officer().post("/event-series", new_series(&city, "justice", partner));
    answer.is_problem(422, "unknown_reference").points_at("/event/partners/0/agency_id", "unknown_reference");
    for body in [new_event(&city, "justice", json!({})), new_series(&city, "justice", json!({}))] {
        let path = if body["event"].is_null() { "/events" } else { "/event-series" };
        let mut body = body;
        body["agency_id"] = json!(UNKNOWN);
        let to_nobody = city.officer().post(path, body.clone());
        body["agency_id"] = json!(city.agency("culture"));
        assert_eq!(to_nobody.is_problem(403, "role_may_not").body, city.officer().post(path, body).body);
    }
    let foreign_file = papers.stored("culture", &pdf(40));
    let answers = [id_in(&foreign_file), UNKNOWN].map(|id| {
        let step = json!({"action": "report", "results": results(), "attachment_ids": [id]});
        city.lead().transition(&own_event, step)
    });
    city.at(now);
    answers[0].is_problem(422, "unknown_reference").points_at("/attachment_ids/0", "unknown_reference");
    assert_eq!(answers[0].body, answers[1].body, "an unknown file and a hidden one look the same");
    let own_work = papers.assignment("justice", "accepted");
    let answers = [id_in(&foreign_file), UNKNOWN].map(|id| {
        let step = json!({"action": "record_progress", "percent": 1, "narrative": "Thử", "attachment_ids": [id]});
        city.by("justice_officer").transition(&own_work, step)
    });
    answers[0].is_problem(422, "unknown_reference").points_at("/attachment_ids/0", "unknown_reference");
    assert_eq!(answers[0].body, answers[1].body, "an unknown file and a hidden one look the same");
    let step = json!({"action": "reassign", "agency_id": UNKNOWN, "reason": "Thử"});
    city.standing_lead()
        .transition(&own, step)
        .is_problem(422, "unknown_reference")
        .points_at("/agency_id", "unknown_reference");
}

fn a_filter_by_what_one_may_not_read_finds_nothing(city: City) {
    let papers = city.papers();
    let hidden = papers.draft("culture", "culture");
    let issued = papers.programme("culture", "culture", "issued");
    let assignment = papers.assignments(&issued).pop().unwrap();
    let extension = papers.extension("culture", "asked");
    let asked_for = city.by("culture_lead").get(&extension).body["assignment_ids"][0].as_str().unwrap().to_owned();
    let (file, _) = papers.attached("culture", &pdf(40));
    let update = city.by("culture_officer").get(&file).body["subject_id"].as_str().unwrap().to_owned();
    let report = papers.submission("culture", "submitted");
    let [owed, period] = ["obligation_id", "period_id"]
        .map(|field| city.auditor().get(&report).body[field].as_str().unwrap().to_owned());
    let month = papers.month("planned");
    papers.bare_plan(&month, "culture");
    papers.plan("culture", "submitted");
    papers.checklist("culture", "retired");
    papers.decision("culture", "in_force");
    let visit = papers.visit_of("committee", "culture", &["district_lead", "district_officer"], "scheduled");
    let visited = city.auditor().get(&visit).body["plan_id"].as_str().unwrap().to_owned();
    papers.inspection_plan("district", "approved");
    let reported = papers.inspection_report("draft");
    let recommended = papers.recommended(&reported, "culture", json!({}));
    papers.difficulty("culture", "raised");
    papers.difficulty_draft("district", json!({}));
    let of_visit = city.chair().get(&reported).body["inspection_id"].as_str().unwrap().to_owned();
    city.at("2017-02-01T09:00:00+07:00");
    let (series, event) = (papers.series("culture"), papers.event_in("culture", "held"));
    let shown = papers.stored("culture", &pdf(41));
    city.at("2017-11-21T09:00:00+07:00");
    let step = json!({"action": "report", "results": results(), "attachment_ids": [id_in(&shown)]});
    city.by("culture_lead").transition(&event, step).is(200);
    city.at("2017-02-01T09:00:00+07:00");
    let told = city.by("culture_lead").get(&format!("{event}/results")).ids().pop().unwrap();
    let culture = city.agency("culture");
    let someone = city.user("culture_officer");
    let changing = city.drafted_change("2017-12-31", json!([crate::harness::ends(culture, None)]));
    for (who, query) in [
        ("justice_lead", format!("/agency-changes?committee_id={}", city.agency("committee"))),
        ("justice_auditor", format!("/audit-entries?resource_id={}", id_in(&changing))),
        ("justice_lead", format!("/programmes?parent_id={}", id_in(&hidden))),
        ("justice_lead", format!("/programmes?agency_id={culture}")),
        ("justice_lead", format!("/tasks?programme_id={}", id_in(&hidden))),
        ("justice_lead", format!("/tasks?programme_id={}", id_in(&issued))),
        ("justice_lead", format!("/assignments?programme_id={}", id_in(&issued))),
        ("justice_lead", format!("/assignments?agency_id={culture}")),
        (
            "justice_lead",
            format!("/assignments?task_id={}", city.auditor().get(&assignment).body["task_id"].as_str().unwrap()),
        ),
        ("justice_lead", format!("/attachments?agency_id={culture}")),
        ("justice_lead", format!("/attachments?subject_id={update}")),
        ("justice_lead", format!("/extensions?assignment_id={asked_for}")),
        ("justice_lead", format!("/extensions?agency_id={culture}")),
        ("justice_lead", format!("/submissions?obligation_id={owed}")),
        ("justice_lead", format!("/submissions?period_id={period}")),
        ("justice_lead", format!("/submissions?agency_id={culture}")),
        ("justice_lead", format!("/event-plans?agency_id={culture}")),
        ("justice_lead", format!("/checklists?agency_id={culture}")),
        ("justice_lead", format!("/committee-decisions?agency_id={culture}")),
        ("justice_lead", format!("/inspections?agency_id={culture}")),
        ("culture_lead", format!("/inspections?plan_id={visited}")),
        ("justice_lead", format!("/inspection-reports?inspection_id={of_visit}")),
        ("auditor", format!("/inspection-reports?inspection_id={of_visit}")),
        ("justice_lead", format!("/recommendations?report_id={}", id_in(&reported))),
        ("auditor", format!("/recommendations?inspection_id={of_visit}")),
        ("district_lead", format!("/recommendations?agency_id={culture}")),
        ("justice_auditor", format!("/audit-entries?resource_id={}", id_in(&recommended))),
        ("justice_auditor", format!("/audit-entries?resource_id={}", id_in(&visit))),
        ("justice_lead", format!("/inspection-plans?agency_id={}", city.agency("district"))),
        ("justice_lead", format!("/difficulties?agency_id={culture}")),
        ("standing_lead", format!("/difficulties?agency_id={}", city.agency("district"))),
        ("standing_lead", format!("/event-plans?action_month_id={}", id_in(&month))),
        ("justice_lead", format!("/events?agency_id={culture}")),
        ("justice_lead", format!("/events?series_id={}", id_in(&series))),
        ("justice_lead", format!("/attachments?subject_id={told}")),
        ("justice_auditor", format!("/audit-entries?resource_id={}", id_in(&event))),
        ("district_admin", format!("/users?agency_id={culture}")),
        ("district_admin", format!("/grants?user_id={someone}")),
        ("district_admin", format!("/grants?agency_id={culture}")),
        ("district_admin", format!("/service-accounts?agency_id={culture}")),
        ("justice_lead", format!("/delegations?agency_id={culture}")),
        ("justice_lead", format!("/users?agency_id={culture}")),
        ("justice_auditor", format!("/audit-entries?agency_id={culture}")),
        ("justice_auditor", format!("/audit-entries?resource_id={}", id_in(&hidden))),
    ] {
        let separator = if query.contains('?') { '&' } else { '?' };
        let found = city.by(who).get(&format!("{query}{separator}count=true"));
        assert_eq!((found.items().len(), &found.body["total"]), (0, &json!(0)), "{found}");
        let of_nothing = format!("{}={UNKNOWN}", query.split('=').next().unwrap());
        assert_eq!(city.by(who).get(&format!("{of_nothing}&count=true")).body, found.body, "{query}");
    }
    let figures = city.lead().get(&format!("/statistics/tasks?programme_id={}", id_in(&issued))).is(200);
    assert_eq!((&figures["totals"]["total"], &figures["by_programme"]), (&json!(0), &json!([])));
    city.lead().get("/audit-entries").is_problem(403, "role_may_not");
}

fn what_is_issued_is_read_below_its_issuer_and_nowhere_else(city: City) {
    let papers = city.papers();
    let programme = papers.programme("district", "commune", "issued");
    for (login, status) in [
        ("district_officer", 200),
        ("commune_officer", 200),
        ("chair", 200),
        ("standing_officer", 200),
        ("auditor", 200),
        ("justice_officer", 404),
        ("justice_auditor", 404),
        ("portal", 404),
    ] {
        assert_eq!(city.by(login).get(&programme).status, status, "{login}");
        let listed = city.by(login).get("/programmes").ids().len();
        assert_eq!(listed, usize::from(status == 200), "{login} lists what he reads");
        let tasks = city.by(login).get("/tasks").ids().len();
        assert_eq!(tasks, usize::from(status == 200), "{login} lists the tasks of what he reads");
    }
    let assignment = papers.assignments(&programme).pop().unwrap();
    for (login, status) in [
        ("commune_officer", 200),
        ("district_officer", 200),
        ("auditor", 200),
        ("justice_officer", 404),
        ("portal", 404),
    ] {
        assert_eq!(city.by(login).get(&assignment).status, status, "{login}");
        assert_eq!(city.by(login).get("/assignments").ids().len(), usize::from(status == 200), "{login}");
    }
}

fn two_cities_in_one_installation_do_not_see_each_other(city: City) {
    let papers = city.papers();
    let ours = papers.programme("committee", "justice", "issued");
    let assignment = papers.assignments(&ours).pop().unwrap();
    let extension = papers.extension("culture", "asked");
    let (committee, admin) = city.found_another();
    let new = |path: &str, body: Value| admin.post(path, body).is(201)["id"].as_str().unwrap().parse().unwrap();
    let department = new(
        "/agencies",
        json!({"code": "H30.01", "name": "Sở Nội vụ", "kind": "department", "parent_id": committee,
            "valid_from": "2000-01-01"}),
    );
    admin
        .post(
            &format!("/agencies/{committee}/designations"),
            json!({"agency_id": department, "valid_from": "2008-01-01"}),
        )
        .is(201);
    let person = |login: &str, agency, role: &str| {
        let user =
            new("/users", json!({"login": login, "full_name": login, "agency_id": agency, "password": PASSWORD}));
        admin
            .post(
                "/grants",
                json!({"user_id": user, "agency_id": agency, "role": role, "scope": "subtree",
                    "valid_from": "2017-01-01"}),
            )
            .is(201);
        own_passwords(&mut city.connect());
        city.acting(login, user, agency)
    };
    let chair = person("other_chair", committee, "chair");
    let officer = person("other_standing_officer", department, "standing_officer");
    let lead = person("other_standing_lead", department, "standing_lead");
    let auditor = person("other_auditor", committee, "auditor");
    let theirs = json!({"agency_id": committee, "year": 2017, "title": "Chương trình của tỉnh bạn"});
    let theirs = format!("/programmes/{}", officer.post("/programmes", theirs).is(201)["id"].as_str().unwrap());
    let task = json!({"programme_id": id_in(&theirs), "number": "I.1", "title": "Nhiệm vụ", "kind": "one_off",
        "due_on": "2017-09-30", "lead_agency_id": department});
    officer.post("/tasks", task).is(201);
    officer.transition(&theirs, json!({"action": "submit"})).is(200);
    chair.transition(&theirs, crate::harness::issue("1016/CTr-BCĐ")).is(200);

    // Each committee has an Action Month of that year, and plans are for one's own.
    let our_month = city.month(2017);
    let our_event = papers.event("justice", json!({}));
    let their_month = json!({"committee_id": committee, "year": 2017, "name": "Tháng hành động của tỉnh bạn"});
    let their_month = officer.post("/action-months", their_month).is(201)["id"].clone();
    let plan = json!({"agency_id": city.agency("justice"), "action_month_id": their_month});
    city.officer().post("/event-plans", plan).is_problem(422, "unknown_reference");
    assert_eq!(city.officer().get("/action-months").ids(), [id_in(&our_month)]);
    assert_eq!(lead.get("/action-months").ids(), [their_month.as_str().unwrap()]);

    let our_account = format!("/users/{}", city.user("justice_lead"));
    for who in [&admin, &chair, &officer, &lead, &auditor] {
        for path in [&ours, &assignment, &extension, &our_account, &our_month, &our_event] {
            who.get(path).is_problem(404, "not_found");
        }
        who.transition(&ours, json!({"action": "close"})).is_problem(404, "not_found");
        who.transition(&extension, json!({"action": "grant"})).is_problem(404, "not_found");
        assert!(!who.get("/programmes").ids().contains(&id_in(&ours).to_owned()), "{}", who.name);
        assert_eq!(who.get("/extensions").ids(), [""; 0], "{}", who.name);
        assert!(who.get("/statistics/tasks").is(200)["totals"]["total"].as_i64().unwrap() <= 1, "{}", who.name);
    }
    for login in ["chair", "standing_officer", "standing_lead", "auditor", "admin"] {
        let who = city.by(login);
        who.get(&theirs).is_problem(404, "not_found");
        who.get(&ours).is(200);
        assert_eq!(who.get("/programmes").ids().iter().filter(|id| *id == id_in(&theirs)).count(), 0, "{login}");
        assert_eq!(
            who.get("/tasks?limit=200").items().iter().filter(|it| it["programme_id"] == id_in(&theirs)).count(),
            0,
            "{login}"
        );
    }
    assert_eq!(city.auditor().get("/assignments").ids().len(), 2, "ours, and no more");
    assert_eq!(auditor.get("/assignments").ids().len(), 1);
    assert!(
        city.admin()
            .get("/users?limit=200")
            .items()
            .iter()
            .all(|it| !it["login"].as_str().unwrap().starts_with("other_"))
    );
    assert!(admin.get("/users?limit=200").items().iter().all(|it| it["login"].as_str().unwrap().starts_with("other_")));
    for (record, foreign) in [
        (city.auditor().get("/audit-entries?limit=200"), json!(committee)),
        (auditor.get("/audit-entries?limit=200"), json!(city.agency("committee"))),
    ] {
        assert!(!record.items().is_empty());
        assert!(
            record.items().iter().all(|it| it["owner_agency"]["id"] != foreign && it["actor_agency"]["id"] != foreign),
            "{record}"
        );
    }
    let grant = json!({"user_id": city.user("justice_lead"), "agency_id": department, "role": "agency_lead",
        "scope": "self", "valid_from": "2017-01-01"});
    city.admin().post("/grants", grant.clone()).is_problem(403, "role_may_not");
    admin.post("/grants", grant).is_problem(422, "unknown_reference").points_at("/user_id", "unknown_reference");
}

both_databases![a_list_has_what_can_be_read_and_all_of_it];

/// A list is asked by SQL and a detail by the object, both from the same rules: they agree for everybody.
fn a_list_has_what_can_be_read_and_all_of_it(city: City) {
    let papers = city.papers();
    for owner in ["committee", "culture", "justice"] {
        for state in ["draft", "under_review", "issued", "closed", "cancelled"] {
            papers.programme(owner, if owner == "committee" { "culture" } else { owner }, state);
        }
    }
    papers.assignment("justice", "in_progress");
    papers.extension("culture", "asked");
    papers.extension("justice", "granted");
    let all = |resource: &str| -> Vec<String> { city.auditor().get(&format!("/{resource}?limit=200")).ids() };
    let mut told_apart = BTreeSet::new();
    for resource in ["programmes", "tasks", "assignments", "extensions"] {
        let everything = all(resource);
        assert!(everything.len() > 1, "{resource}");
        for login in [
            "chair",
            "standing_lead",
            "standing_officer",
            "culture_lead",
            "culture_officer",
            "justice_lead",
            "admin",
            "district_admin",
            "auditor",
        ] {
            let who = city.by(login);
            let mut listed = who.get(&format!("/{resource}?limit=200")).ids();
            let mut readable: Vec<String> = everything
                .iter()
                .filter(|id| match who.get(&format!("/{resource}/{id}")).status {
                    200 => true,
                    404 => false,
                    status => panic!("{login} {resource}/{id}: {status}"),
                })
                .cloned()
                .collect();
            listed.sort();
            readable.sort();
            assert_eq!(listed, readable, "{login} {resource}");
            told_apart.insert((resource, listed.len()));
        }
    }
    assert!(told_apart.len() > 8, "people read different things: {told_apart:?}");
}
