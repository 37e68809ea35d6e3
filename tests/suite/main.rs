//! The service seen from outside: real HTTP against the real application, every test on SQLite and on PostgreSQL.
//!
//! `scripts/with-postgres cargo test --test suite` brings the server; `TIENBO_TEST_SQLITE_ONLY=1` leaves it out.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod harness;

mod bad_input;
mod cells;
mod concurrency;
mod contract;
mod deadlines;
mod delegation;
mod flow;
mod isolation;
mod lists;
mod sign_in;
mod walks;
