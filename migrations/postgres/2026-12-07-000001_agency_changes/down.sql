ALTER TABLE obligations DROP COLUMN owed_to_committee;
DROP TABLE agency_change_effects;
DROP TABLE agency_names;
DROP TABLE agency_succession;
DROP TABLE agency_changes;
