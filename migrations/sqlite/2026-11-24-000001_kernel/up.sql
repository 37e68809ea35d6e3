-- Raised in the transaction of every change to agencies, designations, people, grants, delegations or keys.
CREATE TABLE directory_version (
    id INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
    version INTEGER NOT NULL
) STRICT;
INSERT INTO directory_version (id, version) VALUES (1, 1);

-- What the installation knows of itself: whether it is a demo, where its civil clock stood.
CREATE TABLE settings (
    name TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
) STRICT;

-- The one append-only record of what was done. No row is ever updated or deleted.
CREATE TABLE journal_entries (
    sequence INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    id BLOB NOT NULL,
    era INTEGER NOT NULL,
    transaction_id INTEGER NOT NULL DEFAULT 0,
    occurred_at INTEGER NOT NULL,
    recorded_at INTEGER NOT NULL,
    actor_id BLOB,
    on_behalf_of_id BLOB,
    actor_agency_id BLOB,
    actor_role TEXT,
    owner_agency_id BLOB,
    resource TEXT NOT NULL,
    resource_id BLOB NOT NULL,
    resource_version INTEGER NOT NULL,
    action TEXT NOT NULL,
    from_state TEXT,
    to_state TEXT,
    reason TEXT,
    before TEXT,
    after TEXT,
    request_id TEXT
) STRICT;
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
    opened_at INTEGER NOT NULL
) STRICT;

-- Batches of entries in their final order, each linked to the one before by SHA-256.
CREATE TABLE journal_seals (
    number INTEGER NOT NULL PRIMARY KEY,
    era INTEGER NOT NULL,
    horizon INTEGER NOT NULL,
    first_position INTEGER NOT NULL,
    sequences TEXT NOT NULL,
    hashes TEXT NOT NULL,
    head TEXT NOT NULL,
    sealed_at INTEGER NOT NULL
) STRICT;

-- Answers to repeated requests: the answer itself is replayed from the journal entry.
CREATE TABLE idempotency_keys (
    scope BLOB NOT NULL PRIMARY KEY,
    request_hash BLOB NOT NULL,
    entry_id BLOB NOT NULL,
    created_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX idempotency_keys_created_at ON idempotency_keys (created_at);
