DROP TABLE idempotency_keys;
DROP TABLE journal_seals;
DROP TABLE journal_eras;
DROP TABLE journal_entries;
DROP TABLE settings;
DROP TABLE directory_version;
