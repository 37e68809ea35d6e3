//! Decisions on committees as tests need them, made over HTTP by those whose business it is.

use std::sync::atomic::{AtomicI64, Ordering};

use chrono::{Duration, NaiveDate};
use serde_json::{Value, json};
use tienbo::kernel::id::Id;

use super::city::City;
use super::papers::Papers;

/// The first day of the last decision: each begins later than all before it.
static DAYS: AtomicI64 = AtomicI64::new(0);

/// Any step of a decision.
pub fn decision_step(action: &str) -> Value {
    match action {
        "revoke" => json!({"action": action, "reason": "Văn bản đã bị thu hồi"}),
        _ => json!({"action": action}),
    }
}

/// Somebody who sits on a committee.
pub fn seat(full_name: &str, sex: &str, position: &str) -> Value {
    json!({"full_name": full_name, "sex": sex, "position": position, "post": "Lãnh đạo đơn vị", "user_id": null})
}

/// A decision of an agency that names a head and two others, one of the three a woman, with a number and a first day of its own, with
/// more fields or others.
pub fn new_decision(city: &City, agency: &str, fields: Value) -> Value {
    let issued: NaiveDate = "2017-01-16".parse().expect("a day");
    let begins = issued + Duration::days(DAYS.fetch_add(1, Ordering::Relaxed));
    let mut body = json!({
        "agency_id": city.agency(agency), "number": format!("{}/QĐ-UBND", Id::fresh().0.simple()), "issued_on": issued,
        "valid_from": begins, "members": [
            seat("Vũ Minh An", "male", "head"), seat("Đỗ Thu Hà", "female", "standing_deputy"),
            seat("Bùi Văn Bình", "male", "secretary"),
        ],
    });
    for (name, value) in fields.as_object().expect("fields") {
        body[name] = value.clone();
    }
    body
}

impl Papers<'_> {
    /// The draft of a decision, with more fields or others: its path.
    pub fn decision_draft(&self, agency: &str, fields: Value) -> String {
        let made =
            self.city.standing_officer().post("/committee-decisions", new_decision(self.city, agency, fields)).is(201);
        format!("/committee-decisions/{}", made["id"].as_str().expect("an id"))
    }

    /// One in a state: its path. A revoked one was in force.
    pub fn decision(&self, agency: &str, state: &str) -> String {
        let path = self.decision_draft(agency, json!({}));
        self.bring_decision(&path, state);
        path
    }

    /// Moves a draft to a state.
    pub fn bring_decision(&self, path: &str, state: &str) {
        let steps: &[&str] = match state {
            "draft" => &[],
            "in_force" => &["record"],
            "revoked" => &["record", "revoke"],
            other => panic!("what is {other}?"),
        };
        for step in steps {
            self.city.standing_lead().transition(path, decision_step(step)).is(200);
        }
    }
}
