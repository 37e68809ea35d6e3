//! What every test stands on: the real application behind a real socket, on a throwaway database, with a city in it.

mod answers;
mod application;
mod attachments;
mod certificates;
mod changes;
mod checklists;
mod city;
mod client;
mod consolidations;
mod database;
mod decisions;
mod difficulties;
mod events;
mod findings;
mod inspections;
mod months;
mod papers;
mod post_office;
mod program;
mod reports;
mod seed;
mod submissions;
mod succession;
mod visits;

pub use answers::met;
pub use application::{Application, config};
pub use attachments::{PART, pdf, sha256};
pub use certificates::{Authority, Identity};
pub use changes::{change_step, ends};
pub use checklists::{checklist_item, checklist_step, new_checklist};
pub use city::{City, is_also, sign_in, told};
pub use client::{Answer, Person, agent, at_once, count, statuses};
pub use consolidations::consolidation_step;
pub use database::{Database, Engine, folder};
pub use decisions::{decision_step, new_decision, seat};
pub use difficulties::{difficulty_step, new_difficulty};
pub use events::{duplicate_of, event_step, new_event, new_series, publication_step, results};
pub use findings::{inspection_report_step, new_recommendation, recommendation_step};
pub use inspections::{inspection_plan_step, inspection_plan_step_of, inspector, planned_visit};
pub use months::{Planners, month_step, plan_step};
pub use papers::{id_in, issue};
pub use post_office::{Mail, PostOffice, Security};
pub use program::{Program, Running, free_port};
pub use seed::{PASSWORD, name_of, own_passwords};
pub use serde_json::{Value, json};
pub use submissions::{Hands, declare_nil, report_step, submit};
pub use visits::{TEAM, days_pass, in_days, inspection_step};

/// Makes tests of functions that take a city: each runs on SQLite and on PostgreSQL, on a database of its own. The functions
/// stand outside, where the formatter sees them, and one that is not listed is dead code.
macro_rules! both_databases {
    ($($name:ident),+ $(,)?) => {
        $(mod $name {
            #[test]
            fn on_sqlite() {
                super::$name($crate::harness::City::on($crate::harness::Engine::Sqlite));
            }

            #[test]
            fn on_postgres() {
                if $crate::harness::Engine::postgres_is_wanted() {
                    super::$name($crate::harness::City::on($crate::harness::Engine::Postgres));
                }
            }
        })+
    };
}
pub(crate) use both_databases;
