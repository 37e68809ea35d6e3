-- The difficulties that an answer names, as a JSON array.
ALTER TABLE inspection_answers ADD COLUMN difficulty_ids TEXT NOT NULL DEFAULT '[]';
