-- A request for more time. `owner_agency_id` is the agency that the papers are done for, `authors` a JSON array of the people who asked.
-- The due date on paper is never overwritten.
CREATE TABLE extensions (
    id BLOB NOT NULL PRIMARY KEY,
    version INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    agency_id BLOB NOT NULL REFERENCES agencies (id),
    owner_agency_id BLOB NOT NULL REFERENCES agencies (id),
    until TEXT NOT NULL,
    reason TEXT NOT NULL,
    state TEXT NOT NULL,
    granted_until TEXT,
    decided_at INTEGER,
    authors TEXT NOT NULL
) STRICT;
CREATE INDEX extensions_agency ON extensions (agency_id, created_at, id);
CREATE INDEX extensions_created_at ON extensions (created_at, id);

-- What the time is for: papers of one kind, `resource` as in paths. They are other chapters', so no foreign key leads there; `audit
-- verify` compares these rows with the journal.
CREATE TABLE extension_subjects (
    extension_id BLOB NOT NULL REFERENCES extensions (id),
    resource TEXT NOT NULL,
    subject_id BLOB NOT NULL,
    PRIMARY KEY (extension_id, subject_id)
) STRICT;
CREATE INDEX extension_subjects_subject ON extension_subjects (subject_id);
