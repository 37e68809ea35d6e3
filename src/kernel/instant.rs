//! A point in time.

use std::fmt;

use chrono::{DateTime, SecondsFormat, TimeZone, Utc};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::kernel::sql::kinds::SqlInstant;

/// 0001-01-01T00:00:00Z and 9999-12-31T23:59:59.999999Z: what RFC 3339 can write and every client can read.
const FIRST_WRITABLE: i64 = -62_135_596_800_000_000;
const LAST_WRITABLE: i64 = 253_402_300_799_999_999;

/// A point in time: microseconds since 1970-01-01T00:00:00Z. Shown as RFC 3339 in UTC.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, diesel::AsExpression, diesel::FromSqlRow)]
#[diesel(sql_type = SqlInstant)]
pub struct Instant(pub i64);

impl Instant {
    /// The end of what lasts: the last instant that RFC 3339 can write. Never null, so that ranges of time stay in one index.
    pub const FOREVER: Self = Self(LAST_WRITABLE);

    /// The first instant that everybody can read.
    pub const FIRST: Self = Self(FIRST_WRITABLE);

    /// Reads RFC 3339 with any offset; `None` for anything else, and for what lies in no year from 1 to 9999 in UTC: it could not be
    /// shown as it was written.
    pub fn parse(text: &str) -> Option<Self> {
        let at = DateTime::parse_from_rfc3339(text).ok()?.timestamp_micros();
        (FIRST_WRITABLE..=LAST_WRITABLE).contains(&at).then_some(Self(at))
    }

    /// Whole seconds since 1970, as tokens count them.
    pub fn seconds(self) -> i64 {
        self.0.div_euclid(1_000_000)
    }

    /// This instant moved by whole seconds.
    pub fn plus_seconds(self, seconds: i64) -> Self {
        Self(self.0.saturating_add(seconds.saturating_mul(1_000_000)))
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
            .description(Some("An instant, RFC 3339, of the years 1 to 9999 in UTC; answers use UTC."))
            .into()
    }
}

impl utoipa::ToSchema for Instant {
    fn name() -> std::borrow::Cow<'static, str> {
        "Instant".into()
    }
}
