//! The one integration test binary: the service seen from outside, on both databases.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

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
