//! The chapters' tables. A test holds this file against both databases, column by column.

#![allow(missing_docs, reason = "the macro writes items that cannot carry comments")]

use diesel::{allow_tables_to_appear_in_same_query, joinable, table};

table! {
    use diesel::sql_types::*;
    use crate::kernel::sql::kinds::{SqlId, SqlInstant};

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
    use crate::kernel::sql::kinds::{SqlId, SqlInstant};

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
        number_key -> Nullable<Text>,
    }
}

table! {
    use diesel::sql_types::*;
    use crate::kernel::sql::kinds::{SqlId, SqlInstant};

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
    use crate::kernel::sql::kinds::{SqlId, SqlInstant};

    agency_changes (id) {
        id -> SqlId,
        version -> Integer,
        created_at -> SqlInstant,
        updated_at -> SqlInstant,
        committee_id -> SqlId,
        legal_document_id -> Nullable<SqlId>,
        effective_on -> Date,
        renames -> Text,
        ends -> Text,
        state -> Text,
        authors -> Text,
        approved_at -> Nullable<SqlInstant>,
        approved_by -> Text,
        executed_at -> Nullable<SqlInstant>,
        executed_by -> Text,
        reverted_at -> Nullable<SqlInstant>,
        reverted_by -> Text,
        reason -> Nullable<Text>,
        effects_sha256 -> Nullable<Text>,
    }
}

table! {
    use diesel::sql_types::*;
    use crate::kernel::sql::kinds::SqlId;

    agency_succession (agency_id) {
        agency_id -> SqlId,
        heir_id -> SqlId,
        effective_on -> Date,
        successors -> Text,
        change_id -> SqlId,
    }
}

table! {
    use diesel::sql_types::*;
    use crate::kernel::sql::kinds::SqlId;

    agency_names (agency_id, valid_from) {
        agency_id -> SqlId,
        valid_from -> Date,
        valid_to -> Date,
        name -> Text,
        short_name -> Nullable<Text>,
        code -> Text,
        change_id -> SqlId,
    }
}

table! {
    use diesel::sql_types::*;
    use crate::kernel::sql::kinds::SqlId;

    agency_change_effects (change_id, resource, subject_id) {
        change_id -> SqlId,
        resource -> Text,
        subject_id -> SqlId,
        agency_id -> SqlId,
        before -> Nullable<Text>,
    }
}

table! {
    use diesel::sql_types::*;
    use crate::kernel::sql::kinds::{SqlId, SqlInstant};

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
        password_is_given -> Bool,
        position -> Nullable<Text>,
        phone -> Nullable<Text>,
        email_given_by -> Nullable<SqlId>,
        email_given_for -> Nullable<SqlId>,
    }
}

table! {
    use diesel::sql_types::*;
    use crate::kernel::sql::kinds::{SqlId, SqlInstant};

    password_links (id) {
        id -> SqlId,
        user_id -> SqlId,
        purpose -> Text,
        made_by -> Nullable<SqlId>,
        made_for -> Nullable<SqlId>,
        by_mail -> Bool,
        generation -> Integer,
        secret_hash -> Nullable<Binary>,
        made_at -> SqlInstant,
        expires_at -> SqlInstant,
    }
}

table! {
    use diesel::sql_types::*;
    use crate::kernel::sql::kinds::{SqlId, SqlInstant};

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
    use crate::kernel::sql::kinds::{SqlId, SqlInstant};

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
    use crate::kernel::sql::kinds::{SqlId, SqlInstant};

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
    use crate::kernel::sql::kinds::{SqlId, SqlInstant};

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
    use crate::kernel::sql::kinds::{SqlId, SqlInstant};

    sign_in_attempts (id) {
        id -> SqlId,
        login_hash -> Binary,
        attempted_at -> SqlInstant,
        network_hash -> Nullable<Binary>,
    }
}

table! {
    use diesel::sql_types::*;
    use crate::kernel::sql::kinds::SqlInstant;

    sign_in_networks (login_hash, network_hash) {
        login_hash -> Binary,
        network_hash -> Binary,
        signed_in_at -> SqlInstant,
    }
}

table! {
    use diesel::sql_types::*;
    use crate::kernel::sql::kinds::SqlInstant;

    sign_in_notices (subject_hash) {
        subject_hash -> Binary,
        kind -> Text,
        told_at -> SqlInstant,
    }
}

table! {
    use diesel::sql_types::*;
    use crate::kernel::sql::kinds::{SqlId, SqlInstant};

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
    use crate::kernel::sql::kinds::{SqlId, SqlInstant};

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
        number_key -> Nullable<Text>,
    }
}

table! {
    use diesel::sql_types::*;
    use crate::kernel::sql::kinds::{SqlId, SqlInstant};

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
    use crate::kernel::sql::kinds::{SqlId, SqlInstant};

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
        changed_at -> SqlInstant,
    }
}

table! {
    use diesel::sql_types::*;
    use crate::kernel::sql::kinds::{SqlId, SqlInstant};

    task_agencies (task_id, agency_id) {
        task_id -> SqlId,
        agency_id -> SqlId,
    }
}

table! {
    use diesel::sql_types::*;
    use crate::kernel::sql::kinds::{SqlId, SqlInstant};

    removed_tasks (task_id, programme_id) {
        task_id -> SqlId,
        programme_id -> SqlId,
    }
}

table! {
    use diesel::sql_types::*;
    use crate::kernel::sql::kinds::{SqlId, SqlInstant};

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
    use crate::kernel::sql::kinds::{SqlId, SqlInstant};

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
    use crate::kernel::sql::kinds::{SqlId, SqlInstant};

    progress_updates (id) {
        id -> SqlId,
        assignment_id -> SqlId,
        assignment_version -> Integer,
        author_id -> SqlId,
        recorded_at -> SqlInstant,
        percent -> Integer,
        narrative -> Text,
    }
}

table! {
    use diesel::sql_types::*;
    use crate::kernel::sql::kinds::{SqlId, SqlInstant};

    indicators (id) {
        id -> SqlId,
        version -> Integer,
        created_at -> SqlInstant,
        updated_at -> SqlInstant,
        code -> Text,
        name -> Text,
        unit -> Text,
        by_sex -> Bool,
        aggregation -> Text,
        targets -> Text,
        name_key -> Text,
        search_text -> Text,
        event_measure -> Nullable<Text>,
    }
}

table! {
    use diesel::sql_types::*;
    use crate::kernel::sql::kinds::{SqlId, SqlInstant};

    report_regimes (id) {
        id -> SqlId,
        version -> Integer,
        created_at -> SqlInstant,
        updated_at -> SqlInstant,
        committee_id -> SqlId,
        code -> Text,
        regime -> Text,
        title -> Text,
        owed_by -> Text,
        due_rule -> Text,
        due_month -> Nullable<Integer>,
        due_day -> Nullable<Integer>,
        window_from -> Nullable<Text>,
        window_to -> Nullable<Text>,
        sections -> Text,
        indicators -> Text,
        title_key -> Text,
        required_indicators -> Text,
    }
}

table! {
    use diesel::sql_types::*;
    use crate::kernel::sql::kinds::{SqlId, SqlInstant};

    report_periods (id) {
        id -> SqlId,
        version -> Integer,
        created_at -> SqlInstant,
        updated_at -> SqlInstant,
        committee_id -> SqlId,
        regime_id -> SqlId,
        regime -> Text,
        year -> Integer,
        title -> Text,
        opens_on -> Date,
        due_rule -> Text,
        due_on -> Date,
        due_at -> SqlInstant,
        data_from -> Date,
        data_to -> Date,
        internal_due -> Text,
        owed_by -> Text,
        sections -> Text,
        indicators -> Text,
        state -> Text,
        opened_at -> Nullable<SqlInstant>,
        title_key -> Text,
        required_indicators -> Text,
    }
}

table! {
    use diesel::sql_types::*;
    use crate::kernel::sql::kinds::{SqlId, SqlInstant};

    reporting_routes (id) {
        id -> SqlId,
        version -> Integer,
        created_at -> SqlInstant,
        updated_at -> SqlInstant,
        agency_id -> SqlId,
        recipient_id -> SqlId,
        valid_from -> Date,
        valid_to -> Nullable<Date>,
    }
}

table! {
    use diesel::sql_types::*;
    use crate::kernel::sql::kinds::{SqlId, SqlInstant};

    obligations (id) {
        id -> SqlId,
        version -> Integer,
        created_at -> SqlInstant,
        updated_at -> SqlInstant,
        period_id -> SqlId,
        committee_id -> SqlId,
        agency_id -> SqlId,
        recipient_id -> SqlId,
        level -> Text,
        branch_id -> SqlId,
        state -> Text,
        opens_at -> SqlInstant,
        due_at -> SqlInstant,
        internal_due_on -> Nullable<Date>,
        extended_until -> Nullable<Date>,
        effective_due_at -> SqlInstant,
        exempt_reason -> Nullable<Text>,
        received_at -> Nullable<SqlInstant>,
        content -> Text,
        accepted_at -> Nullable<SqlInstant>,
        awaiting -> Bool,
        newest_id -> Nullable<SqlId>,
        official_id -> Nullable<SqlId>,
        versions -> Integer,
        owed_to_committee -> Bool,
    }
}

table! {
    use diesel::sql_types::*;
    use crate::kernel::sql::kinds::{SqlId, SqlInstant};

    obligation_spells (id) {
        id -> SqlId,
        obligation_id -> SqlId,
        period_id -> SqlId,
        agency_id -> SqlId,
        recipient_id -> SqlId,
        level -> Text,
        branch_id -> SqlId,
        state -> Text,
        effective_due_at -> SqlInstant,
        received_at -> Nullable<SqlInstant>,
        content -> Text,
        accepted_at -> Nullable<SqlInstant>,
        awaiting -> Bool,
        began_at -> SqlInstant,
        ended_at -> SqlInstant,
    }
}

table! {
    use diesel::sql_types::*;
    use crate::kernel::sql::kinds::{SqlId, SqlInstant};

    submissions (id) {
        id -> SqlId,
        version -> Integer,
        created_at -> SqlInstant,
        updated_at -> SqlInstant,
        obligation_id -> SqlId,
        period_id -> SqlId,
        committee_id -> SqlId,
        agency_id -> SqlId,
        recipient_id -> SqlId,
        number -> Integer,
        state -> Text,
        nil -> Bool,
        content -> Text,
        report_number -> Nullable<Text>,
        signed_on -> Nullable<Date>,
        signatory -> Nullable<Text>,
        receipt_number -> Nullable<Text>,
        received_at -> Nullable<SqlInstant>,
        late -> Nullable<Bool>,
        sha256 -> Nullable<Text>,
        device_time -> Nullable<SqlInstant>,
        accepted_at -> Nullable<SqlInstant>,
        authors -> Text,
    }
}

table! {
    use diesel::sql_types::*;
    use crate::kernel::sql::kinds::{SqlId, SqlInstant};

    consolidations (id) {
        id -> SqlId,
        version -> Integer,
        created_at -> SqlInstant,
        updated_at -> SqlInstant,
        period_id -> SqlId,
        committee_id -> SqlId,
        number -> Integer,
        state -> Text,
        title -> Text,
        narrative -> Nullable<Text>,
        compiled_at -> Nullable<SqlInstant>,
        sha256 -> Nullable<Text>,
        included -> Integer,
        left_out -> Integer,
        missing -> Integer,
        sums -> Text,
        budget -> BigInt,
        difference -> Nullable<Text>,
        report_number -> Nullable<Text>,
        issued_on -> Nullable<Date>,
        issued_year -> Nullable<Integer>,
        place -> Nullable<Text>,
        signatory -> Nullable<Text>,
        stale_since -> Nullable<SqlInstant>,
        superseded_at -> Nullable<SqlInstant>,
        dispatches -> Text,
        authors -> Text,
        not_accepted -> Nullable<Integer>,
        report_number_key -> Nullable<Text>,
    }
}

table! {
    use diesel::sql_types::*;
    use crate::kernel::sql::kinds::SqlId;

    consolidation_documents (consolidation_id) {
        consolidation_id -> SqlId,
        document -> Text,
    }
}

table! {
    use diesel::sql_types::*;
    use crate::kernel::sql::kinds::{SqlId, SqlInstant};

    consolidation_items (consolidation_id, position) {
        consolidation_id -> SqlId,
        position -> Integer,
        obligation_id -> SqlId,
        agency_id -> SqlId,
        part -> Text,
        submission_id -> Nullable<SqlId>,
        submission_number -> Nullable<Integer>,
        sha256 -> Nullable<Text>,
        reason -> Nullable<Text>,
        change -> Nullable<Text>,
        previous_number -> Nullable<Integer>,
        submission_state -> Nullable<Text>,
        state_since -> Nullable<SqlInstant>,
    }
}

table! {
    use diesel::sql_types::*;
    use crate::kernel::sql::kinds::{SqlId, SqlInstant};

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
    use crate::kernel::sql::kinds::SqlId;

    extension_subjects (extension_id, subject_id) {
        extension_id -> SqlId,
        resource -> Text,
        subject_id -> SqlId,
    }
}

table! {
    use diesel::sql_types::*;
    use crate::kernel::sql::kinds::{SqlId, SqlInstant};

    reminders (id) {
        id -> SqlId,
        resource -> Text,
        subject_id -> SqlId,
        title -> Text,
        agency_id -> SqlId,
        keeper_id -> SqlId,
        occasion -> Text,
        for_on -> Date,
        last_day -> Date,
        internal_on -> Nullable<Date>,
        made_at -> SqlInstant,
        made_by -> Nullable<SqlId>,
        notified -> Integer,
    }
}

table! {
    use diesel::sql_types::*;
    use crate::kernel::sql::kinds::{SqlId, SqlInstant};

    notifications (id) {
        id -> SqlId,
        user_id -> SqlId,
        reminder_id -> Nullable<SqlId>,
        created_at -> SqlInstant,
        read_at -> Nullable<SqlInstant>,
        telling_id -> Nullable<SqlId>,
    }
}

table! {
    use diesel::sql_types::*;
    use crate::kernel::sql::kinds::{SqlId, SqlInstant};

    tellings (id) {
        id -> SqlId,
        occasion -> Text,
        resource -> Text,
        subject_id -> SqlId,
        title -> Text,
        agency_id -> SqlId,
        roles -> Text,
        actions -> Text,
        keeper_id -> SqlId,
        last_day -> Nullable<Date>,
        owed_resource -> Nullable<Text>,
        owed_id -> Nullable<SqlId>,
        entry_id -> Nullable<SqlId>,
        made_at -> SqlInstant,
        made_by -> Nullable<SqlId>,
    }
}

table! {
    use diesel::sql_types::*;
    use crate::kernel::sql::kinds::SqlId;

    mail_preferences (user_id) {
        user_id -> SqlId,
        version -> Integer,
        language -> Text,
        unwanted -> Text,
    }
}

table! {
    use diesel::sql_types::*;
    use crate::kernel::sql::kinds::{SqlId, SqlInstant};

    mail_deliveries (id) {
        id -> SqlId,
        notification_id -> Nullable<SqlId>,
        address -> Text,
        attempts -> Integer,
        made_at -> SqlInstant,
        due_at -> SqlInstant,
        sent_at -> Nullable<SqlInstant>,
        given_up_at -> Nullable<SqlInstant>,
        last_error -> Nullable<Text>,
        password_link_id -> Nullable<SqlId>,
        moved_user_id -> Nullable<SqlId>,
    }
}

table! {
    use diesel::sql_types::*;
    use crate::kernel::sql::kinds::{SqlId, SqlInstant};

    mail_failures (id) {
        id -> SqlId,
        address -> Text,
        since -> SqlInstant,
    }
}

table! {
    use diesel::sql_types::*;
    use crate::kernel::sql::kinds::{SqlId, SqlInstant};

    attachments (id) {
        id -> SqlId,
        version -> Integer,
        created_at -> SqlInstant,
        updated_at -> SqlInstant,
        agency_id -> SqlId,
        uploaded_by -> SqlId,
        file_name -> Text,
        media_type -> Text,
        size_bytes -> Integer,
        sha256 -> Text,
        state -> Text,
        received_parts -> BigInt,
        resource -> Nullable<Text>,
        subject_id -> Nullable<SqlId>,
        part_bytes -> Integer,
        received_parts_2 -> BigInt,
        received_parts_3 -> BigInt,
        inspection_id -> Nullable<SqlId>,
        sensitivity -> Text,
    }
}

table! {
    use diesel::sql_types::*;
    use crate::kernel::sql::kinds::SqlId;

    attachment_parts (attachment_id, number) {
        attachment_id -> SqlId,
        number -> Integer,
        bytes -> Binary,
        sha256 -> Nullable<Text>,
    }
}

table! {
    use diesel::sql_types::*;
    use crate::kernel::sql::kinds::{SqlId, SqlInstant};

    action_months (id) {
        id -> SqlId,
        version -> Integer,
        created_at -> SqlInstant,
        updated_at -> SqlInstant,
        committee_id -> SqlId,
        year -> Integer,
        name -> Text,
        theme -> Nullable<Text>,
        slogans -> Text,
        state -> Text,
        search_text -> Text,
    }
}

table! {
    use diesel::sql_types::*;
    use crate::kernel::sql::kinds::SqlId;

    action_month_documents (action_month_id, position) {
        action_month_id -> SqlId,
        position -> Integer,
        legal_document_id -> SqlId,
    }
}

table! {
    use diesel::sql_types::*;
    use crate::kernel::sql::kinds::{SqlId, SqlInstant};

    event_plans (id) {
        id -> SqlId,
        version -> Integer,
        created_at -> SqlInstant,
        updated_at -> SqlInstant,
        action_month_id -> SqlId,
        committee_id -> SqlId,
        agency_id -> SqlId,
        recipient_id -> SqlId,
        year -> Integer,
        programme_id -> Nullable<SqlId>,
        note -> Nullable<Text>,
        state -> Text,
        submitted_at -> Nullable<SqlInstant>,
        submitted_totals -> Nullable<Text>,
        authors -> Text,
    }
}

table! {
    use diesel::sql_types::*;
    use crate::kernel::sql::kinds::{SqlId, SqlInstant};

    event_series (id) {
        id -> SqlId,
        version -> Integer,
        created_at -> SqlInstant,
        updated_at -> SqlInstant,
        agency_id -> SqlId,
        committee_id -> SqlId,
        recipient_id -> SqlId,
        event_ids -> Text,
    }
}

table! {
    use diesel::sql_types::*;
    use crate::kernel::sql::kinds::{SqlId, SqlInstant};

    events (id) {
        id -> SqlId,
        version -> Integer,
        created_at -> SqlInstant,
        updated_at -> SqlInstant,
        agency_id -> SqlId,
        committee_id -> SqlId,
        recipient_id -> SqlId,
        action_month_id -> Nullable<SqlId>,
        series_id -> Nullable<SqlId>,
        occasion -> Text,
        form -> Text,
        form_note -> Nullable<Text>,
        mode -> Text,
        title -> Text,
        public_summary -> Nullable<Text>,
        starts_at -> SqlInstant,
        ends_at -> SqlInstant,
        venue -> Nullable<Text>,
        venue_key -> Nullable<Text>,
        online_url -> Nullable<Text>,
        themes -> Text,
        audiences -> Text,
        partners -> Text,
        capacity -> Nullable<Integer>,
        planned -> Nullable<Text>,
        lesson_hours -> Nullable<Integer>,
        state -> Text,
        duplicate_of_id -> Nullable<SqlId>,
        year -> Integer,
        results_number -> Integer,
        authors -> Text,
        search_text -> Text,
    }
}

table! {
    use diesel::sql_types::*;
    use crate::kernel::sql::kinds::SqlId;

    event_co_organisers (event_id, agency_id) {
        event_id -> SqlId,
        agency_id -> SqlId,
    }
}

table! {
    use diesel::sql_types::*;
    use crate::kernel::sql::kinds::{SqlId, SqlInstant};

    event_results (id) {
        id -> SqlId,
        event_id -> SqlId,
        number -> Integer,
        event_version -> Integer,
        recorded_at -> SqlInstant,
        author_id -> SqlId,
        content -> Text,
    }
}

table! {
    use diesel::sql_types::*;
    use crate::kernel::sql::kinds::SqlId;

    event_figures (event_id) {
        event_id -> SqlId,
        agency_id -> SqlId,
        committee_id -> SqlId,
        year -> Integer,
        occasion -> Text,
        form -> Text,
        state -> Text,
        first_on -> Date,
        last_on -> Date,
        themes -> Text,
        planned_state -> BigInt,
        planned_cash -> BigInt,
        planned_in_kind -> BigInt,
        female -> Nullable<Integer>,
        male -> Nullable<Integer>,
        unknown -> Nullable<Integer>,
        certificates_female -> Nullable<Integer>,
        certificates_male -> Nullable<Integer>,
        certificates_unknown -> Nullable<Integer>,
        materials -> Integer,
        media_items -> Integer,
        spent_state -> BigInt,
        spent_cash -> BigInt,
        spent_in_kind -> BigInt,
        online_views -> BigInt,
    }
}

table! {
    use diesel::sql_types::*;
    use crate::kernel::sql::kinds::{SqlId, SqlInstant};

    publications (id) {
        id -> SqlId,
        version -> Integer,
        created_at -> SqlInstant,
        updated_at -> SqlInstant,
        agency_id -> SqlId,
        committee_id -> SqlId,
        state -> Text,
        since -> SqlInstant,
        event_version -> Nullable<Integer>,
        requested_text -> Nullable<Text>,
        requested_by -> Text,
        approved_text -> Nullable<Text>,
        approved_event_version -> Nullable<Integer>,
        approved_at -> Nullable<SqlInstant>,
        first_starts_at -> Nullable<SqlInstant>,
        first_ends_at -> Nullable<SqlInstant>,
        sequence -> Integer,
        sequenced_at -> SqlInstant,
        visible -> Bool,
        occasion -> Nullable<Text>,
        status -> Nullable<Text>,
        starts_at -> Nullable<SqlInstant>,
        ends_at -> Nullable<SqlInstant>,
        form -> Nullable<Text>,
        search_text -> Nullable<Text>,
    }
}

table! {
    use diesel::sql_types::*;
    use crate::kernel::sql::kinds::{SqlId, SqlInstant};

    calendar_addresses (id) {
        id -> SqlId,
        version -> Integer,
        created_at -> SqlInstant,
        updated_at -> SqlInstant,
        agency_id -> SqlId,
        maker_id -> SqlId,
        label -> Text,
        state -> Text,
        secret_hash -> Binary,
    }
}

table! {
    use diesel::sql_types::*;
    use crate::kernel::sql::kinds::SqlId;

    publication_counters (committee_id) {
        committee_id -> SqlId,
        counter -> BigInt,
    }
}

table! {
    use diesel::sql_types::*;
    use crate::kernel::sql::kinds::{SqlId, SqlInstant};

    checklists (id) {
        id -> SqlId,
        version -> Integer,
        created_at -> SqlInstant,
        updated_at -> SqlInstant,
        agency_id -> SqlId,
        code -> Text,
        number -> Integer,
        title -> Text,
        topics -> Text,
        items -> Text,
        dropped_codes -> Text,
        state -> Text,
        published_at -> Nullable<SqlInstant>,
        search_text -> Text,
    }
}

table! {
    use diesel::sql_types::*;
    use crate::kernel::sql::kinds::{SqlId, SqlInstant};

    inspection_plans (id) {
        id -> SqlId,
        version -> Integer,
        created_at -> SqlInstant,
        updated_at -> SqlInstant,
        agency_id -> SqlId,
        year -> Integer,
        title -> Text,
        checklist_id -> SqlId,
        self_inspections -> Nullable<Text>,
        visits -> Text,
        revision -> Integer,
        state -> Text,
        number -> Nullable<Text>,
        approved_on -> Nullable<Date>,
        signatory -> Nullable<Text>,
        number_key -> Nullable<Text>,
    }
}

table! {
    use diesel::sql_types::*;
    use crate::kernel::sql::kinds::{SqlId, SqlInstant};

    inspections (id) {
        id -> SqlId,
        version -> Integer,
        created_at -> SqlInstant,
        updated_at -> SqlInstant,
        kind -> Text,
        plan_id -> SqlId,
        owner_id -> SqlId,
        agency_id -> SqlId,
        year -> Integer,
        planned_checklist_id -> SqlId,
        checklist_id -> Nullable<SqlId>,
        state -> Text,
        window_from -> Nullable<Date>,
        window_to -> Nullable<Date>,
        due_on -> Nullable<Date>,
        last_day -> Date,
        starts_on -> Nullable<Date>,
        notified_at -> Nullable<SqlInstant>,
        started_at -> Nullable<SqlInstant>,
        finished_at -> Nullable<SqlInstant>,
        first_signed_at -> Nullable<SqlInstant>,
        signed_at -> Nullable<SqlInstant>,
        receipt_number -> Nullable<Text>,
        sha256 -> Nullable<Text>,
        cancel_cause -> Nullable<Text>,
        returned_at -> Nullable<SqlInstant>,
    }
}

table! {
    use diesel::sql_types::*;
    use crate::kernel::sql::kinds::{SqlId, SqlInstant};

    inspection_members (inspection_id, number) {
        inspection_id -> SqlId,
        number -> Integer,
        user_id -> SqlId,
        agency_id -> SqlId,
        part -> Text,
        joined_at -> SqlInstant,
        left_at -> Nullable<SqlInstant>,
    }
}

table! {
    use diesel::sql_types::*;
    use crate::kernel::sql::kinds::{SqlId, SqlInstant};

    inspection_answers (id) {
        id -> SqlId,
        version -> Integer,
        created_at -> SqlInstant,
        updated_at -> SqlInstant,
        inspection_id -> SqlId,
        agency_id -> SqlId,
        code -> Text,
        rating -> Nullable<Text>,
        finding -> Nullable<Text>,
        sensitivity -> Nullable<Text>,
        finding_sha256 -> Nullable<Text>,
        indicator_values -> Text,
        attachment_ids -> Text,
        device_time -> Nullable<SqlInstant>,
        answered_by -> SqlId,
        difficulty_ids -> Text,
    }
}

table! {
    use diesel::sql_types::*;
    use crate::kernel::sql::kinds::{SqlId, SqlInstant};

    restricted_texts (id) {
        id -> SqlId,
        version -> Integer,
        created_at -> SqlInstant,
        updated_at -> SqlInstant,
        inspection_id -> Nullable<SqlId>,
        agency_id -> SqlId,
        resource -> Text,
        subject_id -> SqlId,
        author_id -> SqlId,
        salt -> Binary,
        text -> Text,
        sha256 -> Text,
    }
}

table! {
    use diesel::sql_types::*;
    use crate::kernel::sql::kinds::{SqlId, SqlInstant};

    disclosures (id) {
        id -> SqlId,
        created_at -> SqlInstant,
        inspection_id -> Nullable<SqlId>,
        agency_id -> SqlId,
        resource -> Text,
        subject_id -> SqlId,
        sha256 -> Text,
        reader_id -> SqlId,
        reader_agency_id -> SqlId,
        purpose -> Text,
    }
}

table! {
    use diesel::sql_types::*;
    use crate::kernel::sql::kinds::{SqlId, SqlInstant};

    inspection_reports (id) {
        id -> SqlId,
        version -> Integer,
        created_at -> SqlInstant,
        updated_at -> SqlInstant,
        inspection_id -> SqlId,
        plan_id -> SqlId,
        owner_id -> SqlId,
        agency_id -> SqlId,
        number -> Integer,
        state -> Text,
        round -> Integer,
        summary -> Nullable<Text>,
        findings -> Nullable<Text>,
        conclusion -> Nullable<Text>,
        first_sent_at -> Nullable<SqlInstant>,
        comment_until -> Nullable<Date>,
        comment -> Nullable<Text>,
        agrees -> Bool,
        commented_at -> Nullable<SqlInstant>,
        silence_noted_at -> Nullable<SqlInstant>,
        report_number -> Nullable<Text>,
        concluded_on -> Nullable<Date>,
        concluded_year -> Nullable<Integer>,
        place -> Nullable<Text>,
        signatory -> Nullable<Text>,
        concluded_at -> Nullable<SqlInstant>,
        sha256 -> Nullable<Text>,
        superseded_at -> Nullable<SqlInstant>,
        report_number_key -> Nullable<Text>,
    }
}

table! {
    use diesel::sql_types::*;
    use crate::kernel::sql::kinds::{SqlId, SqlInstant};

    recommendations (id) {
        id -> SqlId,
        version -> Integer,
        created_at -> SqlInstant,
        updated_at -> SqlInstant,
        inspection_id -> SqlId,
        report_id -> SqlId,
        plan_id -> SqlId,
        owner_id -> SqlId,
        inspected_id -> SqlId,
        agency_id -> SqlId,
        number -> Integer,
        text -> Text,
        due_on -> Date,
        extended_until -> Nullable<Date>,
        last_day -> Date,
        state -> Text,
        percent -> Integer,
        opened_at -> Nullable<SqlInstant>,
        implemented_at -> Nullable<SqlInstant>,
        document_number -> Nullable<Text>,
        dispute_ground -> Nullable<Text>,
        predecessor_id -> Nullable<SqlId>,
    }
}

table! {
    use diesel::sql_types::*;
    use crate::kernel::sql::kinds::{SqlId, SqlInstant};

    carried_recommendations (id) {
        id -> SqlId,
        version -> Integer,
        created_at -> SqlInstant,
        updated_at -> SqlInstant,
        inspection_id -> SqlId,
        owner_id -> SqlId,
        agency_id -> SqlId,
        recommendation_id -> SqlId,
        origin_id -> SqlId,
        number -> Integer,
        found -> Nullable<Text>,
        note -> Nullable<Text>,
    }
}

table! {
    use diesel::sql_types::*;
    use crate::kernel::sql::kinds::{SqlId, SqlInstant};

    committee_decisions (id) {
        id -> SqlId,
        version -> Integer,
        created_at -> SqlInstant,
        updated_at -> SqlInstant,
        committee_id -> SqlId,
        agency_id -> SqlId,
        number -> Text,
        issued_on -> Date,
        year -> Integer,
        valid_from -> Date,
        valid_to -> Nullable<Date>,
        members -> Text,
        women -> Integer,
        seats -> Integer,
        state -> Text,
        number_key -> Nullable<Text>,
    }
}

table! {
    use diesel::sql_types::*;
    use crate::kernel::sql::kinds::{SqlId, SqlInstant};

    difficulties (id) {
        id -> SqlId,
        version -> Integer,
        created_at -> SqlInstant,
        updated_at -> SqlInstant,
        agency_id -> SqlId,
        committee_id -> SqlId,
        title -> Text,
        text -> Nullable<Text>,
        sensitivity -> Text,
        text_sha256 -> Nullable<Text>,
        severity -> Text,
        state -> Text,
        raised_at -> Nullable<SqlInstant>,
        holder_id -> Nullable<SqlId>,
        holder_part -> Nullable<Text>,
        last_day -> Date,
        answer -> Nullable<Text>,
        resolved_at -> Nullable<SqlInstant>,
        letter_number -> Nullable<Text>,
        forwarded_to -> Nullable<Text>,
        survivor_id -> Nullable<SqlId>,
    }
}

table! {
    use diesel::sql_types::*;
    use crate::kernel::sql::kinds::{SqlId, SqlInstant};

    difficulty_turns (difficulty_id, number) {
        difficulty_id -> SqlId,
        number -> Integer,
        holder_id -> SqlId,
        part -> Text,
        opened_in -> Text,
        began_at -> SqlInstant,
        acknowledge_by -> Nullable<Date>,
        acknowledged_at -> Nullable<SqlInstant>,
        answer_by -> Date,
        ended_at -> Nullable<SqlInstant>,
        late -> Bool,
    }
}

table! {
    use diesel::sql_types::*;
    use crate::kernel::sql::kinds::SqlId;

    difficulty_mentions (difficulty_id, resource, subject_id) {
        difficulty_id -> SqlId,
        resource -> Text,
        subject_id -> SqlId,
    }
}

joinable!(difficulty_turns -> difficulties (difficulty_id));
joinable!(inspection_members -> inspections (inspection_id));
joinable!(programme_documents -> programmes (programme_id));
joinable!(tasks -> programmes (programme_id));
joinable!(task_agencies -> tasks (task_id));
joinable!(assignments -> tasks (task_id));
joinable!(obligations -> report_periods (period_id));
joinable!(submissions -> obligations (obligation_id));
joinable!(consolidations -> report_periods (period_id));
joinable!(extension_subjects -> extensions (extension_id));
joinable!(mail_deliveries -> notifications (notification_id));
joinable!(attachment_parts -> attachments (attachment_id));
joinable!(consolidation_items -> consolidations (consolidation_id));
joinable!(event_results -> events (event_id));
joinable!(event_figures -> events (event_id));
joinable!(publications -> events (id));

table! {
    use diesel::sql_types::*;
    use crate::kernel::sql::kinds::SqlId;

    inspection_ratings (inspection_id) {
        inspection_id -> SqlId,
        checklist_id -> SqlId,
        ratings -> Text,
    }
}

allow_tables_to_appear_in_same_query!(
    agencies,
    legal_documents,
    designations,
    agency_changes,
    agency_succession,
    agency_names,
    agency_change_effects,
    users,
    grants,
    delegations,
    token_families,
    refresh_tokens,
    password_links,
    sign_in_attempts,
    sign_in_networks,
    sign_in_notices,
    signing_keys,
    programmes,
    programme_documents,
    tasks,
    task_agencies,
    removed_tasks,
    assignments,
    assignment_spells,
    progress_updates,
    indicators,
    report_regimes,
    report_periods,
    reporting_routes,
    obligations,
    obligation_spells,
    submissions,
    consolidations,
    consolidation_documents,
    consolidation_items,
    extensions,
    extension_subjects,
    reminders,
    notifications,
    tellings,
    mail_preferences,
    mail_deliveries,
    mail_failures,
    attachments,
    attachment_parts,
    action_months,
    action_month_documents,
    event_plans,
    event_series,
    events,
    event_co_organisers,
    event_results,
    event_figures,
    publications,
    checklists,
    inspection_plans,
    inspections,
    inspection_members,
    inspection_answers,
    restricted_texts,
    disclosures,
    inspection_reports,
    recommendations,
    carried_recommendations,
    inspection_ratings,
    committee_decisions,
    difficulties,
    difficulty_turns,
    difficulty_mentions,
);
