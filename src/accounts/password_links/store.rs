//! The table of links that set a password. A secret is nowhere in it, only its SHA-256.

use diesel::prelude::*;

use crate::accounts::password_links::model::Purpose;
use crate::accounts::users::store as users;
use crate::kernel::id::Id;
use crate::kernel::instant::Instant;
use crate::kernel::policy::Member;
use crate::kernel::problem::Problem;
use crate::kernel::sql::{AnyConnection, SLICE, insert_row};
use crate::kernel::table::Technical;
use crate::schema::password_links::{self, table};

/// Links.
pub const PASSWORD_LINKS: Technical = Technical {
    table: "password_links",
    why: "links on their way; that somebody was invited, and that a link set a password, is on record",
};

#[derive(Clone, Queryable, Insertable)]
#[diesel(table_name = password_links, treat_none_as_default_value = false)]
pub struct Row {
    pub id: Id,
    pub user_id: Id,
    pub purpose: Purpose,
    /// Who made it, and for which agency; none where the person asked.
    pub made_by: Option<Id>,
    pub made_for: Option<Id>,
    /// Whether a letter takes it.
    pub by_mail: bool,
    /// That of the account's credentials: once they are changed, the link is void.
    pub generation: i32,
    /// None until the letter leaves that has the secret.
    pub secret_hash: Option<Vec<u8>>,
    pub made_at: Instant,
    pub expires_at: Instant,
}

impl Row {
    /// A link that somebody makes for a person, or the person asked for; made and good until then.
    pub fn of(
        user: &users::Row,
        by: Option<Member>,
        secret_hash: Option<&[u8]>,
        (made_at, expires_at): (Instant, Instant),
    ) -> Self {
        let secret_hash = secret_hash.map(<[u8]>::to_vec);
        Self {
            id: Id::fresh(),
            user_id: user.id,
            purpose: if by.is_some() { Purpose::Invitation } else { Purpose::Forgotten },
            made_by: by.map(|it| it.user),
            made_for: by.map(|it| it.agency),
            by_mail: secret_hash.is_none(),
            generation: user.generation,
            secret_hash,
            made_at,
            expires_at,
        }
    }

    /// On whose word it sets a password, where that is somebody else's: whoever made it, or entered the address that it went to.
    pub fn on_the_word_of(&self, user: &users::Row) -> Option<Member> {
        let maker = self.made_by.zip(self.made_for).map(|(user, agency)| Member { user, agency });
        maker.or_else(|| user.address_given())
    }
}

/// Enters a link.
pub fn insert(connection: &mut AnyConnection, row: &Row) -> Result<(), Problem> {
    insert_row!(connection, table, row).map(drop).map_err(Problem::from)
}

/// A link by its id, if it is there still.
pub fn find(connection: &mut AnyConnection, id: Id) -> Result<Option<Row>, Problem> {
    Ok(table.find(id).first(connection).optional()?)
}

/// A link by its secret.
pub fn find_by_secret(connection: &mut AnyConnection, hash: &[u8]) -> Result<Option<Row>, Problem> {
    Ok(table.filter(password_links::secret_hash.eq(Some(hash.to_vec()))).first(connection).optional()?)
}

/// The letter that leaves now has this secret, and any that left before has none that is good.
pub fn give_secret(connection: &mut AnyConnection, id: Id, hash: &[u8]) -> Result<(), Problem> {
    diesel::update(table.find(id))
        .set(password_links::secret_hash.eq(Some(hash.to_vec())))
        .execute(connection)
        .map(drop)
        .map_err(Problem::from)
}

/// Every link of somebody is void.
pub fn forget_of(connection: &mut AnyConnection, user: Id) -> Result<(), Problem> {
    diesel::delete(table.filter(password_links::user_id.eq(user))).execute(connection).map(drop).map_err(Problem::from)
}

/// Removes one slice of those that have expired.
pub fn forget_expired(connection: &mut AnyConnection, now: Instant) -> QueryResult<usize> {
    let expired = table.filter(password_links::expires_at.lt(now)).select(password_links::id).limit(SLICE);
    let expired: Vec<Id> = expired.load(connection)?;
    diesel::delete(table.filter(password_links::id.eq_any(expired))).execute(connection)
}
