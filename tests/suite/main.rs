//! The service seen from outside: real HTTP against the real application, every test on SQLite and on PostgreSQL. What begins
//! with `engine` opens the database as the service does and needs no HTTP.
//!
//! `scripts/with-postgres cargo test --test suite` brings the server; `TIENBO_TEST_SQLITE_ONLY=1` leaves it out.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod harness;

mod administration;
mod attachments;
mod audit_bundle;
mod audit_verify;
mod bad_input;
mod cells;
mod chapters;
mod concurrency;
mod contract;
mod deadlines;
mod delegation;
mod demo_national;
mod demo_year;
mod dependencies;
mod endings;
mod engine_commit;
mod engine_directory;
mod engine_idempotency;
mod engine_journal;
mod engine_kill;
mod engine_kit;
mod engine_migrations;
mod engine_overload;
mod engine_postgres;
mod engine_statements;
mod erasing;
mod events;
mod events_bad_input;
mod events_races;
mod events_results;
mod events_times;
mod figures;
mod flow;
mod given_passwords;
mod house;
mod housekeeping;
mod imports;
mod isolation;
mod kept;
mod lists;
mod months;
mod oidc;
mod one_caller;
mod order;
mod plans;
mod processes;
mod promises;
mod public_kernel;
mod publications;
mod publications_shown;
mod published;
mod rate_limit;
mod record;
mod record_shown;
mod reminders;
mod reminders_events;
mod reminders_mail;
mod reminders_reports;
mod reports_consolidations;
mod reports_periods;
mod reports_submissions;
mod sign_in;
mod sign_ins;
mod silent_database;
mod startup;
mod storage;
mod tls_mail;
mod tls_postgres;
mod unchanged;
mod walks;
