//! Programmes, tasks and assignments as tests need them, made over HTTP by those whose business it is.

use serde_json::{Value, json};
use tienbo::kernel::id::Id;

use super::city::City;
use super::client::Person;

/// The step that issues, with a number, dated when the city begins.
pub fn issue(number: &str) -> Value {
    json!({"action": "issue", "number": number, "issued_on": "2017-02-01", "place": "Hải Phòng",
        "signatory": signatory()})
}

/// Who signs: the account that takes the step, in this position.
pub fn signatory() -> Value {
    json!({"position": "Phó Chủ tịch UBND thành phố, Trưởng ban"})
}

/// Makes papers for one city.
pub struct Papers<'a> {
    pub city: &'a City,
}

impl City {
    pub fn papers(&self) -> Papers<'_> {
        Papers { city: self }
    }
}

impl Papers<'_> {
    /// Who drafts and who issues for an agency.
    pub fn hands(&self, agency: &str) -> (Person, Person) {
        match agency {
            "committee" => (self.city.standing_officer(), self.city.chair()),
            other => (self.city.by(&format!("{other}_officer")), self.city.by(&format!("{other}_lead"))),
        }
    }

    /// A draft without tasks: its path.
    pub fn bare_draft(&self, agency: &str) -> String {
        let body =
            json!({"agency_id": self.city.agency(agency), "year": 2017, "title": "Chương trình công tác năm 2017"});
        let programme = self.hands(agency).0.post("/programmes", body).is(201);
        format!("/programmes/{}", programme["id"].as_str().expect("an id"))
    }

    /// A task, one-off and due on 30 September 2017, with more fields or others: its id.
    pub fn task(&self, agency: &str, programme: &str, number: &str, fields: Value) -> String {
        let mut body = json!({
            "programme_id": id_in(programme), "number": number, "title": format!("Nhiệm vụ {number}"), "kind": "one_off",
            "due_on": "2017-09-30",
        });
        for (name, value) in fields.as_object().expect("fields") {
            body[name] = value.clone();
            if value.is_null() {
                body.as_object_mut().expect("a body").remove(name);
            }
        }
        let task = self.hands(agency).0.post("/tasks", body).is(201);
        task["id"].as_str().expect("an id").to_owned()
    }

    /// A draft with one task, led by an agency: its path.
    pub fn draft(&self, agency: &str, lead: &str) -> String {
        let programme = self.bare_draft(agency);
        self.task(agency, &programme, "I.1", json!({"lead_agency_id": self.city.agency(lead)}));
        programme
    }

    pub fn submit(&self, agency: &str, programme: &str) {
        self.hands(agency).0.transition(programme, json!({"action": "submit"})).is(200);
    }

    pub fn issue(&self, agency: &str, programme: &str) -> Value {
        let number = format!("{}/CTr-BCĐ", Id::fresh().0.simple());
        self.hands(agency).1.transition(programme, issue(&number)).is(200)
    }

    /// A programme with one task, in a state: its path. `cancelled` was issued before.
    pub fn programme(&self, agency: &str, lead: &str, state: &str) -> String {
        let programme = self.draft(agency, lead);
        if state != "draft" {
            self.submit(agency, &programme);
        }
        if !["draft", "under_review"].contains(&state) {
            self.issue(agency, &programme);
        }
        let (_, issuer) = self.hands(agency);
        match state {
            "closed" => drop(issuer.transition(&programme, json!({"action": "close"})).is(200)),
            "cancelled" => {
                drop(issuer.transition(&programme, json!({"action": "cancel", "reason": "Không còn cần"})).is(200))
            }
            _ => {}
        }
        programme
    }

    /// The paths of a programme's assignments, as the committee's auditor sees them.
    pub fn assignments(&self, programme: &str) -> Vec<String> {
        let list = self.city.auditor().get(&format!("/assignments?programme_id={}&limit=200", id_in(programme)));
        list.ids().iter().map(|id| format!("/assignments/{id}")).collect()
    }

    /// The one assignment of a fresh programme, for an agency and in a state: its path.
    pub fn assignment(&self, agency: &str, state: &str) -> String {
        self.assignment_of("committee", agency, state)
    }

    /// The same under the programme of an agency.
    pub fn assignment_of(&self, owner: &str, agency: &str, state: &str) -> String {
        let programme = self.programme(owner, agency, "issued");
        let assignment = self.assignments(&programme).pop().expect("an assignment");
        self.bring(owner, agency, &assignment, state);
        assignment
    }

    /// Moves a pending assignment to a state.
    pub fn bring(&self, owner: &str, agency: &str, assignment: &str, state: &str) {
        let lead = self.city.by(&format!("{agency}_lead"));
        let officer = self.city.by(&format!("{agency}_officer"));
        let verifier =
            if owner == "committee" { self.city.standing_officer() } else { self.city.by(&format!("{owner}_officer")) };
        let decider =
            if owner == "committee" { self.city.standing_lead() } else { self.city.by(&format!("{owner}_lead")) };
        let path: &[&str] = match state {
            "pending" => &[],
            "accepted" => &["accept"],
            "in_progress" => &["accept", "record_progress"],
            "reported_done" => &["accept", "report_done"],
            "verified" => &["accept", "report_done", "verify"],
            "returned" => &["return"],
            "cancelled" => &["return", "reassign"],
            other => panic!("no state {other}"),
        };
        for action in path {
            let (who, body) = match *action {
                "accept" => (&officer, json!({"action": "accept"})),
                "record_progress" => {
                    (&lead, json!({"action": "record_progress", "percent": 40, "narrative": "Đã làm một phần"}))
                }
                "report_done" => (&lead, json!({"action": "report_done", "narrative": "Đã xong"})),
                "verify" => (&verifier, json!({"action": "verify"})),
                "return" => (&lead, json!({"action": "return", "reason": "Không thuộc chức năng"})),
                "reassign" => {
                    let other = match (owner, agency) {
                        ("committee", "culture") => "justice",
                        ("committee", _) => "culture",
                        (owner, _) => owner,
                    };
                    (
                        &decider,
                        json!({"action": "reassign", "agency_id": self.city.agency(other), "reason": "Đúng chức năng"}),
                    )
                }
                other => panic!("no action {other}"),
            };
            who.transition(assignment, body).is(200);
        }
    }

    /// An extension of one assignment, in a state: its path.
    pub fn extension(&self, agency: &str, state: &str) -> String {
        let assignment = self.assignment(agency, "accepted");
        let lead = self.city.by(&format!("{agency}_lead"));
        let body = json!({"assignment_ids": [id_in(&assignment)], "until": "2017-12-31", "reason": "Chờ số liệu"});
        let extension =
            format!("/extensions/{}", lead.post("/extensions", body).is(201)["id"].as_str().expect("an id"));
        match state {
            "granted" => drop(self.city.standing_lead().transition(&extension, json!({"action": "grant"})).is(200)),
            "refused" => drop(
                self.city
                    .standing_lead()
                    .transition(&extension, json!({"action": "refuse", "reason": "Đủ thời gian"}))
                    .is(200),
            ),
            "withdrawn" => drop(lead.transition(&extension, json!({"action": "withdraw"})).is(200)),
            _ => {}
        }
        extension
    }
}

/// The id at the end of a path.
pub fn id_in(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or_default()
}
