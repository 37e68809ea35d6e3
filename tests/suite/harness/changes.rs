//! Agency changes as tests need them, made over HTTP by those whose business it is.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use serde_json::{Value, json};
use tienbo::kernel::id::Id;

use super::city::City;

/// The steps of an agency change.
pub fn change_step(action: &str) -> Value {
    match action {
        "approve" | "execute" => json!({"action": action}),
        _ => json!({"action": action, "reason": "Thử nghiệm"}),
    }
}

/// An agency that ends, with an heir or dissolved; who takes over files what it owes.
pub fn ends(agency: Id, heir: Option<Id>) -> Value {
    json!({"agency_id": agency, "heir_id": heir, "open_obligations": "heir_files"})
}

/// The day before another, or after it.
fn day_beside(day: &str, days: i64) -> String {
    let day: NaiveDate = day.parse().expect("a day");
    (day + chrono::Duration::days(days)).to_string()
}

impl City {
    /// A draft by which agencies end on a day, their last: its path.
    pub fn drafted_change(&self, last_day: &str, ends: Value) -> String {
        self.drafted_change_with(json!({"effective_on": day_beside(last_day, 1), "ends": ends}))
    }

    /// A draft of an agency change: its path.
    pub fn drafted_change_with(&self, fields: Value) -> String {
        let mut body = json!({"committee_id": self.agency("committee")});
        for (name, value) in fields.as_object().expect("fields") {
            body[name] = value.clone();
        }
        let made = self.standing_officer().post("/agency-changes", body).is(201);
        format!("/agency-changes/{}", made["id"].as_str().expect("an id"))
    }

    /// A fresh change in a state, by which a unit of Justice of its own ends that is entered for it under a code: its path.
    pub fn change_of_a_unit(&self, code: &str, state: &str) -> String {
        let unit = json!({"code": code, "name": format!("Đơn vị {code}"), "kind": "unit",
            "parent_id": self.agency("justice"), "valid_from": "2016-01-01"});
        let unit = self.admin().post("/agencies", unit).is(201)["id"].clone();
        let ends = json!([{"agency_id": unit, "open_obligations": "heir_files"}]);
        let change = self.drafted_change("2017-01-31", ends);
        self.bring_change(&change, state);
        change
    }

    /// Takes a change on to a state.
    pub fn bring_change(&self, change: &str, state: &str) {
        let (lead, chair) = (self.standing_lead(), self.chair());
        let steps: &[_] = match state {
            "draft" => &[],
            "approved" => &[(&chair, "approve")],
            "executed" => &[(&chair, "approve"), (&lead, "execute")],
            "reverted" => &[(&chair, "approve"), (&lead, "execute"), (&chair, "revert")],
            "cancelled" => &[(&chair, "cancel")],
            other => panic!("what is {other}?"),
        };
        for (who, action) in steps {
            who.transition(change, change_step(action)).is(200);
        }
    }

    /// Dissolves an agency with a day, its last, that may be still to come: the change's path.
    pub fn ends_with(&self, agency: Id, last_day: &str) -> String {
        let change = self.drafted_change(last_day, json!([ends(agency, None)]));
        self.bring_change(&change, "approved");
        let now = self.clock.now();
        let effective_on: NaiveDate = day_beside(last_day, 1).parse().expect("a day");
        if now.date() < effective_on {
            self.at(&format!("{effective_on}T00:00:00+07:00"));
        }
        self.standing_lead().transition(&change, change_step("execute")).is(200);
        assert!(self.clock.set(now));
        change
    }

    /// The same of an agency of the city, by name.
    pub fn end(&self, agency: &str, last_day: &str) -> String {
        self.ends_with(self.agency(agency), last_day)
    }

    /// Has an agency go on that a change ended.
    pub fn goes_on(&self, change: &str) {
        self.chair().transition(change, change_step("revert")).is(200);
    }

    /// What an agency would leave that ended with January 2017: `kind: how many`. Nothing is changed.
    pub fn leaves(&self, agency: Id) -> BTreeSet<String> {
        let change = self.drafted_change("2017-01-31", json!([ends(agency, None)]));
        let preview = self.auditor().get(&format!("{change}/preview")).is(200);
        self.chair().transition(&change, change_step("cancel")).is(200);
        let left = preview["left"].as_array().expect("kinds").iter().filter(|it| it["count"] != 0);
        left.map(|it| format!("{}: {}", it["kind"].as_str().expect("a kind"), it["count"])).collect()
    }
}
