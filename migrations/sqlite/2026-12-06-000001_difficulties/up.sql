-- What hinders agencies, and whose turn it is to do something about it. `text` is null where it is restricted: `text_sha256` is over its random bytes and
-- its words then. `last_day` is the last day of what it waits for; of what waits for nothing, the day of its last step.
CREATE TABLE difficulties (
    id BLOB NOT NULL PRIMARY KEY,
    version INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    agency_id BLOB NOT NULL REFERENCES agencies (id),
    committee_id BLOB NOT NULL REFERENCES agencies (id),
    title TEXT NOT NULL,
    text TEXT,
    sensitivity TEXT NOT NULL,
    text_sha256 TEXT,
    severity TEXT NOT NULL,
    state TEXT NOT NULL,
    raised_at INTEGER,
    holder_id BLOB REFERENCES agencies (id),
    holder_part TEXT,
    last_day TEXT NOT NULL,
    answer TEXT,
    resolved_at INTEGER,
    letter_number TEXT,
    forwarded_to TEXT,
    survivor_id BLOB REFERENCES difficulties (id)
) STRICT;
CREATE INDEX difficulties_last_day ON difficulties (last_day, id);
CREATE INDEX difficulties_created_at ON difficulties (created_at, id);
CREATE INDEX difficulties_updated_at ON difficulties (updated_at, id);
CREATE INDEX difficulties_agency ON difficulties (agency_id, last_day, id);
CREATE INDEX difficulties_committee ON difficulties (committee_id, last_day, id);
CREATE INDEX difficulties_holder ON difficulties (holder_id, last_day, id);
CREATE INDEX difficulties_survivor ON difficulties (survivor_id, id) WHERE survivor_id IS NOT NULL;

-- The turns of each, in their order: none is open once it was resolved, withdrawn or joined, and one otherwise.
CREATE TABLE difficulty_turns (
    difficulty_id BLOB NOT NULL REFERENCES difficulties (id),
    number INTEGER NOT NULL,
    holder_id BLOB NOT NULL REFERENCES agencies (id),
    part TEXT NOT NULL,
    opened_in TEXT NOT NULL,
    began_at INTEGER NOT NULL,
    acknowledge_by TEXT,
    acknowledged_at INTEGER,
    answer_by TEXT NOT NULL,
    ended_at INTEGER,
    late INTEGER NOT NULL,
    PRIMARY KEY (difficulty_id, number)
) STRICT;
CREATE UNIQUE INDEX difficulty_turns_open ON difficulty_turns (difficulty_id) WHERE ended_at IS NULL;
CREATE INDEX difficulty_turns_holder ON difficulty_turns (holder_id, difficulty_id);

-- The papers that a difficulty mentions. Whoever reads both ends reads that it does.
CREATE TABLE difficulty_mentions (
    difficulty_id BLOB NOT NULL REFERENCES difficulties (id),
    resource TEXT NOT NULL,
    subject_id BLOB NOT NULL,
    PRIMARY KEY (difficulty_id, resource, subject_id)
) STRICT;

-- Restricted texts belong to difficulties, too.
ALTER TABLE restricted_texts ALTER COLUMN inspection_id DROP NOT NULL;
ALTER TABLE disclosures ALTER COLUMN inspection_id DROP NOT NULL;
CREATE INDEX disclosures_subject ON disclosures (subject_id, created_at, id);
