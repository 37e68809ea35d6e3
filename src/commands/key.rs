//! `tienbo key`.

use clap::Subcommand;

use super::{beside, block_on, say};
use crate::accounts::keys;
use crate::config::{DatabaseConfig, KeyConfig};
use crate::kernel::directory::KeySeat;
use crate::kernel::instant::Instant;
use crate::service;

/// What can be done with the keys that sign tokens.
#[derive(Debug, Subcommand)]
pub enum KeyCommand {
    /// Make a new key; it signs in two minutes, and the one before verifies for twenty more
    Rotate {
        #[command(flatten)]
        config: DatabaseConfig,
        #[command(flatten)]
        key: KeyConfig,
    },
    /// Withdraw a key at once: every token that it signed is void
    Withdraw {
        /// The key's name
        kid: String,
        #[command(flatten)]
        config: DatabaseConfig,
        #[command(flatten)]
        key: KeyConfig,
    },
    /// List the keys, the newest first
    List {
        #[command(flatten)]
        config: DatabaseConfig,
    },
}

/// Runs one of them.
pub fn run(command: KeyCommand) -> Result<(), String> {
    block_on(async {
        match command {
            KeyCommand::Rotate { config, key } => {
                let db = beside::open_existing(&config, "key rotate")?;
                let kid = keys::rotate(&db, &service::encryption_key(&key)?).await?;
                say(&format!("made {kid}"))
            }
            KeyCommand::Withdraw { kid, config, key } => {
                let db = beside::open_existing(&config, "key withdraw")?;
                keys::withdraw(&db, &service::encryption_key(&key)?, &kid).await?;
                say(&format!("withdrawn {kid}"))
            }
            KeyCommand::List { config } => {
                let db = beside::open_existing(&config, "key list")?;
                let mut keys = db.directory().keys.clone();
                keys.sort_by_key(|key| std::cmp::Reverse(key.signs_from));
                keys.iter().try_for_each(|key| say(&format!("{}  from {}  {}", key.kid, key.signs_from, state(key))))
            }
        }
    })
}

fn state(key: &KeySeat) -> String {
    let now = Instant::of_machine();
    match key.verifies_until {
        _ if key.withdrawn => "withdrawn".to_owned(),
        Some(until) if until <= now => "past".to_owned(),
        Some(until) => format!("verifies until {until}"),
        None if key.signs_from > now => "published".to_owned(),
        None => "signs".to_owned(),
    }
}
