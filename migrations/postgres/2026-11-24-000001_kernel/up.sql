-- Raised in the transaction of every change to agencies, designations, people, grants, delegations or keys.
CREATE TABLE directory_version (
    id INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
    version BIGINT NOT NULL
);
INSERT INTO directory_version (id, version) VALUES (1, 1);

-- What the installation knows of itself: whether it is a demo, where its civil clock stood.
CREATE TABLE settings (
    name TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
);

-- The one append-only record of what was done. No row is ever updated or deleted.
CREATE TABLE journal_entries (
    sequence BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    id UUID NOT NULL,
    era INTEGER NOT NULL,
    transaction_id BIGINT NOT NULL DEFAULT (pg_current_xact_id()::text::bigint),
    occurred_at TIMESTAMPTZ NOT NULL,
    recorded_at TIMESTAMPTZ NOT NULL,
    actor_id UUID,
    on_behalf_of_id UUID,
    actor_agency_id UUID,
    actor_role TEXT,
    owner_agency_id UUID,
    resource TEXT NOT NULL,
    resource_id UUID NOT NULL,
    resource_version INTEGER NOT NULL,
    action TEXT NOT NULL,
    from_state TEXT,
    to_state TEXT,
    reason TEXT,
    before TEXT,
    after TEXT,
    request_id TEXT
);
CREATE UNIQUE INDEX journal_entries_id ON journal_entries (id);
CREATE INDEX journal_entries_resource ON journal_entries (resource_id, sequence);
CREATE INDEX journal_entries_actor ON journal_entries (actor_id, sequence);
CREATE INDEX journal_entries_owner ON journal_entries (owner_agency_id, sequence);
CREATE INDEX journal_entries_actor_agency ON journal_entries (actor_agency_id, sequence);
CREATE INDEX journal_entries_occurred_at ON journal_entries (occurred_at, sequence);
CREATE INDEX journal_entries_order ON journal_entries (era, transaction_id, sequence);

-- A restored or moved cluster counts transactions anew: each such life of the database is an era.
CREATE TABLE journal_eras (
    era INTEGER NOT NULL PRIMARY KEY,
    system_identifier TEXT NOT NULL,
    opened_at TIMESTAMPTZ NOT NULL
);

-- Batches of entries in their final order, each linked to the one before by SHA-256.
CREATE TABLE journal_seals (
    number BIGINT NOT NULL PRIMARY KEY,
    era INTEGER NOT NULL,
    horizon BIGINT NOT NULL,
    first_position BIGINT NOT NULL,
    sequences TEXT NOT NULL,
    hashes TEXT NOT NULL,
    head TEXT NOT NULL,
    sealed_at TIMESTAMPTZ NOT NULL
);

-- Answers to repeated requests: the answer itself is replayed from the journal entry.
CREATE TABLE idempotency_keys (
    scope BYTEA NOT NULL PRIMARY KEY,
    request_hash BYTEA NOT NULL,
    entry_id UUID NOT NULL,
    created_at TIMESTAMPTZ NOT NULL
);
-- Keys come in the order of time: a summary of blocks finds the old ones, and costs the writers next to nothing.
CREATE INDEX idempotency_keys_created_at ON idempotency_keys USING BRIN (created_at);
