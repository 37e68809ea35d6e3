//! PROVISIONAL: events by SQL, until there is `POST /events`.

use serde_json::json;
use tienbo::kernel::id::Id;
use tienbo::kernel::instant::Instant;

use super::database::Engine;
use super::papers::{Papers, id_in};

impl Papers<'_> {
    /// An event of an agency for a Month, planned: its id.
    pub fn listed_event(&self, month: &str, agency: &str, form: &str) -> String {
        let id = Id::fresh();
        let engine = self.city.engine;
        let literal = |id: &str| match engine {
            Engine::Sqlite => format!("X'{}'", id.replace('-', "")),
            Engine::Postgres => format!("'{id}'"),
        };
        let at = |instant: Instant| match engine {
            Engine::Sqlite => instant.0.to_string(),
            Engine::Postgres => format!("'{instant}'"),
        };
        let read = self.city.auditor().get(month).is(200);
        let starts = Instant::parse(read["opens_at"].as_str().expect("an instant")).expect("an instant");
        let (starts, ends) = (at(starts), at(starts.plus_seconds(3600)));
        let planned = json!({"state": 5_000_000, "mobilised_cash": 0, "mobilised_in_kind": 250_000});
        let of = |agency: &str| literal(&self.city.agency(agency).to_string());
        let (agency, committee) = (of(agency), of("committee"));
        self.city.database.execute(&format!(
            "INSERT INTO events (id, version, created_at, updated_at, agency_id, committee_id, recipient_id, action_month_id, occasion, \
             form, mode, title, starts_at, ends_at, themes, audiences, partners, planned, state, year, results_number, authors, search_text) \
             VALUES ({id}, 1, {starts}, {starts}, {agency}, {committee}, {agency}, {month}, 'action_month', '{form}', 'in_person', 'Mít tinh', \
             {starts}, {ends}, '[]', '[]', '[]', '{planned}', 'planned', {year}, 0, '{{}}', 'mit tinh')",
            id = literal(&id.to_string()),
            month = literal(id_in(month)),
            year = read["year"],
        ));
        id.to_string()
    }

    /// Cancels one.
    pub fn cancel_event(&self, event: &str) {
        let id = match self.city.engine {
            Engine::Sqlite => format!("X'{}'", event.replace('-', "")),
            Engine::Postgres => format!("'{event}'"),
        };
        self.city.database.execute(&format!("UPDATE events SET state = 'cancelled' WHERE id = {id}"));
    }
}
