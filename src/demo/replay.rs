//! Replays the dated actions: each as its actor, at its instant, through the application.

use std::collections::HashMap;

use serde_json::{Value, json};

use super::application::{Application, Reply, Request};
use super::data::{self, Action};
use super::known::{self, Known};
use super::references;
use crate::accounts;
use crate::kernel::deadline;
use crate::kernel::id::Id;
use crate::kernel::instant::Instant;
use crate::reminders::Scheduler;
use crate::service::Service;

/// A person who acts in the demo.
#[derive(Clone, Debug)]
pub struct Actor {
    /// The account.
    pub user: Id,
    /// The agency acted for.
    pub agency: Id,
    /// The roles, as the token tells them.
    pub roles: Vec<String>,
}

/// The replay in progress.
pub struct Replay {
    service: Service,
    application: Application,
    actors: HashMap<String, Actor>,
    tokens: HashMap<String, String>,
    scheduler: Scheduler,
    /// What references stand for.
    pub known: Known,
    /// How many requests of each series were sent.
    sent: HashMap<&'static str, u32>,
}

impl Replay {
    /// Nobody has done anything yet.
    pub fn new(service: &Service, application: Application) -> Self {
        Self {
            service: service.clone(),
            application,
            actors: HashMap::new(),
            tokens: HashMap::new(),
            scheduler: service.scheduler(),
            known: Known::default(),
            sent: HashMap::new(),
        }
    }

    /// Somebody who can act from now on.
    pub fn introduce(&mut self, login: &str, actor: Actor) {
        self.known.save_user(login, actor.user);
        self.actors.insert(login.to_owned(), actor);
    }

    /// Somebody who was introduced.
    pub fn actor(&self, login: &str) -> Result<&Actor, String> {
        self.actors.get(login).ok_or_else(|| format!("there is nobody called {login}"))
    }

    /// Puts the civil clock there.
    pub fn at(&self, instant: Instant) {
        self.service.db.clock().set(instant);
    }

    /// Lets time go on to an instant: each day that begins meanwhile has its reminders.
    pub async fn go_on_to(&self, instant: Instant) -> Result<(), String> {
        let failed = |problem| format!("reminders could not be made: {problem}");
        let days = self.service.db.clock().now().date().iter_days().skip(1);
        for day in days.take_while(|day| *day <= instant.date()) {
            self.at(deadline::start_of(day));
            self.scheduler.run_day().await.map_err(failed)?;
        }
        self.at(instant);
        Ok(())
    }

    /// Time stands at an instant, where the service will go on.
    pub async fn end(&self, instant: Instant) -> Result<(), String> {
        self.go_on_to(instant).await?;
        self.rest_at(instant).await
    }

    /// The same without a reminder about what lies behind: nobody waits for those of past years.
    pub async fn rest_at(&self, instant: Instant) -> Result<(), String> {
        self.at(instant);
        self.scheduler.mark(instant.date()).await.map_err(|problem| format!("a day could not be marked: {problem}"))
    }

    /// Everybody who was introduced under these logins has a password of his own from now on.
    pub async fn tell_of_own_passwords(&self, logins: impl Iterator<Item = &str>) -> Result<(), String> {
        let actors = logins.map(|login| self.actor(login).map(|it| (it.user, it.agency)));
        let people = actors.collect::<Result<Vec<_>, _>>()?;
        accounts::tell_of_own_passwords(&self.service.db, people)
            .await
            .map_err(|problem| format!("nobody has a password of his own: {problem}"))
    }

    /// Takes one action.
    pub async fn take(&mut self, action: &Action) -> Result<(), String> {
        self.go_on_to(action.at).await?;
        let (method, path) = action.request().ok_or_else(|| format!("{}: it is no request", action.place))?;
        let reply = self.send(action.series, &action.who, method, path, &action.body).await;
        let reply = reply.map_err(|error| format!("{}, as {}: {error}", action.place, action.who))?;
        self.known.save_answer(action.save.as_deref(), path, &reply.body);
        Ok(())
    }

    /// A request that changes something, with its references resolved and its `If-Match` supplied.
    pub async fn change(&mut self, who: &str, method: &str, path: &str, body: &Value) -> Result<Reply, String> {
        self.send(data::COMMON, who, method, path, body).await
    }

    /// The same, counted in a series.
    pub async fn send(
        &mut self,
        series: &'static str,
        who: &str,
        method: &str,
        path: &str,
        body: &Value,
    ) -> Result<Reply, String> {
        let token = self.token(who).await?;
        let wanted = [references::in_value(&Value::String(path.to_owned()))?, references::in_value(body)?].concat();
        let mut ids = Vec::new();
        for (inside, reference) in wanted {
            let id = self.known.resolve(&reference, &self.application, &token).await?;
            ids.push((inside, id));
        }
        let path = references::replace(&Value::String(path.to_owned()), &ids);
        let (path, mut body) = (path.as_str().unwrap_or_default(), references::replace(body, &ids));
        let sent = self.sent.entry(series).or_default();
        *sent += 1;
        let key = format!("{series}-{sent}");
        // What is answered and who read it has no id of the client's choice.
        let creates =
            method == "POST" && !["/transitions", "/answers", "/disclosures"].iter().any(|it| path.ends_with(it));
        if let (true, Value::Object(fields)) = (creates, &mut body) {
            // The same ids on every machine: the examples of the API description name some of them.
            fields.insert("id".to_owned(), json!(Id::named(self.service.db.clock().now(), &key)));
        }
        let object = match method {
            "POST" => path.strip_suffix("/transitions"),
            "PUT" => path.split("/parts/").next(),
            _ => Some(path),
        };
        let etag = match object {
            Some(object) => Some(self.read(&token, object).await?.etag),
            None => None,
        };
        let request =
            Request { method, path, token: &token, etag: etag.as_deref(), key: Some(&key), body: Some(&body) };
        self.application.succeed(request).await
    }

    /// Everything that somebody finds in a list, of which the path has a query.
    pub async fn list(&mut self, who: &str, path: &str) -> Result<Vec<Value>, String> {
        let token = self.token(who).await?;
        known::list(&self.application, &token, path).await
    }

    async fn read(&self, token: &str, path: &str) -> Result<Reply, String> {
        let request = Request { method: "GET", path, token, etag: None, key: None, body: None };
        self.application.succeed(request).await
    }

    /// A token as signing in would give it; signing in itself would cost an Argon2 for each.
    async fn token(&mut self, who: &str) -> Result<String, String> {
        if let Some(token) = self.tokens.get(who) {
            return Ok(token.clone());
        }
        let actor = self.actor(who)?;
        let directory = self.service.db.refresh_directory().await.map_err(|problem| problem.to_string())?;
        let signed = self.service.tokens.sign(&directory, actor.user, actor.agency, actor.roles.clone());
        let token = signed.map_err(|problem| format!("no token for {who}: {problem}"))?.token;
        self.tokens.insert(who.to_owned(), token.clone());
        Ok(token)
    }
}
