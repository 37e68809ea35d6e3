//! Agencies that end and leave an heir, written beside the service as a change of agencies that was executed leaves them.

use diesel::connection::SimpleConnection as _;
use serde_json::json;
use tienbo::kernel::id::Id;

use super::city::City;
use super::database::Engine;

impl City {
    /// How an identifier is written in SQL.
    pub fn literal(&self, id: Id) -> String {
        if self.engine == Engine::Sqlite { format!("X'{}'", id.0.simple()) } else { format!("'{id}'") }
    }

    /// Whatever a change of agencies that holds from today on leaves; `CHANGE` in the statements is its identifier.
    pub fn changed(&self, statements: &str) -> Id {
        let (change, committee) = (Id::fresh(), self.literal(self.agency("committee")));
        let (id, today) = (self.literal(change), self.clock.now().date());
        let now = if self.engine == Engine::Sqlite { "0" } else { "now()" };
        let entered = format!(
            "INSERT INTO agency_changes (id, version, created_at, updated_at, committee_id, effective_on, renames, ends, state, authors, \
             approved_by, executed_by, reverted_by) \
             VALUES ({id}, 1, {now}, {now}, {committee}, '{today}', '[]', '[]', 'executed', '[]', '[]', '[]', '[]')"
        );
        let counted = "UPDATE directory_version SET version = version + 1";
        let all = format!("{entered}; {}; {counted}", statements.replace("CHANGE", &id));
        self.connect().batch_execute(&all).expect("the change is written");
        change
    }

    /// Ends an agency with yesterday, with an heir and those that go on beside him.
    pub fn succeed(&self, agency: &str, heir: &str, others: &[&str]) -> Id {
        let (agency, heir) = (self.literal(self.agency(agency)), self.literal(self.agency(heir)));
        let others = json!(others.iter().map(|it| self.agency(it)).collect::<Vec<_>>());
        let today = self.clock.now().date();
        let yesterday = today.pred_opt().expect("a day before");
        self.changed(&format!(
            "UPDATE agencies SET valid_to = '{yesterday}' WHERE id = {agency}; \
             INSERT INTO agency_succession (agency_id, heir_id, effective_on, successors, change_id) \
             VALUES ({agency}, {heir}, '{today}', '{others}', CHANGE)"
        ))
    }
}
