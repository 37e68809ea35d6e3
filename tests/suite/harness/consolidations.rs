//! Consolidations as tests need them, made over HTTP by those whose business it is.

use serde_json::{Value, json};
use tienbo::kernel::id::Id;

use super::papers::{Papers, id_in, signatory};

/// Any step of a consolidation.
pub fn consolidation_step(action: &str) -> Value {
    match action {
        "issue" => json!({
            "action": "issue", "number": format!("{}/BC-BCĐ", Id::fresh().0.simple()), "issued_on": "2017-02-01",
            "place": "Hải Phòng", "signatory": signatory(),
        }),
        "send" => json!({
            "action": "send", "recipient": format!("Nơi nhận {}", Id::fresh()), "sent_on": "2017-02-01", "letter_number": "12/CV",
        }),
        "return" => json!({"action": "return", "reason": "Bổ sung báo cáo"}),
        _ => json!({"action": action}),
    }
}

impl Papers<'_> {
    /// The next consolidation of a period, begun: its path.
    pub fn consolidation_of(&self, period: &str) -> String {
        let begun = self.city.standing_officer().post("/consolidations", json!({"period_id": id_in(period)})).is(201);
        format!("/consolidations/{}", begun["id"].as_str().expect("an id"))
    }

    /// Takes a step by whoever takes it in the ordinary run of things.
    pub fn consolidate(&self, consolidation: &str, step: Value) -> Value {
        let who = match step["action"].as_str().expect("an action") {
            "issue" => self.city.chair(),
            "return" | "send" => self.city.standing_lead(),
            _ => self.city.standing_officer(),
        };
        who.transition(consolidation, step).is(200)
    }

    /// Moves a fresh consolidation to a state.
    pub fn bring_consolidation(&self, consolidation: &str, state: &str) {
        let path: &[&str] = match state {
            "open" => &[],
            "compiled" => &["compile"],
            "under_review" => &["compile", "submit"],
            "issued" => &["compile", "submit", "issue"],
            "sent" => &["compile", "submit", "issue", "send"],
            other => panic!("no state {other}"),
        };
        for action in path {
            self.consolidate(consolidation, consolidation_step(action));
        }
    }

    /// The consolidation of a period of its own, in a state: its path.
    pub fn consolidation(&self, state: &str) -> String {
        let consolidation = self.consolidation_of(&self.open_period());
        self.bring_consolidation(&consolidation, state);
        consolidation
    }
}
