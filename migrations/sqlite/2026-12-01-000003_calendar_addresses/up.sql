-- Addresses under which calendars read what an agency does and owes, as whoever made one may. The secret in an address is kept as its SHA-256.
CREATE TABLE calendar_addresses (
    id BLOB NOT NULL PRIMARY KEY,
    version INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    agency_id BLOB NOT NULL REFERENCES agencies (id),
    maker_id BLOB NOT NULL REFERENCES users (id),
    label TEXT NOT NULL,
    state TEXT NOT NULL,
    secret_hash BLOB NOT NULL
) STRICT;
CREATE UNIQUE INDEX calendar_addresses_secret ON calendar_addresses (secret_hash);
CREATE INDEX calendar_addresses_created_at ON calendar_addresses (created_at, id);
CREATE INDEX calendar_addresses_agency ON calendar_addresses (agency_id, created_at, id);

-- How often what the public sees of a committee's events has changed: feeds that are kept in memory are made anew when it has.
CREATE TABLE publication_counters (
    committee_id BLOB NOT NULL PRIMARY KEY,
    counter INTEGER NOT NULL
) STRICT;
