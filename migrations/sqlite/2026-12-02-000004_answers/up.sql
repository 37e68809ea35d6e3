-- Evidence of an inspection: its sender's alone until it belongs to something. Restricted files are read under a disclosure.
ALTER TABLE attachments ADD COLUMN inspection_id BLOB;
ALTER TABLE attachments ADD COLUMN sensitivity TEXT NOT NULL DEFAULT 'normal';
CREATE INDEX attachments_evidence ON attachments (uploaded_by, created_at, id) WHERE inspection_id IS NOT NULL AND subject_id IS NULL;

-- What was found, by item of the checklist. `agency_id` is the agency whose paper the inspection is. `indicator_values` and `attachment_ids` are JSON
-- arrays. An item that nobody answered has no row. What is restricted is not in here: `finding_sha256` is over its random bytes and its text.
CREATE TABLE inspection_answers (
    id BLOB NOT NULL PRIMARY KEY,
    version INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    inspection_id BLOB NOT NULL REFERENCES inspections (id),
    agency_id BLOB NOT NULL REFERENCES agencies (id),
    code TEXT NOT NULL,
    rating TEXT,
    finding TEXT,
    sensitivity TEXT,
    finding_sha256 TEXT,
    indicator_values TEXT NOT NULL,
    attachment_ids TEXT NOT NULL,
    device_time INTEGER,
    answered_by BLOB NOT NULL REFERENCES users (id)
) STRICT;
CREATE UNIQUE INDEX inspection_answers_item ON inspection_answers (inspection_id, code);

-- Restricted texts, each with the 32 random bytes that its SHA-256 begins with. `resource` and `subject_id` name what it belongs to.
CREATE TABLE restricted_texts (
    id BLOB NOT NULL PRIMARY KEY,
    version INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    inspection_id BLOB NOT NULL REFERENCES inspections (id),
    agency_id BLOB NOT NULL REFERENCES agencies (id),
    resource TEXT NOT NULL,
    subject_id BLOB NOT NULL,
    author_id BLOB NOT NULL REFERENCES users (id),
    salt BLOB NOT NULL,
    text TEXT NOT NULL,
    sha256 TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX restricted_texts_subject ON restricted_texts (subject_id, resource);

-- Who read what was restricted, and what for.
CREATE TABLE disclosures (
    id BLOB NOT NULL PRIMARY KEY,
    created_at INTEGER NOT NULL,
    inspection_id BLOB NOT NULL REFERENCES inspections (id),
    agency_id BLOB NOT NULL REFERENCES agencies (id),
    resource TEXT NOT NULL,
    subject_id BLOB NOT NULL,
    sha256 TEXT NOT NULL,
    reader_id BLOB NOT NULL REFERENCES users (id),
    reader_agency_id BLOB NOT NULL REFERENCES agencies (id),
    purpose TEXT NOT NULL
) STRICT;
CREATE INDEX disclosures_inspection ON disclosures (inspection_id, created_at, id);
