-- Files that belong to papers, such as the photographs of an update of progress. Bit n - 1 of received_parts stands for part n.
CREATE TABLE attachments (
    id BLOB NOT NULL PRIMARY KEY,
    version INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    agency_id BLOB NOT NULL REFERENCES agencies (id),
    uploaded_by BLOB NOT NULL REFERENCES users (id),
    file_name TEXT NOT NULL,
    media_type TEXT NOT NULL,
    size_bytes INTEGER NOT NULL,
    sha256 TEXT NOT NULL,
    state TEXT NOT NULL,
    received_parts INTEGER NOT NULL,
    resource TEXT,
    subject_id BLOB
) STRICT;
CREATE INDEX attachments_agency ON attachments (agency_id, created_at, id);
CREATE INDEX attachments_created_at ON attachments (created_at, id);
CREATE INDEX attachments_subject ON attachments (subject_id) WHERE subject_id IS NOT NULL;

-- What is in them, 256 KiB to a part, the last one shorter.
CREATE TABLE attachment_parts (
    attachment_id BLOB NOT NULL REFERENCES attachments (id),
    number INTEGER NOT NULL,
    bytes BLOB NOT NULL,
    PRIMARY KEY (attachment_id, number)
) STRICT;
