-- What inspections ask. Each version is a row; `agency_id` and `code` name the checklist, `number` counts its versions. `topics` and `items` are JSON
-- arrays, and so is `dropped_codes`: item codes of earlier versions that are not used again.
CREATE TABLE checklists (
    id BLOB NOT NULL PRIMARY KEY,
    version INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    agency_id BLOB NOT NULL REFERENCES agencies (id),
    code TEXT NOT NULL,
    number INTEGER NOT NULL,
    title TEXT NOT NULL,
    topics TEXT NOT NULL,
    items TEXT NOT NULL,
    dropped_codes TEXT NOT NULL,
    state TEXT NOT NULL,
    published_at INTEGER,
    search_text TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX checklists_number ON checklists (agency_id, code, number);
CREATE UNIQUE INDEX checklists_draft ON checklists (agency_id, code) WHERE state = 'draft';
CREATE UNIQUE INDEX checklists_published ON checklists (agency_id, code) WHERE state = 'published';
CREATE INDEX checklists_code ON checklists (code, id);
CREATE INDEX checklists_created_at ON checklists (created_at, id);
