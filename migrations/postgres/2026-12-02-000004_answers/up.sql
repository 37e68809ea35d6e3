-- Evidence of an inspection: its sender's alone until it belongs to something. Restricted files are read under a disclosure.
ALTER TABLE attachments ADD COLUMN inspection_id UUID;
ALTER TABLE attachments ADD COLUMN sensitivity TEXT NOT NULL DEFAULT 'normal';
CREATE INDEX attachments_evidence ON attachments (uploaded_by, created_at, id) WHERE inspection_id IS NOT NULL AND subject_id IS NULL;

-- What was found, by item of the checklist. `agency_id` is the agency whose paper the inspection is. `indicator_values` and `attachment_ids` are JSON
-- arrays. An item that nobody answered has no row. What is restricted is not in here: `finding_sha256` is over its random bytes and its text.
CREATE TABLE inspection_answers (
    id UUID NOT NULL PRIMARY KEY,
    version INTEGER NOT NULL,
    created_at TIMESTAMPTZ NOT NULL,
    updated_at TIMESTAMPTZ NOT NULL,
    inspection_id UUID NOT NULL REFERENCES inspections (id),
    agency_id UUID NOT NULL REFERENCES agencies (id),
    code TEXT NOT NULL,
    rating TEXT,
    finding TEXT,
    sensitivity TEXT,
    finding_sha256 TEXT,
    indicator_values TEXT NOT NULL,
    attachment_ids TEXT NOT NULL,
    device_time TIMESTAMPTZ,
    answered_by UUID NOT NULL REFERENCES users (id)
);
CREATE UNIQUE INDEX inspection_answers_item ON inspection_answers (inspection_id, code);

-- Restricted texts, each with the 32 random bytes that its SHA-256 begins with. `resource` and `subject_id` name what it belongs to.
CREATE TABLE restricted_texts (
    id UUID NOT NULL PRIMARY KEY,
    version INTEGER NOT NULL,
    created_at TIMESTAMPTZ NOT NULL,
    updated_at TIMESTAMPTZ NOT NULL,
    inspection_id UUID NOT NULL REFERENCES inspections (id),
    agency_id UUID NOT NULL REFERENCES agencies (id),
    resource TEXT NOT NULL,
    subject_id UUID NOT NULL,
    author_id UUID NOT NULL REFERENCES users (id),
    salt BYTEA NOT NULL,
    text TEXT NOT NULL,
    sha256 TEXT NOT NULL
);
CREATE UNIQUE INDEX restricted_texts_subject ON restricted_texts (subject_id, resource);

-- Who read what was restricted, and what for.
CREATE TABLE disclosures (
    id UUID NOT NULL PRIMARY KEY,
    created_at TIMESTAMPTZ NOT NULL,
    inspection_id UUID NOT NULL REFERENCES inspections (id),
    agency_id UUID NOT NULL REFERENCES agencies (id),
    resource TEXT NOT NULL,
    subject_id UUID NOT NULL,
    sha256 TEXT NOT NULL,
    reader_id UUID NOT NULL REFERENCES users (id),
    reader_agency_id UUID NOT NULL REFERENCES agencies (id),
    purpose TEXT NOT NULL
);
CREATE INDEX disclosures_inspection ON disclosures (inspection_id, created_at, id);
