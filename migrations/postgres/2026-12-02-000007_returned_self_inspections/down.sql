ALTER TABLE inspections DROP COLUMN returned_at;
