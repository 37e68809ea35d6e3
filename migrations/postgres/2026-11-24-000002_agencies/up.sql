-- `lineage` holds the ids from the root down to the agency itself, each between slashes; `name_key` sorts Vietnamese names
-- as bytes; `search_text` is folded text without diacritics.
CREATE TABLE agencies (
    id UUID NOT NULL PRIMARY KEY,
    version INTEGER NOT NULL,
    created_at TIMESTAMPTZ NOT NULL,
    updated_at TIMESTAMPTZ NOT NULL,
    code TEXT COLLATE "C" NOT NULL,
    name TEXT NOT NULL,
    short_name TEXT,
    kind TEXT NOT NULL,
    parent_id UUID REFERENCES agencies (id),
    valid_from DATE NOT NULL,
    valid_to DATE,
    lineage TEXT COLLATE "C" NOT NULL,
    name_key TEXT COLLATE "C" NOT NULL,
    search_text TEXT NOT NULL
);
CREATE INDEX agencies_parent ON agencies (parent_id);
CREATE INDEX agencies_code ON agencies (code, id);
CREATE INDEX agencies_name_key ON agencies (name_key, id);

CREATE TABLE legal_documents (
    id UUID NOT NULL PRIMARY KEY,
    version INTEGER NOT NULL,
    created_at TIMESTAMPTZ NOT NULL,
    updated_at TIMESTAMPTZ NOT NULL,
    number TEXT COLLATE "C" NOT NULL,
    kind TEXT NOT NULL,
    issuer TEXT NOT NULL,
    issued_on DATE NOT NULL,
    title TEXT NOT NULL,
    link TEXT,
    title_key TEXT COLLATE "C" NOT NULL,
    search_text TEXT NOT NULL
);
CREATE UNIQUE INDEX legal_documents_number ON legal_documents (number, issuer, issued_on);
CREATE INDEX legal_documents_issued_on ON legal_documents (issued_on, id);
CREATE INDEX legal_documents_title_key ON legal_documents (title_key, id);

-- Which agency is the standing agency of a committee, and when.
CREATE TABLE designations (
    id UUID NOT NULL PRIMARY KEY,
    version INTEGER NOT NULL,
    created_at TIMESTAMPTZ NOT NULL,
    updated_at TIMESTAMPTZ NOT NULL,
    committee_id UUID NOT NULL REFERENCES agencies (id),
    agency_id UUID NOT NULL REFERENCES agencies (id),
    valid_from DATE NOT NULL,
    valid_to DATE,
    legal_document_id UUID REFERENCES legal_documents (id)
);
CREATE UNIQUE INDEX designations_committee ON designations (committee_id, valid_from);
