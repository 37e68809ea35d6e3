-- What was received and is not accepted stands apart from what is missing: which version, in which state, since when. Nobody knows any
-- more which of the missing ones of earlier compilations it was, so those have no number.
ALTER TABLE consolidations ADD COLUMN not_accepted INTEGER;
ALTER TABLE consolidation_items ADD COLUMN submission_state TEXT;
ALTER TABLE consolidation_items ADD COLUMN state_since INTEGER;
-- Each of the lists is paged by itself.
CREATE INDEX consolidation_items_part ON consolidation_items (consolidation_id, part, position, obligation_id);
