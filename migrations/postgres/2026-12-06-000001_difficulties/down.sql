DROP INDEX disclosures_subject;
DELETE FROM disclosures WHERE inspection_id IS NULL;
DELETE FROM restricted_texts WHERE inspection_id IS NULL;
ALTER TABLE disclosures ALTER COLUMN inspection_id SET NOT NULL;
ALTER TABLE restricted_texts ALTER COLUMN inspection_id SET NOT NULL;
DROP TABLE difficulty_mentions;
DROP TABLE difficulty_turns;
DROP TABLE difficulties;
