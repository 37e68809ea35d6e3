//! Two clocks, both passed in. The *civil* clock judges deadlines, windows, receipts and the dates of grants, and stamps
//! the journal; tests set it and the demo runs it in 2017. The *machine's* clock judges tokens, idempotency, throttling
//! and time-outs, and is never shifted.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use chrono::{DateTime, NaiveDate, SecondsFormat, TimeZone, Utc};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::kernel::db::types::SqlInstant;
use crate::kernel::deadline;

/// 0000-01-01T00:00:00Z and 9999-12-31T23:59:59.999999Z.
const FIRST_WRITABLE: i64 = -62_167_219_200_000_000;
const LAST_WRITABLE: i64 = 253_402_300_799_999_999;

/// A point in time: microseconds since 1970-01-01T00:00:00Z. Shown as RFC 3339 in UTC.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, diesel::AsExpression, diesel::FromSqlRow)]
#[diesel(sql_type = SqlInstant)]
pub struct Instant(pub i64);

impl Instant {
    /// The end of what lasts: the last instant that RFC 3339 can write. Never null, so that ranges of time stay in one index.
    pub const FOREVER: Self = Self(LAST_WRITABLE);

    /// What the machine's clock says.
    pub fn of_machine() -> Self {
        Self(Utc::now().timestamp_micros())
    }

    /// Reads RFC 3339 with any offset; `None` for anything else.
    pub fn parse(text: &str) -> Option<Self> {
        // An offset must not carry an instant out of the years that RFC 3339 can write.
        let at = DateTime::parse_from_rfc3339(text).ok()?.timestamp_micros();
        Some(Self(at.clamp(FIRST_WRITABLE, LAST_WRITABLE)))
    }

    /// Whole seconds since 1970, as tokens count them.
    pub fn seconds(self) -> i64 {
        self.0.div_euclid(1_000_000)
    }

    /// This instant moved by whole seconds.
    pub fn plus_seconds(self, seconds: i64) -> Self {
        Self(self.0.saturating_add(seconds.saturating_mul(1_000_000)))
    }

    /// The civil date in Vietnam at this instant.
    pub fn date(self) -> NaiveDate {
        deadline::civil_date(self)
    }

    /// The instant as chrono's type; instants outside chrono's range (year ±262,000) become the epoch.
    pub fn utc(self) -> DateTime<Utc> {
        Utc.timestamp_micros(self.0).single().unwrap_or_default()
    }
}

impl fmt::Display for Instant {
    // `to_rfc3339_opts` is several times as fast as `format("%…")`, which shows in a list.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.utc().to_rfc3339_opts(SecondsFormat::Micros, true))
    }
}

impl Serialize for Instant {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Instant {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).ok_or_else(|| serde::de::Error::custom("not an RFC 3339 instant"))
    }
}

impl utoipa::PartialSchema for Instant {
    fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::schema::Schema> {
        use utoipa::openapi::schema::{KnownFormat, ObjectBuilder, SchemaFormat, Type};
        ObjectBuilder::new()
            .schema_type(Type::String)
            .format(Some(SchemaFormat::KnownFormat(KnownFormat::DateTime)))
            .max_length(Some(40))
            .description(Some("An instant, RFC 3339; answers use UTC."))
            .into()
    }
}

impl utoipa::ToSchema for Instant {
    fn name() -> std::borrow::Cow<'static, str> {
        "Instant".into()
    }
}

/// The clock that deadlines are judged by.
#[derive(Clone, Debug)]
pub struct CivilClock(Arc<Mode>);

#[derive(Debug)]
enum Mode {
    /// The machine's time, as in production.
    Real,
    /// The machine's time shifted by a fixed number of microseconds: the demo's year.
    Shifted(AtomicI64),
    /// Stands still until somebody moves it: tests and the replay of the demo.
    Set(AtomicI64),
}

impl CivilClock {
    /// The civil time of a real service.
    pub fn real() -> Self {
        Self(Arc::new(Mode::Real))
    }

    /// A clock that reads `start` now and runs on from there.
    pub fn running_from(start: Instant) -> Self {
        let shift = start.0 - Instant::of_machine().0;
        Self(Arc::new(Mode::Shifted(AtomicI64::new(shift))))
    }

    /// A clock that stands at `at` until [`CivilClock::set`].
    pub fn standing_at(at: Instant) -> Self {
        Self(Arc::new(Mode::Set(AtomicI64::new(at.0))))
    }

    /// Moves a standing clock, or makes a shifted one read `at` now. A real clock cannot be moved: `false`.
    pub fn set(&self, at: Instant) -> bool {
        match &*self.0 {
            Mode::Real => return false,
            Mode::Shifted(shift) => shift.store(at.0 - Instant::of_machine().0, Ordering::SeqCst),
            Mode::Set(value) => value.store(at.0, Ordering::SeqCst),
        }
        true
    }

    /// The civil time.
    pub fn now(&self) -> Instant {
        match &*self.0 {
            Mode::Real => Instant::of_machine(),
            Mode::Shifted(shift) => Instant(Instant::of_machine().0 + shift.load(Ordering::SeqCst)),
            Mode::Set(value) => Instant(value.load(Ordering::SeqCst)),
        }
    }

    /// Whether it moves only when somebody moves it.
    pub fn stands(&self) -> bool {
        matches!(&*self.0, Mode::Set(_))
    }

    /// Whether this clock is not the real one.
    pub fn is_demo(&self) -> bool {
        !matches!(&*self.0, Mode::Real)
    }
}
