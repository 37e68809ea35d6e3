-- A declaration may name shorter parts, and so have more of them: bit n - 65 of received_parts_2 stands for part n, and bit n - 129 of
-- received_parts_3.
ALTER TABLE attachments ADD COLUMN part_bytes INTEGER NOT NULL DEFAULT 262144;
ALTER TABLE attachments ADD COLUMN received_parts_2 INTEGER NOT NULL DEFAULT 0;
ALTER TABLE attachments ADD COLUMN received_parts_3 INTEGER NOT NULL DEFAULT 0;

-- The SHA-256 of a part, in hexadecimal: what was read of the others before a write is compared by it inside the write. Parts that came
-- before this was kept have none.
ALTER TABLE attachment_parts ADD COLUMN sha256 TEXT;

-- What is attached to nothing is counted for its sender, and expires.
CREATE INDEX attachments_waiting ON attachments (created_at, id) WHERE subject_id IS NULL;
