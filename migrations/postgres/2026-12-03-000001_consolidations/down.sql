DROP INDEX consolidation_items_part;
ALTER TABLE consolidation_items DROP COLUMN state_since;
ALTER TABLE consolidation_items DROP COLUMN submission_state;
ALTER TABLE consolidations DROP COLUMN not_accepted;
