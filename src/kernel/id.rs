//! Identifiers: UUIDv7, made by the service or chosen by the client.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize};
use uuid::Uuid;

use crate::kernel::crypto;
use crate::kernel::instant::Instant;
use crate::kernel::sql::kinds::SqlId;

/// The identifier of anything on record. Sorts by the time it was made.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, diesel::AsExpression, diesel::FromSqlRow,
)]
#[diesel(sql_type = SqlId)]
#[serde(transparent)]
pub struct Id(pub Uuid);

impl Id {
    /// A fresh identifier.
    #[allow(clippy::disallowed_methods, reason = "identifiers are made here and nowhere else")]
    pub fn fresh() -> Self {
        Self(Uuid::now_v7())
    }

    /// The identifier that a name has at an instant: the same for the same two, on every machine. A replayed demo has the
    /// same identifiers everywhere, so that the examples of the API description work on it.
    pub fn named(at: Instant, name: &str) -> Self {
        let hash = crypto::sha256(name.as_bytes());
        let mut bits = [0; 10];
        bits.copy_from_slice(&hash[..10]);
        let milliseconds = u64::try_from(at.0 / 1_000).unwrap_or_default();
        Self(uuid::Builder::from_unix_timestamp_millis(milliseconds, &bits).into_uuid())
    }
}

impl fmt::Display for Id {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(formatter)
    }
}

impl FromStr for Id {
    type Err = &'static str;

    // Only the hyphenated form: the document promises one spelling per identifier.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if text.len() != 36 {
            return Err("not a UUID");
        }
        Uuid::try_parse(text).map(Self).map_err(|_| "not a UUID")
    }
}

impl<'de> Deserialize<'de> for Id {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

impl utoipa::PartialSchema for Id {
    fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::schema::Schema> {
        use utoipa::openapi::schema::{KnownFormat, ObjectBuilder, SchemaFormat, Type};
        ObjectBuilder::new()
            .schema_type(Type::String)
            .format(Some(SchemaFormat::KnownFormat(KnownFormat::Uuid)))
            .max_length(Some(36))
            .into()
    }
}

impl utoipa::ToSchema for Id {
    fn name() -> std::borrow::Cow<'static, str> {
        "Id".into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_named_id_is_a_uuid_v7_of_its_instant_and_its_name() {
        let at = Instant::parse("2017-03-06T09:00:00+07:00").unwrap();
        let id = Id::named(at, "ctr1016");
        assert_eq!(id.0.get_version_num(), 7);
        assert_eq!(id, Id::named(at, "ctr1016"));
        assert_ne!(id, Id::named(at, "ctr1017"));
        assert!(id < Id::named(at.plus_seconds(1), "ctr1016"));
    }
}
