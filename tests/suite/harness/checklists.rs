//! Checklists as tests need them, made over HTTP by those whose business it is.

use serde_json::{Value, json};
use tienbo::kernel::id::Id;

use super::city::City;
use super::client::Person;
use super::papers::Papers;

/// Any step of a checklist.
pub fn checklist_step(action: &str) -> Value {
    json!({"action": action})
}

/// An item of a checklist, of the topic that its code begins with.
pub fn checklist_item(code: &str) -> Value {
    let topic = code.split('.').next().unwrap_or_default();
    json!({"code": code, "topic": topic, "question": format!("Đơn vị đã làm gì về việc {code}?"), "required": true})
}

/// A checklist of an agency, of two topics with two items each and a code of its own, with more fields or others.
pub fn new_checklist(city: &City, agency: &str, fields: Value) -> Value {
    let items: Vec<Value> = ["1.1", "1.2", "2.1", "2.2"].iter().map(|code| checklist_item(code)).collect();
    let mut body = json!({
        "agency_id": city.agency(agency), "code": format!("KT-{}", Id::fresh().0.simple()),
        "title": "Kiểm tra công tác năm", "items": items,
        "topics": [{"code": "1", "title": "Bộ máy"}, {"code": "2", "title": "Cán bộ nữ"}],
    });
    for (name, value) in fields.as_object().expect("fields") {
        body[name] = value.clone();
    }
    body
}

impl Papers<'_> {
    /// Who writes an agency's checklists, and who puts them in force.
    pub fn inspecting(&self, agency: &str) -> (Person, Person) {
        match agency {
            "committee" => (self.city.standing_officer(), self.city.standing_lead()),
            other => (self.city.by(&format!("{other}_officer")), self.city.by(&format!("{other}_lead"))),
        }
    }

    /// The first version of a fresh checklist, in a state: its path. A retired one gave way to the second.
    pub fn checklist(&self, agency: &str, state: &str) -> String {
        let (officer, lead) = self.inspecting(agency);
        let made = officer.post("/checklists", new_checklist(self.city, agency, json!({}))).is(201);
        let first = format!("/checklists/{}", made["id"].as_str().expect("an id"));
        if state != "draft" {
            lead.transition(&first, checklist_step("publish")).is(200);
        }
        if state == "retired" {
            lead.transition(&self.revised(agency, &first), checklist_step("publish")).is(200);
        }
        first
    }

    /// The draft of the next version: its path.
    pub fn revised(&self, agency: &str, checklist: &str) -> String {
        let next = self.inspecting(agency).0.transition(checklist, checklist_step("revise")).is(200);
        format!("/checklists/{}", next["id"].as_str().expect("an id"))
    }
}
