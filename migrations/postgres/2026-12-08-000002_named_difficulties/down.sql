ALTER TABLE inspection_answers DROP COLUMN difficulty_ids;
