-- What waits for people, by whom it waits for and in the order of its last day: each index holds only what is not done, so that a page of
-- somebody's work costs the same after ten years.
CREATE INDEX assignments_to_do ON assignments (agency_id, effective_due_at, id) WHERE state IN ('pending', 'accepted', 'in_progress');
CREATE INDEX assignments_to_decide ON assignments (owner_agency_id, effective_due_at, id) WHERE state IN ('reported_done', 'returned');
CREATE INDEX submissions_written ON submissions (agency_id) WHERE state IN ('draft', 'pending_signature');
CREATE INDEX submissions_received ON submissions (recipient_id) WHERE state IN ('submitted', 'under_review');
CREATE INDEX extensions_asked ON extensions (owner_agency_id) WHERE state = 'asked';
-- The last day for what came of an event: seven days behind the civil day in Vietnam of the instant before its end.
CREATE INDEX events_results_day ON events (agency_id, date((ends_at - 1) / 1000000 + 630000, 'unixepoch'), id) WHERE state IN ('planned', 'confirmed', 'held');
CREATE INDEX event_plans_sent ON event_plans (recipient_id, id) WHERE state = 'submitted';
CREATE INDEX inspections_owned ON inspections (owner_id, last_day, id) WHERE state IN ('scheduled', 'postponed', 'fieldwork_done', 'submitted');
CREATE INDEX recommendations_to_do ON recommendations (agency_id, last_day, id) WHERE state IN ('open', 'in_progress');
CREATE INDEX recommendations_to_judge ON recommendations (owner_id, last_day, id) WHERE state IN ('implemented', 'disputed');
