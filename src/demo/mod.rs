//! The demo is a year replayed: the dated actions of `demo/` run through the same handlers as requests do, with the civil
//! clock at each action's instant. So nothing in it can contradict the rules, and its journal is real. Two others are told in code: a
//! country (`national`), and a city whose agencies merge (`merger`).

mod accounts_file;
mod application;
mod build;
mod data;
mod known;
mod merger;
mod national;
mod references;
mod replay;
mod setup;

pub use accounts_file::path_for as accounts_path;
pub use build::{Story, build};
pub use national::Size;

/// The account that takes over from the set-up's administrator.
pub(crate) const SUCCESSOR: &str = "admin";
