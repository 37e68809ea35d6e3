//! Versions of reports as tests need them, made over HTTP by those whose business it is.

use serde_json::{Value, json};

use super::city::City;
use super::client::Person;
use super::papers::{Papers, id_in};

/// The step that signs and sends, on the day on which every test begins, in the name of whoever takes it.
pub fn submit() -> Value {
    json!({"action": "submit", "number": "45/BC", "signed_on": "2017-02-01", "signatory": {"position": "Giám đốc"}})
}

/// The step that declares, signed, that there is nothing to report.
pub fn declare_nil() -> Value {
    json!({"action": "declare_nil", "number": "46/BC", "signed_on": "2017-02-01", "signatory": {"position": "Giám đốc"}})
}

/// Any step of a submission.
pub fn report_step(action: &str) -> Value {
    match action {
        "submit" => submit(),
        "declare_nil" => declare_nil(),
        "hand_over" | "take" | "accept" => json!({"action": action}),
        _ => json!({"action": action, "reason": "Theo ý kiến của lãnh đạo"}),
    }
}

/// Who has to do with the report of an agency.
pub struct Hands {
    /// Drafts it.
    pub drafter: Person,
    /// Signs it.
    pub signer: Person,
    /// Looks at it.
    pub reviewer: Person,
    /// Makes it official.
    pub accepter: Person,
}

impl Hands {
    pub fn of(city: &City, agency: &str) -> Self {
        let [drafter, signer, reviewer, accepter] = match agency {
            "labour" => ["standing_officer", "standing_lead", "chair", "chair"],
            "commune" => ["commune_officer", "commune_lead", "district_officer", "district_lead"],
            "culture" => ["culture_officer", "culture_lead", "standing_officer", "standing_lead"],
            "justice" => ["justice_officer", "justice_lead", "standing_officer", "standing_lead"],
            other => panic!("who reports for {other}?"),
        };
        let by = |login| city.by(login);
        Self { drafter: by(drafter), signer: by(signer), reviewer: by(reviewer), accepter: by(accepter) }
    }

    /// Who takes a step in the ordinary run of things.
    pub fn for_step(&self, action: &str) -> &Person {
        match action {
            "create" | "hand_over" => &self.drafter,
            "take" | "return" => &self.reviewer,
            "accept" => &self.accepter,
            _ => &self.signer,
        }
    }

    pub fn step(&self, submission: &str, action: &str) -> Value {
        self.for_step(action).transition(submission, report_step(action)).is(200)
    }
}

impl Papers<'_> {
    /// Indicators of every sort, each entered once: CB.01 by sex, DN.01 a count, CB.02 a percentage, XX.99 that no period asks for.
    pub fn indicators(&self) {
        for (code, unit, by_sex, aggregation) in [
            ("CB.01", "người", true, "sum"),
            ("DN.01", "doanh nghiệp", false, "sum"),
            ("CB.02", "%", false, "ratio"),
            ("XX.99", "lượt", false, "sum"),
        ] {
            let body = json!({"code": code, "name": format!("Chỉ tiêu {code}"), "unit": unit, "by_sex": by_sex,
                "aggregation": aggregation});
            let answer = self.city.admin().post("/indicators", body);
            assert!(answer.status == 201 || answer.code() == "code_taken", "{answer}");
        }
    }

    /// An open period that asks for sections I and III.2 (II may be left out) and for three indicators: its path.
    pub fn counting_period(&self) -> String {
        self.indicators();
        let regime = json!({
            "sections": [
                {"code": "I", "title": "Kết quả thực hiện", "required": true},
                {"code": "II", "title": "Khó khăn, vướng mắc", "required": false},
                {"code": "III.2", "title": "Phương hướng", "required": true},
            ],
            "indicators": ["CB.01", "DN.01", "CB.02"],
        });
        let period = self.planned_period(regime, json!({}));
        self.open(&period);
        period
    }

    /// Content that fits both kinds of periods once it is signed: every required section, no values.
    pub fn plain_content(&self, period: &str) -> Value {
        let sections = self.city.standing_lead().get(period).is(200)["sections"].as_array().expect("sections").clone();
        let written: Vec<Value> = sections
            .iter()
            .filter(|it| it["required"] == true)
            .map(|it| json!({"code": it["code"], "text": "Đã thực hiện theo kế hoạch"}))
            .collect();
        json!({"sections": written})
    }

    /// A draft of an agency in a period: its path.
    pub fn report_draft(&self, period: &str, agency: &str) -> String {
        let body = json!({"obligation_id": id_in(&self.owed(period, agency)), "content": self.plain_content(period)});
        let draft = Hands::of(self.city, agency).drafter.post("/submissions", body).is(201);
        format!("/submissions/{}", draft["id"].as_str().expect("an id"))
    }

    /// The version after one that was returned or withdrawn: its path.
    pub fn next_draft(&self, submission: &str, agency: &str) -> String {
        let hands = Hands::of(self.city, agency);
        let obligation = hands.drafter.get(submission).is(200)["obligation_id"].clone();
        let draft = hands.drafter.post("/submissions", json!({"obligation_id": obligation})).is(201);
        format!("/submissions/{}", draft["id"].as_str().expect("an id"))
    }

    /// A version of an agency's report, in a period of its own and in a state: its path.
    pub fn submission(&self, agency: &str, state: &str) -> String {
        self.submission_in(&self.open_period(), agency, state)
    }

    /// The same in a period.
    pub fn submission_in(&self, period: &str, agency: &str, state: &str) -> String {
        let submission = self.report_draft(period, agency);
        self.bring_report(&submission, agency, state);
        submission
    }

    /// Moves a draft to a state.
    pub fn bring_report(&self, submission: &str, agency: &str, state: &str) {
        let hands = Hands::of(self.city, agency);
        let path: &[&str] = match state {
            "draft" => &[],
            "pending_signature" => &["hand_over"],
            "submitted" => &["submit"],
            "under_review" => &["submit", "take"],
            "accepted" | "superseded" => &["submit", "take", "accept"],
            "returned" => &["submit", "take", "return"],
            "withdrawn" => &["submit", "withdraw"],
            other => panic!("no state {other}"),
        };
        for action in path {
            hands.step(submission, action);
        }
        if state == "superseded" {
            let next = hands.step(submission, "amend");
            let next = format!("/submissions/{}", next["id"].as_str().expect("an id"));
            self.bring_report(&next, agency, "accepted");
        }
    }
}
