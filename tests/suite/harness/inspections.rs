//! Inspections as tests need them, made over HTTP by those whose business it is.

use serde_json::{Value, json};
use tienbo::kernel::id::Id;

use super::city::City;
use super::client::Person;
use super::papers::{Papers, id_in, signatory};
use super::visits::in_days;

/// Any step of a plan of inspections, with all that comes with it.
pub fn inspection_plan_step(action: &str) -> Value {
    match action {
        "submit" | "close" => json!({"action": action}),
        "approve" => {
            let number = format!("{}/KH", Id::fresh());
            json!({"action": action, "number": number, "approved_on": "2017-01-20", "signatory": signatory()})
        }
        _ => json!({"action": action, "reason": "Theo ý kiến của Trưởng ban"}),
    }
}

/// The same for a plan of an agency that has no visits: `add` brings one, and `drop` ends its only self-inspection.
pub fn inspection_plan_step_of(city: &City, agency: &str, action: &str) -> Value {
    let mut step = inspection_plan_step(action);
    let (visited, inspecting) = if agency == "committee" { ("culture", "district") } else { ("commune", "commune") };
    match action {
        "add" => step["visit"] = planned_visit(city, visited, "standing_lead", &["justice_officer"]),
        "drop" => {
            step["agency_id"] = json!(city.agency(inspecting));
            step["cancel_cause"] = json!("not_needed");
        }
        _ => {}
    }
    step
}

/// Somebody of the city as an inspector, for the agency that he acts for.
pub fn inspector(city: &City, login: &str) -> Value {
    let agency = city.caller(login).agency;
    json!({"user_id": city.user(login), "agency_id": agency})
}

/// A visit of an agency in June, led by one of these people.
pub fn planned_visit(city: &City, agency: &str, leader: &str, members: &[&str]) -> Value {
    let members: Vec<Value> = members.iter().map(|it| inspector(city, it)).collect();
    json!({"agency_id": city.agency(agency), "from": "2017-06-05", "to": "2017-06-16",
        "leader": inspector(city, leader), "members": members})
}

impl Papers<'_> {
    /// Who writes an agency's plans of inspections, who leads there, and who approves them.
    pub fn planning(&self, agency: &str) -> (Person, Person, Person) {
        let (officer, lead) = self.inspecting(agency);
        let head = if agency == "committee" { self.city.chair() } else { lead.clone() };
        (officer, lead, head)
    }

    /// A plan of an agency with a published checklist, with more fields or others. The committee's has a visit of Justice
    /// and one of the commune, and all districts inspect themselves; a district's has one of its commune.
    pub fn new_inspection_plan(&self, agency: &str, fields: Value) -> Value {
        let checklist = self.checklist(agency, "published");
        let visits = match agency {
            "committee" => json!([
                planned_visit(self.city, "justice", "standing_lead", &["culture_officer", "standing_officer_2"]),
                planned_visit(self.city, "commune", "standing_officer", &["justice_officer"]),
            ]),
            _ => json!([planned_visit(self.city, "commune", "district_lead", &["justice_officer"])]),
        };
        let mut body = json!({
            "agency_id": self.city.agency(agency), "year": 2017, "title": "Kế hoạch kiểm tra năm 2017",
            "checklist_id": id_in(&checklist), "visits": visits,
        });
        if agency == "committee" {
            body["self_inspections"] = json!({"kinds": ["district"], "excluded": [], "due_on": "2017-10-31"});
        }
        for (name, value) in fields.as_object().expect("fields") {
            body[name] = value.clone();
        }
        body
    }

    /// A draft of such a plan: its path.
    pub fn inspection_plan_draft(&self, agency: &str, fields: Value) -> String {
        let made = self.planning(agency).0.post("/inspection-plans", self.new_inspection_plan(agency, fields)).is(201);
        format!("/inspection-plans/{}", made["id"].as_str().expect("an id"))
    }

    /// A fresh plan of an agency in a state: its path.
    pub fn inspection_plan(&self, agency: &str, state: &str) -> String {
        let plan = self.inspection_plan_draft(agency, json!({}));
        self.bring_inspection_plan(agency, &plan, state);
        plan
    }

    /// The same without visits: the district, or the district's commune, inspects itself.
    pub fn self_inspection_plan(&self, agency: &str, state: &str) -> String {
        let kind = if agency == "committee" { "district" } else { "commune" };
        let planned = json!({"kinds": [kind], "excluded": [], "due_on": "2017-10-31"});
        let plan = self.inspection_plan_draft(agency, json!({"visits": [], "self_inspections": planned}));
        self.bring_inspection_plan(agency, &plan, state);
        plan
    }

    /// Takes a draft on to a state; one with visits cannot be closed.
    pub fn bring_inspection_plan(&self, agency: &str, plan: &str, state: &str) {
        let (officer, lead, head) = self.planning(agency);
        let steps: &[(&Person, &str)] = match state {
            "draft" => &[],
            "submitted" => &[(&officer, "submit")],
            "approved" => &[(&officer, "submit"), (&head, "approve")],
            "closed" => &[(&officer, "submit"), (&head, "approve"), (&lead, "close")],
            "cancelled" => &[(&head, "cancel")],
            other => panic!("what is {other}?"),
        };
        for (who, action) in steps {
            let mut step = inspection_plan_step(action);
            if *action == "approve" {
                // Plans of later years are approved later.
                step["approved_on"] = json!(in_days(self.city, 0));
            }
            who.transition(plan, step).is(200);
        }
    }
}
