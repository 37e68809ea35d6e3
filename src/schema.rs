//! The chapters' tables. A test holds this file against both databases, column by column.

#![allow(missing_docs, reason = "the macro writes items that cannot carry comments")]

use diesel::{allow_tables_to_appear_in_same_query, joinable, table};

table! {
    use diesel::sql_types::*;
    use crate::kernel::db::types::{SqlId, SqlInstant};

    agencies (id) {
        id -> SqlId,
        version -> Integer,
        created_at -> SqlInstant,
        updated_at -> SqlInstant,
        code -> Text,
        name -> Text,
        short_name -> Nullable<Text>,
        kind -> Text,
        parent_id -> Nullable<SqlId>,
        valid_from -> Date,
        valid_to -> Nullable<Date>,
        lineage -> Text,
        name_key -> Text,
        search_text -> Text,
    }
}

table! {
    use diesel::sql_types::*;
    use crate::kernel::db::types::{SqlId, SqlInstant};

    legal_documents (id) {
        id -> SqlId,
        version -> Integer,
        created_at -> SqlInstant,
        updated_at -> SqlInstant,
        number -> Text,
        kind -> Text,
        issuer -> Text,
        issued_on -> Date,
        title -> Text,
        link -> Nullable<Text>,
        title_key -> Text,
        search_text -> Text,
    }
}

table! {
    use diesel::sql_types::*;
    use crate::kernel::db::types::{SqlId, SqlInstant};

    designations (id) {
        id -> SqlId,
        version -> Integer,
        created_at -> SqlInstant,
        updated_at -> SqlInstant,
        committee_id -> SqlId,
        agency_id -> SqlId,
        valid_from -> Date,
        valid_to -> Nullable<Date>,
        legal_document_id -> Nullable<SqlId>,
    }
}

table! {
    use diesel::sql_types::*;
    use crate::kernel::db::types::{SqlId, SqlInstant};

    users (id) {
        id -> SqlId,
        version -> Integer,
        created_at -> SqlInstant,
        updated_at -> SqlInstant,
        kind -> Text,
        login -> Text,
        full_name -> Text,
        email -> Nullable<Text>,
        agency_id -> SqlId,
        state -> Text,
        password_hash -> Nullable<Text>,
        secret_hash -> Nullable<Binary>,
        generation -> Integer,
        name_key -> Text,
        search_text -> Text,
    }
}

table! {
    use diesel::sql_types::*;
    use crate::kernel::db::types::{SqlId, SqlInstant};

    grants (id) {
        id -> SqlId,
        version -> Integer,
        created_at -> SqlInstant,
        updated_at -> SqlInstant,
        user_id -> SqlId,
        agency_id -> SqlId,
        role -> Text,
        scope -> Text,
        valid_from -> Date,
        valid_to -> Nullable<Date>,
        state -> Text,
    }
}

table! {
    use diesel::sql_types::*;
    use crate::kernel::db::types::{SqlId, SqlInstant};

    delegations (id) {
        id -> SqlId,
        version -> Integer,
        created_at -> SqlInstant,
        updated_at -> SqlInstant,
        delegator_id -> SqlId,
        delegate_id -> SqlId,
        agency_id -> SqlId,
        actions -> Text,
        valid_from -> Date,
        valid_to -> Date,
        reason -> Nullable<Text>,
        state -> Text,
    }
}

table! {
    use diesel::sql_types::*;
    use crate::kernel::db::types::{SqlId, SqlInstant};

    token_families (id) {
        id -> SqlId,
        user_id -> SqlId,
        agency_id -> SqlId,
        generation -> Integer,
        created_at -> SqlInstant,
        revoked_at -> Nullable<SqlInstant>,
    }
}

table! {
    use diesel::sql_types::*;
    use crate::kernel::db::types::{SqlId, SqlInstant};

    refresh_tokens (token_hash) {
        token_hash -> Binary,
        family_id -> SqlId,
        created_at -> SqlInstant,
        expires_at -> SqlInstant,
        used_at -> Nullable<SqlInstant>,
        successor_hash -> Nullable<Binary>,
    }
}

table! {
    use diesel::sql_types::*;
    use crate::kernel::db::types::{SqlId, SqlInstant};

    sign_in_attempts (id) {
        id -> SqlId,
        login_hash -> Binary,
        attempted_at -> SqlInstant,
    }
}

table! {
    use diesel::sql_types::*;
    use crate::kernel::db::types::{SqlId, SqlInstant};

    signing_keys (kid) {
        kid -> Text,
        public_key -> Binary,
        sealed_private_key -> Binary,
        created_at -> SqlInstant,
        signs_from -> SqlInstant,
        verifies_until -> Nullable<SqlInstant>,
        withdrawn_at -> Nullable<SqlInstant>,
    }
}

table! {
    use diesel::sql_types::*;
    use crate::kernel::db::types::{SqlId, SqlInstant};

    programmes (id) {
        id -> SqlId,
        version -> Integer,
        created_at -> SqlInstant,
        updated_at -> SqlInstant,
        series_id -> SqlId,
        revision -> Integer,
        supersedes_id -> Nullable<SqlId>,
        superseded_at -> Nullable<SqlInstant>,
        agency_id -> SqlId,
        parent_id -> Nullable<SqlId>,
        kind -> Text,
        year -> Integer,
        title -> Text,
        purpose -> Nullable<Text>,
        requirements -> Nullable<Text>,
        recipients -> Text,
        note -> Nullable<Text>,
        state -> Text,
        number -> Nullable<Text>,
        issued_on -> Nullable<Date>,
        place -> Nullable<Text>,
        signatory -> Nullable<Text>,
        title_key -> Text,
        search_text -> Text,
    }
}

table! {
    use diesel::sql_types::*;
    use crate::kernel::db::types::{SqlId, SqlInstant};

    programme_documents (programme_id, position) {
        programme_id -> SqlId,
        position -> Integer,
        legal_document_id -> SqlId,
        part -> Text,
        note -> Nullable<Text>,
    }
}

table! {
    use diesel::sql_types::*;
    use crate::kernel::db::types::{SqlId, SqlInstant};

    tasks (id) {
        id -> SqlId,
        version -> Integer,
        created_at -> SqlInstant,
        updated_at -> SqlInstant,
        programme_id -> SqlId,
        origin_id -> SqlId,
        number -> Text,
        number_key -> Text,
        title -> Text,
        description -> Nullable<Text>,
        kind -> Text,
        starts_on -> Nullable<Date>,
        due_on -> Nullable<Date>,
        due_rule -> Text,
        occurrences -> Text,
        expected_output -> Nullable<Text>,
        lead_agency_id -> Nullable<SqlId>,
        coordinators -> Text,
        note -> Nullable<Text>,
        due_key -> Date,
        search_text -> Text,
    }
}

table! {
    use diesel::sql_types::*;
    use crate::kernel::db::types::{SqlId, SqlInstant};

    task_agencies (task_id, agency_id) {
        task_id -> SqlId,
        agency_id -> SqlId,
    }
}

table! {
    use diesel::sql_types::*;
    use crate::kernel::db::types::{SqlId, SqlInstant};

    assignments (id) {
        id -> SqlId,
        version -> Integer,
        created_at -> SqlInstant,
        updated_at -> SqlInstant,
        task_id -> SqlId,
        series_id -> SqlId,
        owner_agency_id -> SqlId,
        lead_agency_id -> SqlId,
        agency_id -> SqlId,
        part -> Text,
        due_on -> Date,
        due_at -> SqlInstant,
        extended_until -> Nullable<Date>,
        effective_due_at -> SqlInstant,
        state -> Text,
        percent -> Integer,
        done_at -> Nullable<SqlInstant>,
        cancelled_at -> Nullable<SqlInstant>,
        predecessor_id -> Nullable<SqlId>,
        authors -> Text,
    }
}

table! {
    use diesel::sql_types::*;
    use crate::kernel::db::types::{SqlId, SqlInstant};

    assignment_spells (id) {
        id -> SqlId,
        assignment_id -> SqlId,
        kind -> Text,
        began_at -> SqlInstant,
        ended_at -> Nullable<SqlInstant>,
    }
}

table! {
    use diesel::sql_types::*;
    use crate::kernel::db::types::{SqlId, SqlInstant};

    progress_updates (id) {
        id -> SqlId,
        assignment_id -> SqlId,
        author_id -> SqlId,
        recorded_at -> SqlInstant,
        percent -> Integer,
        narrative -> Text,
    }
}

table! {
    use diesel::sql_types::*;
    use crate::kernel::db::types::{SqlId, SqlInstant};

    extensions (id) {
        id -> SqlId,
        version -> Integer,
        created_at -> SqlInstant,
        updated_at -> SqlInstant,
        agency_id -> SqlId,
        owner_agency_id -> SqlId,
        until -> Date,
        reason -> Text,
        state -> Text,
        granted_until -> Nullable<Date>,
        decided_at -> Nullable<SqlInstant>,
        authors -> Text,
    }
}

table! {
    use diesel::sql_types::*;
    use crate::kernel::db::types::{SqlId, SqlInstant};

    extension_assignments (extension_id, assignment_id) {
        extension_id -> SqlId,
        assignment_id -> SqlId,
    }
}

joinable!(programme_documents -> programmes (programme_id));
joinable!(tasks -> programmes (programme_id));
joinable!(task_agencies -> tasks (task_id));
joinable!(assignments -> tasks (task_id));
joinable!(extension_assignments -> extensions (extension_id));
joinable!(extension_assignments -> assignments (assignment_id));

allow_tables_to_appear_in_same_query!(
    agencies,
    legal_documents,
    designations,
    users,
    grants,
    delegations,
    token_families,
    refresh_tokens,
    sign_in_attempts,
    signing_keys,
    programmes,
    programme_documents,
    tasks,
    task_agencies,
    assignments,
    assignment_spells,
    progress_updates,
    extensions,
    extension_assignments
);
