//! The kernel's own tables. A test holds this file against both databases, column by column.

#![allow(missing_docs, reason = "the macro writes items that cannot carry comments")]

use diesel::table;

use crate::kernel::sql::kinds::{SqlId, SqlInstant};

table! {
    directory_version (id) {
        id -> Integer,
        version -> BigInt,
    }
}

table! {
    settings (name) {
        name -> Text,
        value -> Text,
    }
}

table! {
    use diesel::sql_types::*;
    use crate::kernel::sql::schema::{SqlId, SqlInstant};

    journal_entries (sequence) {
        sequence -> BigInt,
        id -> SqlId,
        era -> Integer,
        transaction_id -> BigInt,
        occurred_at -> SqlInstant,
        recorded_at -> SqlInstant,
        actor_id -> Nullable<SqlId>,
        on_behalf_of_id -> Nullable<SqlId>,
        actor_agency_id -> Nullable<SqlId>,
        actor_role -> Nullable<Text>,
        owner_agency_id -> Nullable<SqlId>,
        resource -> Text,
        resource_id -> SqlId,
        resource_version -> Integer,
        action -> Text,
        from_state -> Nullable<Text>,
        to_state -> Nullable<Text>,
        reason -> Nullable<Text>,
        before -> Nullable<Text>,
        after -> Nullable<Text>,
        request_id -> Nullable<Text>,
        before_sha256 -> Nullable<Binary>,
        after_sha256 -> Nullable<Binary>,
    }
}

table! {
    use diesel::sql_types::*;
    use crate::kernel::sql::schema::SqlInstant;

    journal_eras (era) {
        era -> Integer,
        system_identifier -> Text,
        opened_at -> SqlInstant,
    }
}

table! {
    use diesel::sql_types::*;
    use crate::kernel::sql::schema::SqlInstant;

    journal_seals (number) {
        number -> BigInt,
        era -> Integer,
        horizon -> BigInt,
        first_position -> BigInt,
        sequences -> Text,
        hashes -> Text,
        head -> Text,
        sealed_at -> SqlInstant,
        form -> Integer,
    }
}

table! {
    use diesel::sql_types::*;
    use crate::kernel::sql::schema::SqlId;

    text_folds (of_table) {
        of_table -> Text,
        version -> Integer,
        done_up_to -> Nullable<SqlId>,
    }
}

table! {
    use diesel::sql_types::*;
    use crate::kernel::sql::schema::SqlId;

    storage_used (agency_id) {
        agency_id -> SqlId,
        bytes -> BigInt,
    }
}

table! {
    use diesel::sql_types::*;
    use crate::kernel::sql::schema::{SqlId, SqlInstant};

    idempotency_keys (scope) {
        scope -> Binary,
        request_hash -> Binary,
        entry_id -> SqlId,
        created_at -> SqlInstant,
    }
}

// An entry is read together with how far the chain reaches.
diesel::allow_tables_to_appear_in_same_query!(journal_entries, journal_seals);
