-- A self-inspection that is given back keeps its receipt; when it was given back says that what is written now is not what was signed.
ALTER TABLE inspections ADD COLUMN returned_at INTEGER;
