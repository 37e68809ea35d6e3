-- The SHA-256 of what an entry tells, by which the second form of link names it. Where `before` is what the entry before told
-- after, its hash alone is kept.
ALTER TABLE journal_entries ADD COLUMN before_sha256 BLOB;
ALTER TABLE journal_entries ADD COLUMN after_sha256 BLOB;

-- A batch names how its entries are linked; those of before are of the first form.
ALTER TABLE journal_seals ADD COLUMN form INTEGER NOT NULL DEFAULT 1;
CREATE INDEX journal_seals_horizon ON journal_seals (era, horizon);
