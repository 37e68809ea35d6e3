DROP TABLE disclosures;
DROP TABLE restricted_texts;
DROP TABLE inspection_answers;
DROP INDEX attachments_evidence;
ALTER TABLE attachments DROP COLUMN sensitivity;
ALTER TABLE attachments DROP COLUMN inspection_id;
