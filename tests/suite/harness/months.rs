//! Action Months and event plans as tests need them, made over HTTP by those whose business it is.

use serde_json::{Value, json};

use super::city::City;
use super::client::Person;
use super::events::new_event;
use super::papers::{Papers, id_in};

/// Who has to do with the event plan of an agency: its officer, its lead, and who receives its reports.
pub struct Planners {
    pub officer: Person,
    pub lead: Person,
    pub receiver: Person,
}

impl Planners {
    pub fn of(city: &City, agency: &str) -> Self {
        let receiver = match agency {
            "labour" => "chair",
            "commune" => "district_officer",
            _ => "standing_officer",
        };
        Self {
            officer: city.by(&format!("{agency}_officer")),
            lead: city.by(&format!("{agency}_lead")),
            receiver: city.by(receiver),
        }
    }

    /// Takes a step of a plan in the ordinary run of things.
    pub fn step(&self, plan: &str, action: &str) -> Value {
        let who = if ["acknowledge", "return"].contains(&action) { &self.receiver } else { &self.lead };
        who.transition(plan, plan_step(action)).is(200)
    }
}

/// Any step of an Action Month.
pub fn month_step(action: &str) -> Value {
    if action == "announce" {
        json!({"action": action})
    } else {
        json!({"action": action, "reason": "Đổi chủ đề"})
    }
}

/// Any step of an event plan.
pub fn plan_step(action: &str) -> Value {
    match action {
        "submit" | "acknowledge" => json!({"action": action}),
        _ => json!({"action": action, "reason": "Bổ sung hoạt động"}),
    }
}

impl City {
    /// The Action Month of a year, with a theme: its path.
    pub fn month(&self, year: i32) -> String {
        let body = json!({"committee_id": self.agency("committee"), "year": year,
            "name": format!("Tháng hành động vì bình đẳng giới năm {year}"), "theme": "Chung tay xoá bỏ bạo lực",
            "slogans": ["Hãy lên tiếng", "Không im lặng"]});
        let month = self.standing_officer().post("/action-months", body).is(201);
        format!("/action-months/{}", month["id"].as_str().expect("an id"))
    }
}

impl Papers<'_> {
    /// An Action Month of a year that has none yet, in a state: its path.
    pub fn month(&self, state: &str) -> String {
        let last = self.city.auditor().get("/action-months?sort=-year&limit=1").items();
        let year = last.first().and_then(|it| it["year"].as_i64()).unwrap_or(2029).max(2029) + 1;
        let month = self.city.month(i32::try_from(year).expect("a year"));
        if state == "announced" {
            self.city.standing_lead().transition(&month, month_step("announce")).is(200);
        }
        month
    }

    /// An agency's draft of a plan for a Month, without events: its path.
    pub fn bare_plan(&self, month: &str, agency: &str) -> String {
        let body = json!({"agency_id": self.city.agency(agency), "action_month_id": id_in(month)});
        let plan = Planners::of(self.city, agency).officer.post("/event-plans", body).is(201);
        format!("/event-plans/{}", plan["id"].as_str().expect("an id"))
    }

    /// An event of an agency for a Month, planned, on 20 November: its path.
    pub fn listed_event(&self, month: &str, agency: &str, form: &str) -> String {
        let year = self.city.auditor().get(month).is(200)["year"].clone();
        let body = json!({"form": form, "starts_at": format!("{year}-11-20T01:00:00Z"),
            "ends_at": format!("{year}-11-20T04:00:00Z"), "planned": {"state": 5_000_000, "mobilised_in_kind": 250_000}});
        let event = Planners::of(self.city, agency).officer.post("/events", new_event(self.city, agency, body)).is(201);
        assert_eq!(event["action_month_id"], id_in(month));
        format!("/events/{}", event["id"].as_str().expect("an id"))
    }

    /// An agency's plan with one event, for a Month of its own and in a state: its path.
    pub fn plan(&self, agency: &str, state: &str) -> String {
        self.plan_for(&self.month("planned"), agency, state)
    }

    /// The same for a Month.
    pub fn plan_for(&self, month: &str, agency: &str, state: &str) -> String {
        let plan = self.bare_plan(month, agency);
        self.listed_event(month, agency, "rally");
        let steps: &[&str] = match state {
            "draft" => &[],
            "submitted" => &["submit"],
            "acknowledged" => &["submit", "acknowledge"],
            "returned" => &["submit", "return"],
            other => panic!("no state {other}"),
        };
        for action in steps {
            Planners::of(self.city, agency).step(&plan, action);
        }
        plan
    }
}
