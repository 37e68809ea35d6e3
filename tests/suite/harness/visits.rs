//! Visits and self-inspections as tests need them, made over HTTP by those whose business it is.

use chrono::{Datelike, Duration, NaiveDate};
use serde_json::{Value, json};
use tienbo::kernel::instant::Instant;

use super::answers::met;
use super::city::City;
use super::client::Person;
use super::inspections::{inspection_plan_step, inspector};
use super::papers::Papers;

/// The civil clock goes on by some days.
pub fn days_pass(city: &City, days: i64) {
    assert!(city.clock.set(Instant(city.clock.now().0 + days * 86_400_000_000)));
}

/// The day so many days from today.
pub fn in_days(city: &City, days: i64) -> NaiveDate {
    city.clock.now().date() + Duration::days(days)
}

/// Any step of a visit or of a self-inspection, with all that comes with it.
pub fn inspection_step(city: &City, action: &str) -> Value {
    match action {
        "notify" => json!({"action": action, "starts_on": in_days(city, 5)}),
        "reschedule" => json!({"action": action, "window_from": in_days(city, 1), "window_to": in_days(city, 20)}),
        "start" => json!({"action": action, "nobody_related": true}),
        "cancel" => json!({"action": action, "cause": "not_needed"}),
        "appoint" | "appoint_leader" => {
            let mut step = inspector(city, "district_officer");
            step["action"] = json!(action);
            step
        }
        "release" => json!({"action": action, "user_id": city.user("culture_officer")}),
        "postpone" | "return" => json!({"action": action, "reason": "Theo đề nghị của đơn vị"}),
        _ => json!({"action": action}),
    }
}

/// The team of a visit where a test names none: who leads it, and who else is of it.
pub const TEAM: &[&str] = &["culture_lead", "culture_officer", "standing_officer_2"];

impl Papers<'_> {
    /// Who prepares, leads and decides for the owner of a plan where this agency is inspected: the chair, where the standing
    /// agency would judge itself.
    pub fn overseeing(&self, owner: &str, agency: &str) -> (Person, Person, Person) {
        if agency == "labour" {
            return (self.city.chair(), self.city.chair(), self.city.chair());
        }
        self.planning(owner)
    }

    /// Who writes and who signs an agency's self-inspection.
    pub fn inspecting_itself(&self, agency: &str) -> (Person, Person) {
        (self.city.by(&format!("{agency}_officer")), self.city.by(&format!("{agency}_lead")))
    }

    /// A visit of the committee to Justice, in a state: its path. A visit begins five days after its notice, so that time goes on.
    pub fn visit(&self, state: &str) -> String {
        self.visit_of("committee", "justice", TEAM, state)
    }

    /// The same by the plan of another owner, to another agency, or with another team.
    pub fn visit_of(&self, owner: &str, agency: &str, team: &[&str], state: &str) -> String {
        let today = self.a_day_early_in_its_year();
        let members: Vec<Value> = team[1..].iter().map(|it| inspector(self.city, it)).collect();
        let visit = json!({"agency_id": self.city.agency(agency), "from": today, "to": last_day(today),
            "leader": inspector(self.city, team[0]), "members": members});
        let plan = self.approved(owner, json!({"visits": [visit], "self_inspections": null}));
        let visit = self.only_inspection_of(&plan, &self.overseeing(owner, agency).1);
        self.bring_visit(owner, agency, team[0], &visit, state);
        visit
    }

    /// Takes a scheduled visit on to a state.
    pub fn bring_visit(&self, owner: &str, agency: &str, leader: &str, visit: &str, state: &str) {
        let (_, lead, _) = self.overseeing(owner, agency);
        let leader = self.city.by(leader);
        let steps: &[(&Person, &str)] = match state {
            "scheduled" => &[],
            "notified" => &[(&leader, "notify")],
            "postponed" => &[(&lead, "postpone")],
            "in_progress" => &[(&leader, "notify"), (&leader, "start")],
            "fieldwork_done" => &[(&leader, "notify"), (&leader, "start"), (&leader, "finish")],
            "cancelled" => &[(&lead, "cancel")],
            other => panic!("what is {other}?"),
        };
        for (who, action) in steps {
            if *action == "finish" {
                self.judge_carried(&leader, visit);
            }
            who.transition(visit, inspection_step(self.city, action)).is(200);
            match *action {
                "notify" => days_pass(self.city, 5),
                "start" => self.rate(&leader, visit),
                _ => {}
            }
        }
    }

    /// Somebody of the team says what he found of all that the visit carries.
    pub fn judge_carried(&self, who: &Person, visit: &str) {
        for carried in who.get(&format!("{visit}/carried?limit=200")).items() {
            let recommendation = carried["recommendation_id"].as_str().expect("an id");
            who.put(&format!("{visit}/carried/{recommendation}"), json!({"found": "not_checked"})).is(200);
        }
    }

    /// A self-inspection of an agency by the plan of another, due on the last day of the year, in a state: its path.
    pub fn self_inspection_of(&self, owner: &str, agency: &str, state: &str) -> String {
        let today = self.a_day_early_in_its_year();
        self.self_inspection_due(owner, agency, last_day(today), state)
    }

    /// The same with another due date.
    pub fn self_inspection_due(&self, owner: &str, agency: &str, due_on: NaiveDate, state: &str) -> String {
        let kind = match agency {
            "district" | "commune" => agency,
            _ => "department",
        };
        let departments = ["labour", "justice", "culture"].into_iter().filter(|it| *it != agency);
        let excluded: Vec<_> = departments.filter(|_| kind == "department").map(|it| self.city.agency(it)).collect();
        let planned = json!({"kinds": [kind], "excluded": excluded, "due_on": due_on});
        let plan = self.approved(owner, json!({"visits": [], "self_inspections": planned}));
        let (officer, lead) = self.inspecting_itself(agency);
        let path = self.only_inspection_of(&plan, &lead);
        self.rate(&officer, &path);
        let (reviewer, _, _) = self.overseeing(owner, agency);
        let (_, closer, head) = self.planning(owner);
        let steps: &[(&Person, &str)] = match state {
            "in_progress" => &[],
            "not_handed_in" => {
                closer.transition(&plan, inspection_plan_step("close")).is(200);
                &[]
            }
            "cancelled" => {
                let mut step = inspection_plan_step("drop");
                step["agency_id"] = json!(self.city.agency(agency));
                step["cancel_cause"] = json!("not_needed");
                head.transition(&plan, step).is(200);
                &[]
            }
            "pending_signature" => &[(&officer, "hand_over")],
            "submitted" => &[(&officer, "hand_over"), (&lead, "sign")],
            "closed" => &[(&officer, "hand_over"), (&lead, "sign"), (&reviewer, "take_note")],
            other => panic!("what is {other}?"),
        };
        for (who, action) in steps {
            who.transition(&path, inspection_step(self.city, action)).is(200);
        }
        path
    }

    /// Somebody says of every item of an inspection that all is well.
    pub fn rate(&self, who: &Person, inspection: &str) {
        for item in who.get(&format!("{inspection}/answers?limit=200")).items() {
            who.put(&format!("{inspection}/answers/{}", item["code"].as_str().expect("a code")), met()).is(200);
        }
    }

    /// An approved plan of an agency for the year of the clock: its path.
    fn approved(&self, owner: &str, mut fields: Value) -> String {
        fields["year"] = json!(in_days(self.city, 0).year());
        let plan = self.inspection_plan_draft(owner, fields);
        self.bring_inspection_plan(owner, &plan, "approved");
        plan
    }

    fn only_inspection_of(&self, plan: &str, reader: &Person) -> String {
        let plan = plan.rsplit('/').next().expect("an id");
        let found = reader.get(&format!("/inspections?plan_id={plan}")).ids();
        assert_eq!(found.len(), 1, "{found:?}");
        format!("/inspections/{}", found[0])
    }

    /// Today, or the beginning of the next year where this one is nearly over.
    fn a_day_early_in_its_year(&self) -> NaiveDate {
        let today = in_days(self.city, 0);
        if today.month() < 11 {
            return today;
        }
        self.city.at(&format!("{}-01-05T09:00:00+07:00", today.year() + 1));
        in_days(self.city, 0)
    }
}

fn last_day(of: NaiveDate) -> NaiveDate {
    NaiveDate::from_ymd_opt(of.year(), 12, 31).expect("a day")
}
