DROP INDEX attachments_waiting;
ALTER TABLE attachment_parts DROP COLUMN sha256;
ALTER TABLE attachments DROP COLUMN received_parts_3;
ALTER TABLE attachments DROP COLUMN received_parts_2;
ALTER TABLE attachments DROP COLUMN part_bytes;
