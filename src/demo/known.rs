//! What the references of the demo's data stand for, as far as the replay has come.

use std::collections::HashMap;

use serde_json::Value;

use super::application::{Application, Request};
use super::references::Reference;
use crate::kernel::id::Id;

/// An assignment as its list shows it.
#[derive(Clone, Debug)]
struct Assignment {
    id: String,
    number: String,
    agency: String,
    due_on: String,
    cancelled: bool,
}

/// The ids known by now.
#[derive(Debug, Default)]
pub struct Known {
    saved: HashMap<String, String>,
    users: HashMap<String, String>,
    /// By programme and number.
    tasks: HashMap<(String, String), String>,
    /// By programme, as last listed.
    assignments: HashMap<String, Vec<Assignment>>,
    /// By period and agency.
    obligations: HashMap<(String, String), String>,
    /// By plan, agency and kind.
    inspections: HashMap<[String; 3], String>,
}

impl Known {
    /// Saves an id under a name.
    pub fn save(&mut self, name: &str, id: Id) {
        self.saved.insert(name.to_owned(), id.to_string());
    }

    /// Saves a person's id.
    pub fn save_user(&mut self, login: &str, id: Id) {
        self.users.insert(login.to_owned(), id.to_string());
    }

    /// The id saved under a name.
    pub fn saved(&self, name: &str) -> Result<Id, String> {
        let id = self.saved.get(name).ok_or_else(|| format!("nothing is saved as {name}"))?;
        id.parse().map_err(|_| format!("{name} has no id"))
    }

    /// Saves what an answer tells: its id under a name, the events of a series under that name and their places, and a task
    /// under its number.
    pub fn save_answer(&mut self, name: Option<&str>, path: &str, answer: &Value) {
        let Some(id) = answer.get("id").and_then(Value::as_str) else { return };
        if let Some(name) = name {
            self.saved.insert(name.to_owned(), id.to_owned());
            let events = answer.get("event_ids").and_then(Value::as_array).into_iter().flatten();
            for (place, event) in (1..).zip(events.filter_map(Value::as_str)) {
                self.saved.insert(format!("{name}/{place}"), event.to_owned());
            }
        }
        if path == "/tasks" {
            let text = |field: &str| answer.get(field).and_then(Value::as_str).unwrap_or_default().to_owned();
            self.tasks.insert((text("programme_id"), text("number")), id.to_owned());
        }
    }

    /// The id that a reference stands for, asked of the service where it is not known yet.
    pub async fn resolve(
        &mut self,
        reference: &Reference,
        service: &Application,
        token: &str,
    ) -> Result<String, String> {
        let unknown = || format!("{reference:?} stands for nothing");
        match reference {
            Reference::Saved(name) => self.saved.get(name).cloned().ok_or_else(unknown),
            Reference::User(login) => self.users.get(login).cloned().ok_or_else(unknown),
            Reference::Task { programme, number } => {
                let programme = self.saved(programme)?.to_string();
                let key = (programme, number.clone());
                if !self.tasks.contains_key(&key) {
                    self.list_tasks(&key.0, service, token).await?;
                }
                self.tasks.get(&key).cloned().ok_or_else(unknown)
            }
            Reference::Assignment { programme, number, agency, date } => {
                let (programme, agency) = (self.saved(programme)?.to_string(), self.saved(agency)?.to_string());
                let find = |known: &Self| {
                    let fits = |it: &&Assignment| {
                        it.number == *number
                            && it.agency == agency
                            && date.as_ref().is_none_or(|date| it.due_on == *date)
                    };
                    let fitting = || known.assignments.get(&programme).into_iter().flatten().filter(fits);
                    fitting().find(|it| !it.cancelled).or_else(|| fitting().next()).map(|it| it.id.clone())
                };
                if let Some(id) = find(self) {
                    return Ok(id);
                }
                self.list_assignments(&programme, service, token).await?;
                find(self).ok_or_else(unknown)
            }
            Reference::Obligation { period, agency } => {
                let key = (self.saved(period)?.to_string(), self.saved(agency)?.to_string());
                if !self.obligations.contains_key(&key) {
                    self.list_obligations(&key.0, service, token).await?;
                }
                self.obligations.get(&key).cloned().ok_or_else(unknown)
            }
            Reference::Inspection { kind, plan, agency } => {
                let key = [self.saved(plan)?.to_string(), self.saved(agency)?.to_string(), kind.clone()];
                if !self.inspections.contains_key(&key) {
                    self.list_inspections(&key[0], service, token).await?;
                }
                self.inspections.get(&key).cloned().ok_or_else(unknown)
            }
        }
    }

    /// Each person sees a part of them: what others saw stays.
    async fn list_inspections(&mut self, plan: &str, service: &Application, token: &str) -> Result<(), String> {
        for inspection in list(service, token, &format!("/inspections?plan_id={plan}")).await? {
            let text = |field: &str| inspection.get(field).and_then(Value::as_str).unwrap_or_default().to_owned();
            self.inspections.insert([plan.to_owned(), text("agency_id"), text("kind")], text("id"));
        }
        Ok(())
    }

    async fn list_obligations(&mut self, period: &str, service: &Application, token: &str) -> Result<(), String> {
        for obligation in list(service, token, &format!("/obligations?period_id={period}")).await? {
            let text = |field: &str| obligation.get(field).and_then(Value::as_str).unwrap_or_default().to_owned();
            self.obligations.insert((period.to_owned(), text("agency_id")), text("id"));
        }
        Ok(())
    }

    async fn list_tasks(&mut self, programme: &str, service: &Application, token: &str) -> Result<(), String> {
        for task in list(service, token, &format!("/tasks?programme_id={programme}")).await? {
            let text = |field: &str| task.get(field).and_then(Value::as_str).unwrap_or_default().to_owned();
            self.tasks.insert((programme.to_owned(), text("number")), text("id"));
        }
        Ok(())
    }

    async fn list_assignments(&mut self, programme: &str, service: &Application, token: &str) -> Result<(), String> {
        self.list_tasks(programme, service, token).await?;
        let numbers: HashMap<&String, &String> =
            self.tasks.iter().filter(|((of, _), _)| of == programme).map(|((_, number), id)| (id, number)).collect();
        let listed = list(service, token, &format!("/assignments?programme_id={programme}")).await?;
        let assignments = self.assignments.entry(programme.to_owned()).or_default();
        for assignment in listed {
            let text = |field: &str| assignment.get(field).and_then(Value::as_str).unwrap_or_default().to_owned();
            let fresh = Assignment {
                id: text("id"),
                number: numbers.get(&text("task_id")).map(|it| (*it).clone()).unwrap_or_default(),
                agency: text("agency_id"),
                due_on: text("due_on"),
                cancelled: text("state") == "cancelled",
            };
            // Each person sees a part of them: what others saw stays.
            assignments.retain(|known| known.id != fresh.id);
            assignments.push(fresh);
        }
        Ok(())
    }
}

/// All pages of a list.
pub async fn list(service: &Application, token: &str, path: &str) -> Result<Vec<Value>, String> {
    let (mut items, mut cursor) = (Vec::new(), String::new());
    loop {
        let path = format!("{path}&limit=200{cursor}");
        let request = Request { method: "GET", path: &path, token, etag: None, key: None, body: None };
        let page = service.succeed(request).await?.body;
        items.extend(page.get("items").and_then(Value::as_array).cloned().unwrap_or_default());
        match page.get("next").and_then(Value::as_str) {
            Some(next) => cursor = format!("&cursor={next}"),
            None => return Ok(items),
        }
    }
}
