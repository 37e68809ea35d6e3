//! Requests as somebody, and what a test says about the answers.

use std::sync::Barrier;
use std::time::Duration;

use serde_json::Value;
use ureq::Agent;
use ureq::http::{HeaderMap, Request};

use super::application::Application;

/// A plain HTTP client: no redirects, no errors for statuses.
pub fn agent() -> Agent {
    Agent::config_builder()
        .http_status_as_error(false)
        .max_redirects(0)
        .allow_non_standard_methods(true)
        .timeout_global(Some(Duration::from_secs(60)))
        .max_idle_connections(128)
        .max_idle_connections_per_host(128)
        .build()
        .new_agent()
}

/// Somebody who sends requests; nobody, where there is no token.
#[derive(Clone)]
pub struct Person {
    pub name: String,
    agent: Agent,
    root: String,
    token: Option<String>,
    headers: Vec<(String, String)>,
}

impl Person {
    pub fn new(name: &str, agent: &Agent, root: String, token: Option<String>) -> Self {
        Self { name: name.to_owned(), agent: agent.clone(), root, token, headers: Vec::new() }
    }

    /// The same person with another header on every request.
    #[must_use]
    pub fn with(&self, name: &str, value: impl ToString) -> Self {
        let mut person = self.clone();
        person.headers.retain(|(known, _)| known != name);
        person.headers.push((name.to_owned(), value.to_string()));
        person
    }

    /// The same person at another instance.
    #[must_use]
    pub fn on(&self, instance: &Application) -> Self {
        Self { root: format!("http://{}", instance.address), ..self.clone() }
    }

    /// The same person under an idempotency key.
    #[must_use]
    pub fn with_key(&self, key: &str) -> Self {
        self.with("idempotency-key", key)
    }

    /// The token that this person shows.
    pub fn token(&self) -> &str {
        self.token.as_deref().unwrap_or_default()
    }

    pub fn get(&self, path: &str) -> Answer {
        self.send("GET", path, None)
    }

    /// POST without a precondition: something new.
    pub fn post(&self, path: &str, body: Value) -> Answer {
        self.send("POST", path, Some(body.to_string().into_bytes()))
    }

    /// PATCH with the version just read.
    pub fn patch(&self, path: &str, body: Value) -> Answer {
        self.with_etag_of(path).send("PATCH", path, Some(body.to_string().into_bytes()))
    }

    /// PUT with the version just read, that of the resource around where the path names a part of it.
    pub fn put(&self, path: &str, body: Value) -> Answer {
        let resource = path.strip_suffix("/password").unwrap_or(path);
        self.with_etag_of(resource).send("PUT", path, Some(body.to_string().into_bytes()))
    }

    /// PUT of a part of a file, with the version just read.
    pub fn put_part(&self, attachment: &str, number: usize, bytes: &[u8]) -> Answer {
        let path = format!("{attachment}/parts/{number}");
        let sender = self.with_etag_of(attachment).with("content-type", "application/octet-stream");
        sender.send("PUT", &path, Some(bytes.to_vec()))
    }

    /// DELETE with the version just read.
    pub fn delete(&self, path: &str) -> Answer {
        self.with_etag_of(path).send("DELETE", path, None)
    }

    /// A step along the workflow, with the version just read.
    pub fn transition(&self, resource: &str, body: Value) -> Answer {
        self.with_etag_of(resource).post(&format!("{resource}/transitions"), body)
    }

    /// With the present ETag of a resource. Who cannot read it still sends one, so that the answer is not 428.
    #[must_use]
    pub fn with_etag_of(&self, path: &str) -> Self {
        if self.headers.iter().any(|(name, _)| name == "if-match") {
            return self.clone();
        }
        self.having_read(&self.get(path))
    }

    /// With the ETag of what was read.
    #[must_use]
    pub fn having_read(&self, answer: &Answer) -> Self {
        self.with("if-match", answer.etag().unwrap_or_else(|| "\"1-unread\"".to_owned()))
    }

    /// What was done with an object, oldest first, as this person reads its history.
    #[track_caller]
    pub fn told(&self, path: &str) -> Vec<String> {
        self.get(&format!("{path}/transitions")).items().iter().map(|it| text(&it["action"])).collect()
    }

    /// Any request; a body is sent as JSON unless a header says otherwise.
    pub fn send(&self, method: &str, path: &str, body: Option<Vec<u8>>) -> Answer {
        let url = if path.starts_with("/.well-known")
            || path.starts_with("/health")
            || path.starts_with("/openapi")
            || path.starts_with("//")
        {
            format!("{}{}", self.root, path.replacen("//", "/", 1))
        } else {
            format!("{}/api/v1{path}", self.root)
        };
        let mut request = Request::builder().method(method).uri(&url);
        if let Some(token) = &self.token {
            request = request.header("authorization", format!("Bearer {token}"));
        }
        if body.is_some() && !self.headers.iter().any(|(name, _)| name == "content-type") {
            request = request.header("content-type", "application/json");
        }
        for (name, value) in self.headers.iter().filter(|(_, value)| !value.is_empty()) {
            request = request.header(name, value);
        }
        let asked = format!("{} {method} {path} {}", self.name, shown(body.as_deref()));
        let answer = match body {
            Some(body) => self.agent.run(request.body(body).expect("a request")),
            None => self.agent.run(request.body(()).expect("a request")),
        };
        let mut answer = answer.unwrap_or_else(|error| panic!("{asked}: {error}"));
        let (status, headers) = (answer.status().as_u16(), answer.headers().clone());
        let bytes = answer.body_mut().with_config().limit(64 << 20).read_to_vec().expect("a body");
        let body = serde_json::from_slice(&bytes).unwrap_or_default();
        Answer { asked, status, headers, body, bytes }
    }
}

fn shown(body: Option<&[u8]>) -> String {
    let text = String::from_utf8_lossy(body.unwrap_or_default()).into_owned();
    text.chars().take(300).collect()
}

/// What came back.
#[derive(Clone, Debug)]
pub struct Answer {
    pub asked: String,
    pub status: u16,
    pub headers: HeaderMap,
    pub body: Value,
    pub bytes: Vec<u8>,
}

impl Answer {
    /// A header as text.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).and_then(|value| value.to_str().ok())
    }

    pub fn etag(&self) -> Option<String> {
        self.header("etag").map(str::to_owned)
    }

    /// The code of the problem; empty where it is none.
    pub fn code(&self) -> &str {
        let is_problem = self.status >= 400;
        self.body["code"].as_str().filter(|_| is_problem).unwrap_or_default()
    }

    /// It went well with this status: the body.
    #[track_caller]
    pub fn is(&self, status: u16) -> Value {
        assert_eq!(self.status, status, "{self}");
        self.body.clone()
    }

    /// It is a problem of this kind, in the one form that problems have.
    #[track_caller]
    pub fn is_problem(&self, status: u16, code: &str) -> &Self {
        assert_eq!((self.status, self.code()), (status, code), "{self}");
        assert_eq!(self.header("content-type"), Some("application/problem+json"), "{self}");
        assert_eq!(self.body["status"], status, "{self}");
        assert_eq!(self.body["type"], format!("urn:tienbo:problem:{code}"), "{self}");
        assert!(self.body["title"].as_str().is_some_and(|title| !title.is_empty()), "{self}");
        assert!(self.header("x-request-id").is_some(), "{self}");
        self
    }

    /// The problem points at this place, with this code.
    #[track_caller]
    pub fn points_at(&self, pointer: &str, code: &str) -> &Self {
        let errors = self.body["errors"].as_array().cloned().unwrap_or_default();
        assert!(errors.iter().any(|it| it["pointer"] == pointer && it["code"] == code), "{self}");
        self
    }

    /// The items of a list.
    #[track_caller]
    pub fn items(&self) -> Vec<Value> {
        assert_eq!(self.status, 200, "{self}");
        self.body["items"].as_array().expect("a list").clone()
    }

    /// The ids of a list.
    #[track_caller]
    pub fn ids(&self) -> Vec<String> {
        self.items().iter().map(|it| text(&it["id"])).collect()
    }

    /// What a detail read says of one action: `None` where it may be taken, else the codes that stand in the way.
    #[track_caller]
    pub fn blocked(&self, action: &str) -> Option<Vec<String>> {
        let list =
            if self.body["next_actions"].is_array() { &self.body["next_actions"] } else { &self.body["actions"] };
        let entry = list.as_array().and_then(|all| all.iter().find(|it| it["action"] == action));
        let entry = entry.unwrap_or_else(|| panic!("no action {action} in {self}"));
        let codes =
            entry["blocked_by"].as_array().expect("blockers").iter().map(|it| text(&it["code"])).collect::<Vec<_>>();
        assert_eq!(entry["allowed"] == true, codes.is_empty(), "{self}");
        if codes.is_empty() { None } else { Some(codes) }
    }
}

impl std::fmt::Display for Answer {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let body: String = String::from_utf8_lossy(&self.bytes).chars().take(800).collect();
        write!(formatter, "{}\n  → {} {body}", self.asked, self.status)
    }
}

/// The statuses of some answers, the smallest first.
pub fn statuses(answers: &[Answer]) -> Vec<u16> {
    let mut all: Vec<u16> = answers.iter().map(|answer| answer.status).collect();
    all.sort_unstable();
    all
}

/// A number that counts something.
#[track_caller]
pub fn count(value: &Value) -> i64 {
    value.as_i64().unwrap_or_else(|| panic!("{value} is no number"))
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_else(|| panic!("{value} is no text")).to_owned()
}

/// Sends requests at the same moment: their answers, in order.
pub fn at_once(requests: &[&(dyn Fn() -> Answer + Sync)]) -> Vec<Answer> {
    let barrier = Barrier::new(requests.len());
    std::thread::scope(|scope| {
        let barrier = &barrier;
        let running: Vec<_> = requests
            .iter()
            .map(|request| {
                scope.spawn(move || {
                    barrier.wait();
                    request()
                })
            })
            .collect();
        running.into_iter().map(|it| it.join().unwrap()).collect()
    })
}
