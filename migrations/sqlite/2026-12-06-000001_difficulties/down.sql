-- SQLite keeps the words of each CREATE, so the tables are made as they were and filled again.
CREATE TEMPORARY TABLE kept_texts AS SELECT * FROM restricted_texts WHERE inspection_id IS NOT NULL;
CREATE TEMPORARY TABLE kept_disclosures AS SELECT * FROM disclosures WHERE inspection_id IS NOT NULL;
DROP TABLE disclosures;
DROP TABLE restricted_texts;
DROP TABLE difficulty_mentions;
DROP TABLE difficulty_turns;
DROP TABLE difficulties;

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
INSERT INTO restricted_texts SELECT * FROM kept_texts;

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
INSERT INTO disclosures SELECT * FROM kept_disclosures;
DROP TABLE kept_disclosures;
DROP TABLE kept_texts;
