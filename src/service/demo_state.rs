//! What a demo database knows of itself: that it is one, and where its civil clock stands.

use crate::kernel::call::Call;
use crate::kernel::db::Db;
use crate::kernel::instant::Instant;
use crate::kernel::problem::Problem;
use crate::kernel::settings;
use crate::kernel::sql::{AnyConnection, Target};
use crate::kernel::table::SETTINGS;

/// The setting that only a demo database has.
pub const NAME: &str = "demo.state";
/// Its value while the year is being replayed …
pub const REPLAYING: &str = "replaying";
/// … and after that.
pub const READY: &str = "ready";
/// The setting that says what the demo is about; one that has none is of the city.
pub const STORY: &str = "demo.story";
/// The setting that says where the civil clock stands.
pub const CLOCK: &str = "demo.clock";

/// 1 December 2017, 09:00 in Hải Phòng: half of the Action Month is over, and the annual report falls due in two weeks.
pub const DEFAULT_START: Instant = Instant(1_512_093_600_000_000);

/// Writes down where the clock stands.
pub async fn mark(db: &Db) -> Result<(), Problem> {
    write(db, vec![(CLOCK, db.clock().now().to_string())]).await
}

/// Writes down that the build of a story has begun, or that it is done.
pub async fn enter(db: &Db, value: &'static str, story: &str) -> Result<(), Problem> {
    let values = [(NAME, value.to_owned()), (CLOCK, db.clock().now().to_string()), (STORY, story.to_string())];
    write(db, values.to_vec()).await
}

/// What the demo in a database is about, where it says so. The error is the line to print.
pub fn story(target: &Target) -> Result<Option<String>, String> {
    let read = |connection: &mut AnyConnection| settings::get(connection, STORY).map_err(|error| error.to_string());
    let found = target.connect().map_err(|error| error.to_string()).and_then(|mut connection| read(&mut connection));
    found.map_err(|error| format!("cannot read the database: {error}").replace('\n', " "))
}

async fn write(db: &Db, values: Vec<(&'static str, String)>) -> Result<(), Problem> {
    let call = Call::of_command("demo", db.clock().now());
    db.write_as_system(&call, move |tx| {
        for (name, value) in &values {
            settings::set(tx.connection, name, value)?;
        }
        tx.technical(&SETTINGS, &())
    })
    .await
    .map(drop)
}
