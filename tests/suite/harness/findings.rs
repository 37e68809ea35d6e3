//! Reports of visits and their recommendations as tests need them, made over HTTP by those whose business it is.

use serde_json::{Value, json};
use tienbo::kernel::id::Id;

use super::city::City;
use super::papers::{Papers, id_in, signatory};
use super::visits::{TEAM, days_pass, in_days};

/// Any step of a report of a visit, with all that comes with it.
pub fn inspection_report_step(city: &City, action: &str) -> Value {
    match action {
        "send" => json!({"action": action, "comment_until": in_days(city, 10)}),
        "comment" => json!({"action": action, "text": "Đơn vị thống nhất", "agrees": true}),
        "return" => json!({"action": action, "reason": "Cần làm rõ số liệu"}),
        "amend" => json!({"action": action, "reason": "Bổ sung kiến nghị"}),
        "conclude" => {
            let number = format!("{}/KL", Id::fresh());
            json!({"action": action, "number": number, "concluded_on": in_days(city, 0), "place": "Hải Phòng",
                "signatory": signatory()})
        }
        _ => json!({"action": action}),
    }
}

/// Any step of a recommendation, with all that comes with it.
pub fn recommendation_step(city: &City, action: &str) -> Value {
    match action {
        "record" => json!({"action": action, "percent": 40, "narrative": "Đã rà soát"}),
        "report_implemented" => {
            json!({"action": action, "narrative": "Đã bổ sung quy hoạch", "document_number": "112/QĐ"})
        }
        "dispute" => json!({"action": action, "ground": "not_ours", "reason": "Thuộc cơ quan khác"}),
        "reassign" => json!({"action": action, "agency_id": city.agency("culture")}),
        "send_back" | "waive" | "reopen" => json!({"action": action, "reason": "Theo kết quả kiểm tra"}),
        "extend" => json!({"action": action, "until": in_days(city, 400)}),
        _ => json!({"action": action}),
    }
}

/// A recommendation of a report to an agency, due in a hundred days, with more fields or others.
pub fn new_recommendation(city: &City, report: &str, agency: &str, fields: Value) -> Value {
    let mut body = json!({"report_id": id_in(report), "text": "Bổ sung cán bộ nữ vào quy hoạch",
        "agency_id": city.agency(agency), "due_on": in_days(city, 100)});
    for (name, value) in fields.as_object().expect("fields") {
        body[name] = value.clone();
    }
    body
}

impl Papers<'_> {
    /// The report of a visit of the committee to Justice, in a state: its path. The member writes, and the leader sends.
    pub fn inspection_report(&self, state: &str) -> String {
        self.inspection_report_of("committee", "justice", state)
    }

    /// The same by the plan of another owner, about another agency.
    pub fn inspection_report_of(&self, owner: &str, agency: &str, state: &str) -> String {
        // Whoever works at the standing agency does not inspect it.
        let team = if agency == "labour" { &TEAM[..2] } else { TEAM };
        let visit = self.visit_of(owner, agency, team, "fieldwork_done");
        let report = self.report_on(&visit);
        self.bring_inspection_report(owner, agency, &report, state);
        report
    }

    /// A version of a report in a state, a later one where it can be: a draft that was opened by an amendment. What waits for the agency
    /// has waited long enough.
    pub fn inspection_report_in(&self, owner: &str, agency: &str, state: &str) -> String {
        if matches!(state, "with_agency" | "under_review" | "concluded") {
            let report = self.inspection_report_of(owner, agency, state);
            if state == "with_agency" {
                days_pass(self.city, 11);
            }
            return report;
        }
        let first = self.inspection_report_of(owner, agency, "concluded");
        let second = self.amended(owner, agency, &first);
        match state {
            "draft" => second,
            "superseded" => {
                self.bring_inspection_report(owner, agency, &second, "concluded");
                first
            }
            "discarded" => {
                self.move_report(owner, agency, &second, "discard");
                second
            }
            other => panic!("what is {other}?"),
        }
    }

    /// The draft of the first report of a visit whose fieldwork is done, by a member of its team.
    pub fn report_on(&self, visit: &str) -> String {
        let body = json!({"inspection_id": id_in(visit), "summary": "Đơn vị đã kiện toàn Ban",
            "findings": "Tỷ lệ nữ trong quy hoạch còn thấp", "conclusion": "Cần khắc phục"});
        let made = self.city.by(TEAM[1]).post("/inspection-reports", body).is(201);
        format!("/inspection-reports/{}", made["id"].as_str().expect("an id"))
    }

    /// Takes a draft on to a state. One that is superseded or discarded has another version: the next, or the one before.
    pub fn bring_inspection_report(&self, owner: &str, agency: &str, report: &str, state: &str) {
        let steps: &[&str] = match state {
            "draft" => &[],
            "with_agency" => &["send"],
            "under_review" => &["send", "comment"],
            "concluded" => &["send", "comment", "conclude"],
            other => panic!("what is {other}?"),
        };
        for action in steps {
            self.move_report(owner, agency, report, action);
        }
    }

    /// Moves a report by whoever does that.
    pub fn move_report(&self, owner: &str, agency: &str, report: &str, action: &str) -> Value {
        let (officer, lead, head) = self.overseeing(owner, agency);
        let who = match action {
            "send" => self.city.by(TEAM[0]),
            "comment" => self.city.by(&format!("{agency}_lead")),
            "note_silence" => {
                days_pass(self.city, 11);
                officer
            }
            "return" | "discard" => lead,
            _ => head,
        };
        who.transition(report, inspection_report_step(self.city, action)).is(200)
    }

    /// The draft of the next version of a concluded report: its path.
    pub fn amended(&self, owner: &str, agency: &str, report: &str) -> String {
        let next = self.move_report(owner, agency, report, "amend");
        format!("/inspection-reports/{}", next["id"].as_str().expect("an id"))
    }

    /// A recommendation written into a draft: its path.
    pub fn recommended(&self, report: &str, agency: &str, fields: Value) -> String {
        let body = new_recommendation(self.city, report, agency, fields);
        let made = self.city.by(TEAM[1]).post("/recommendations", body).is(201);
        format!("/recommendations/{}", made["id"].as_str().expect("an id"))
    }

    /// A recommendation to Justice of a visit of the committee to it, in a state: its path.
    pub fn recommendation(&self, state: &str) -> String {
        self.recommendation_of("committee", "justice", "justice", state)
    }

    /// The same of a visit by the plan of another owner to another agency, to yet another.
    pub fn recommendation_of(&self, owner: &str, inspected: &str, agency: &str, state: &str) -> String {
        let report = self.inspection_report_of(owner, inspected, "draft");
        let recommendation = self.recommended(&report, agency, json!({}));
        if state != "proposed" {
            self.bring_inspection_report(owner, inspected, &report, "concluded");
            self.bring_recommendation(owner, agency, &recommendation, state);
        }
        recommendation
    }

    /// Takes an open one on to a state.
    pub fn bring_recommendation(&self, owner: &str, agency: &str, recommendation: &str, state: &str) {
        let steps: &[&str] = match state {
            "open" => &[],
            "in_progress" => &["accept"],
            "implemented" => &["accept", "report_implemented"],
            "verified" => &["accept", "report_implemented", "verify"],
            "disputed" => &["dispute"],
            "reassigned" => &["dispute", "reassign"],
            "waived" => &["waive"],
            other => panic!("what is {other}?"),
        };
        for action in steps {
            self.move_recommendation(owner, agency, recommendation, action);
        }
    }

    /// Moves a recommendation by whoever does that.
    pub fn move_recommendation(&self, owner: &str, agency: &str, recommendation: &str, action: &str) -> Value {
        let (officer, lead, head) = self.overseeing(owner, agency);
        let who = match action {
            "record" => self.city.by(&format!("{agency}_officer")),
            "verify" | "send_back" => officer,
            "reassign" | "reopen" | "extend" => lead,
            "uphold" | "waive" => head,
            _ => self.city.by(&format!("{agency}_lead")),
        };
        who.transition(recommendation, recommendation_step(self.city, action)).is(200)
    }
}
