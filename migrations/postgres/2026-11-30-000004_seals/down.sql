DROP INDEX journal_seals_horizon;
ALTER TABLE journal_seals DROP COLUMN form;
ALTER TABLE journal_entries DROP COLUMN after_sha256;
ALTER TABLE journal_entries DROP COLUMN before_sha256;
