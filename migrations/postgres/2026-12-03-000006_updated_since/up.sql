-- What changed since an instant is read in the order in which it changed: an index that begins with when, so that a poll reads what changed and
-- nothing else. Of what there is much of it holds whose it is as well: whoever reads a little of it passes over the rest without looking at rows.
CREATE INDEX agencies_updated_at ON agencies (updated_at, id);
CREATE INDEX legal_documents_updated_at ON legal_documents (updated_at, id);
CREATE INDEX users_updated_at ON users (updated_at, id);
CREATE INDEX grants_updated_at ON grants (updated_at, id);
CREATE INDEX delegations_updated_at ON delegations (updated_at, id);
CREATE INDEX programmes_updated_at ON programmes (updated_at, id);
CREATE INDEX indicators_updated_at ON indicators (updated_at, id);
CREATE INDEX report_regimes_updated_at ON report_regimes (updated_at, id);
CREATE INDEX report_periods_updated_at ON report_periods (updated_at, id);
CREATE INDEX consolidations_updated_at ON consolidations (updated_at, id);
CREATE INDEX extensions_updated_at ON extensions (updated_at, id);
CREATE INDEX attachments_updated_at ON attachments (updated_at, id);
CREATE INDEX action_months_updated_at ON action_months (updated_at, id);
CREATE INDEX event_plans_updated_at ON event_plans (updated_at, id);
CREATE INDEX calendar_addresses_updated_at ON calendar_addresses (updated_at, id);
CREATE INDEX checklists_updated_at ON checklists (updated_at, id);
CREATE INDEX inspection_plans_updated_at ON inspection_plans (updated_at, id);
CREATE INDEX inspection_reports_updated_at ON inspection_reports (updated_at, id);
CREATE INDEX assignments_updated_at ON assignments (updated_at, id, agency_id, owner_agency_id, lead_agency_id);
CREATE INDEX obligations_updated_at ON obligations (updated_at, id, agency_id, recipient_id, committee_id);
CREATE INDEX submissions_updated_at ON submissions (updated_at, id, agency_id, recipient_id, committee_id);
CREATE INDEX events_updated_at ON events (updated_at, id, agency_id, recipient_id, committee_id);
CREATE INDEX inspections_updated_at ON inspections (updated_at, id, owner_id, agency_id);
CREATE INDEX recommendations_updated_at ON recommendations (updated_at, id, owner_id, inspected_id, agency_id);
-- What the public sees of an event changed when its SEQUENCE rose.
CREATE INDEX publications_sequenced_at ON publications (committee_id, sequenced_at, id) WHERE visible;

-- A task is new to those below its programme when that is issued, and is not changed by it: when what is read of it changed is told beside when it was.
ALTER TABLE tasks ADD COLUMN changed_at TIMESTAMPTZ;
UPDATE tasks SET changed_at = coalesce(
    (SELECT max(occurred_at) FROM journal_entries
     WHERE resource_id = tasks.programme_id AND resource = 'programmes' AND action = 'issue'),
    updated_at);
ALTER TABLE tasks ALTER COLUMN changed_at SET NOT NULL;
CREATE INDEX tasks_changed_at ON tasks (changed_at, id);
