//! The yearly programme of a Committee for the Advancement of Women as live obligations.

pub mod accounts;
pub mod agencies;
pub mod app;
pub mod attachments;
pub mod audit;
pub mod chapters;
pub mod commands;
pub mod config;
pub mod demo;
pub mod description;
pub mod difficulties;
pub mod documents;
pub mod events;
pub mod extensions;
pub mod inspections;
pub mod kernel;
pub mod logging;
pub mod openapi;
pub mod organisation;
pub mod programmes;
pub mod reminders;
pub mod reports;
pub mod restricted;
pub mod service;
pub mod time;
pub mod work;

pub mod schema;
