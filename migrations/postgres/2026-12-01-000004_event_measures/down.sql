ALTER TABLE indicators DROP COLUMN event_measure;
