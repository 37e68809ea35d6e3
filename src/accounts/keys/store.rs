//! The table of signing keys.

use diesel::prelude::*;

use crate::accounts::keys::model::SigningKey;
use crate::kernel::crypto;
use crate::kernel::directory::KeySeat;
use crate::kernel::held::{Kept, Stretch};
use crate::kernel::id::Id;
use crate::kernel::instant::Instant;
use crate::kernel::problem::{Code, Problem};
use crate::kernel::sql::{AnyConnection, advisory_lock, insert_row, rewrite_row};
use crate::schema::signing_keys::{self, table};

#[derive(Clone, Queryable, Insertable, AsChangeset)]
#[diesel(table_name = signing_keys, primary_key(kid), treat_none_as_null = true)]
pub struct Row {
    pub kid: String,
    pub public_key: Vec<u8>,
    pub sealed_private_key: Vec<u8>,
    pub created_at: Instant,
    pub signs_from: Instant,
    pub verifies_until: Option<Instant>,
    pub withdrawn_at: Option<Instant>,
}

impl Row {
    /// As it stands on the record.
    pub fn answer(&self) -> Result<SigningKey, Problem> {
        let kid: Id = self.kid.parse().map_err(|_| Problem::of(Code::Internal))?;
        Ok(SigningKey {
            kid,
            public_key: crypto::base64url(&self.public_key),
            signs_from: self.signs_from,
            verifies_until: self.verifies_until,
            withdrawn_at: self.withdrawn_at,
        })
    }
}

/// The word that stands for "there is a key that signs".
const KEYS: i64 = i64::from_be_bytes(*b"signkeys");

/// Held by whoever enters a key: two that do so at the same moment see each other.
pub fn lock(connection: &mut AnyConnection) -> Result<(), Problem> {
    Ok(advisory_lock(connection, KEYS)?)
}

/// All keys, oldest first.
pub fn all(connection: &mut AnyConnection) -> QueryResult<Vec<Row>> {
    table.order((signing_keys::signs_from, signing_keys::kid)).load(connection)
}

pub fn insert(connection: &mut AnyConnection, row: &Row) -> Result<(), Problem> {
    insert_row!(connection, table, row).map(drop).map_err(Problem::from)
}

pub fn save(connection: &mut AnyConnection, row: &Row) -> Result<(), Problem> {
    rewrite_row!(connection, table, row.kid.clone(), row).map(drop).map_err(Problem::from)
}

pub fn seats(connection: &mut AnyConnection) -> QueryResult<Vec<KeySeat>> {
    let seat = |row: Row| KeySeat {
        kid: row.kid,
        public_key: row.public_key,
        sealed_private_key: row.sealed_private_key,
        signs_from: row.signs_from,
        verifies_until: row.verifies_until,
        withdrawn: row.withdrawn_at.is_some(),
    };
    Ok(all(connection)?.into_iter().map(seat).collect())
}

/// The keys of a part of the table, as the journal would tell of them.
pub fn held(connection: &mut AnyConnection, part: &Stretch<'_>) -> Result<Vec<Kept>, Problem> {
    let answers = all(connection)?.iter().map(Row::answer).collect::<Result<Vec<_>, _>>()?;
    answers.iter().filter(|it| part.contains(it.kid)).map(|it| Kept::of(it.kid, it)).collect()
}
