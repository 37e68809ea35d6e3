//! Difficulties as tests need them, made over HTTP by those whose business it is.

use serde_json::{Value, json};

use super::city::City;
use super::client::Person;
use super::papers::{Papers, id_in};
use super::visits::days_pass;

/// Any step of a difficulty, with all that comes with it. What is joined goes to another one of the Department of Culture.
pub fn difficulty_step(city: &City, action: &str) -> Value {
    match action {
        "ask" => json!({"action": action, "question": "Còn thiếu bao nhiêu kinh phí?"}),
        "inform" => json!({"action": action, "information": "Còn thiếu 120 triệu đồng"}),
        "decide" => json!({"action": action, "decision": "Giao Sở Tài chính cân đối"}),
        "forward" => json!({"action": action, "letter_number": "215/SLĐTBXH-BĐG", "forwarded_to": "Bộ Lao động"}),
        "record_reply" => json!({"action": action, "reply": "Bộ đã có hướng dẫn"}),
        "resolve" => json!({"action": action, "answer": "Bổ sung kinh phí trong dự toán năm sau"}),
        "escalate" | "reopen" | "withdraw" => json!({"action": action, "reason": "Theo ý kiến của lãnh đạo"}),
        "join" => {
            let survivor = city.papers().difficulty("culture", "raised");
            json!({"action": action, "survivor_id": id_in(&survivor)})
        }
        _ => json!({"action": action}),
    }
}

/// A difficulty of an agency, with more fields or others.
pub fn new_difficulty(city: &City, agency: &str, fields: Value) -> Value {
    let mut body = json!({"agency_id": city.agency(agency), "title": "Thiếu kinh phí duy trì nhà tạm lánh",
        "text": "Kinh phí được giao chỉ đủ cho sáu tháng"});
    for (name, value) in fields.as_object().expect("fields") {
        body[name] = value.clone();
    }
    body
}

impl Papers<'_> {
    /// A draft of an agency's officer: its path.
    pub fn difficulty_draft(&self, agency: &str, fields: Value) -> String {
        let officer = self.city.by(&format!("{agency}_officer"));
        let made = officer.post("/difficulties", new_difficulty(self.city, agency, fields)).is(201);
        format!("/difficulties/{}", made["id"].as_str().expect("an id"))
    }

    /// A difficulty of an agency in a state: its path. One that is answered was so long ago that it can be closed.
    pub fn difficulty(&self, agency: &str, state: &str) -> String {
        let difficulty = self.difficulty_draft(agency, json!({}));
        self.bring_difficulty(agency, &difficulty, state);
        if state == "resolved" {
            days_pass(self.city, 31);
        }
        difficulty
    }

    /// Takes a draft on to a state.
    pub fn bring_difficulty(&self, agency: &str, difficulty: &str, state: &str) {
        let steps: &[&str] = match state {
            "draft" => &[],
            "raised" => &["raise"],
            "in_handling" => &["raise", "acknowledge"],
            "needs_info" => &["raise", "acknowledge", "ask"],
            "escalated" => &["raise", "acknowledge", "escalate"],
            "forwarded" => &["raise", "acknowledge", "forward"],
            "resolved" => &["raise", "acknowledge", "resolve"],
            "closed" => &["raise", "acknowledge", "resolve", "confirm"],
            "withdrawn" => &["raise", "withdraw"],
            "joined" => &["raise", "join"],
            other => panic!("what is {other}?"),
        };
        for action in steps {
            self.move_difficulty(agency, difficulty, action);
        }
    }

    /// Moves a difficulty by whoever does that, where it was not handed on.
    pub fn move_difficulty(&self, agency: &str, difficulty: &str, action: &str) -> Value {
        let [officer, lead] = self.holders_of(agency);
        let (standing_officer, standing_lead) = match agency {
            "labour" => (self.city.chair(), self.city.chair()),
            _ => (self.city.standing_officer(), self.city.standing_lead()),
        };
        let who = match action {
            "acknowledge" | "ask" | "close_unconfirmed" => officer,
            "pass_up" | "resolve" => lead,
            "escalate" | "forward" => standing_lead,
            "record_reply" | "join" | "separate" => standing_officer,
            "decide" => self.city.chair(),
            "discard" | "inform" => self.city.by(&format!("{agency}_officer")),
            _ => self.city.by(&format!("{agency}_lead")),
        };
        who.transition(difficulty, difficulty_step(self.city, action)).is(200)
    }

    /// Who has what an agency raises first: an officer and a lead.
    fn holders_of(&self, agency: &str) -> [Person; 2] {
        match agency {
            "commune" => ["district_officer", "district_lead"].map(|login| self.city.by(login)),
            "labour" => [self.city.chair(), self.city.chair()],
            _ => [self.city.standing_officer(), self.city.standing_lead()],
        }
    }
}
