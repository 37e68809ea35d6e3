//! The service seen from outside: real HTTP against the real application, every test on SQLite and on PostgreSQL.
//!
//! `scripts/with-postgres cargo test --test suite` brings the server; `TIENBO_TEST_SQLITE_ONLY=1` leaves it out.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod harness;

mod bad_input;
mod cells;
mod concurrency;
mod deadlines;
mod flow;
mod isolation;
