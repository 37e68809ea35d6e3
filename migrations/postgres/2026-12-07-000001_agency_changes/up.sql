-- Decisions that rename agencies and let them end. `renames` and `ends` are JSON arrays, `authors`, `approved_by`, `executed_by` and `reverted_by`
-- JSON arrays of people. `reason` is why it was cancelled or taken back, `effects_sha256` is over what executing it did.
CREATE TABLE agency_changes (
    id UUID NOT NULL PRIMARY KEY,
    version INTEGER NOT NULL,
    created_at TIMESTAMPTZ NOT NULL,
    updated_at TIMESTAMPTZ NOT NULL,
    committee_id UUID NOT NULL REFERENCES agencies (id),
    legal_document_id UUID REFERENCES legal_documents (id),
    effective_on DATE NOT NULL,
    renames TEXT NOT NULL,
    ends TEXT NOT NULL,
    state TEXT NOT NULL,
    authors TEXT NOT NULL,
    approved_at TIMESTAMPTZ,
    approved_by TEXT NOT NULL,
    executed_at TIMESTAMPTZ,
    executed_by TEXT NOT NULL,
    reverted_at TIMESTAMPTZ,
    reverted_by TEXT NOT NULL,
    reason TEXT,
    effects_sha256 TEXT
);
CREATE INDEX agency_changes_effective_on ON agency_changes (effective_on, id);
CREATE INDEX agency_changes_committee ON agency_changes (committee_id, effective_on, id);
CREATE INDEX agency_changes_updated_at ON agency_changes (updated_at, id);
CREATE INDEX agency_changes_document ON agency_changes (legal_document_id);

-- Who took over from an agency that ended: its heir from `effective_on` on, and the JSON array of those that go on beside him.
CREATE TABLE agency_succession (
    agency_id UUID NOT NULL PRIMARY KEY REFERENCES agencies (id),
    heir_id UUID NOT NULL REFERENCES agencies (id),
    effective_on DATE NOT NULL,
    successors TEXT NOT NULL,
    change_id UUID NOT NULL REFERENCES agency_changes (id)
);
CREATE INDEX agency_succession_heir ON agency_succession (heir_id);
CREATE INDEX agency_succession_change ON agency_succession (change_id);

-- What agencies were called before they were renamed, from when until when. What one is called now is in its own row.
CREATE TABLE agency_names (
    agency_id UUID NOT NULL REFERENCES agencies (id),
    valid_from DATE NOT NULL,
    valid_to DATE NOT NULL,
    name TEXT NOT NULL,
    short_name TEXT,
    code TEXT NOT NULL,
    change_id UUID NOT NULL REFERENCES agency_changes (id),
    PRIMARY KEY (agency_id, valid_from)
);
CREATE INDEX agency_names_change ON agency_names (change_id);

-- What executing a change did to other objects, which taking it back undoes: the resource and the object, the agency that it concerns, and as JSON
-- what has to be put back, where the object itself does not say it.
CREATE TABLE agency_change_effects (
    change_id UUID NOT NULL REFERENCES agency_changes (id),
    resource TEXT NOT NULL,
    subject_id UUID NOT NULL,
    agency_id UUID NOT NULL REFERENCES agencies (id),
    before TEXT,
    PRIMARY KEY (change_id, resource, subject_id)
);
CREATE INDEX agency_change_effects_subject ON agency_change_effects (subject_id);

-- Whether a report is owed to the committee itself, whose standing agency of the day receives it. Of what was opened until now: the recipient is
-- the committee; or it is neither the agency above nor one that a route had named by then, and the agency above, or such a route, is the committee.
ALTER TABLE obligations ADD COLUMN owed_to_committee BOOLEAN NOT NULL DEFAULT FALSE;
UPDATE obligations SET owed_to_committee = TRUE
WHERE recipient_id = committee_id
   OR (NOT EXISTS (SELECT 1 FROM reporting_routes
                   WHERE reporting_routes.agency_id = obligations.agency_id
                     AND reporting_routes.recipient_id = obligations.recipient_id
                     AND reporting_routes.created_at <= obligations.created_at)
       AND EXISTS (SELECT 1 FROM agencies
                   WHERE agencies.id = obligations.agency_id
                     AND agencies.parent_id <> obligations.recipient_id
                     AND (agencies.parent_id = obligations.committee_id
                          OR EXISTS (SELECT 1 FROM reporting_routes
                                     WHERE reporting_routes.agency_id = obligations.agency_id
                                       AND reporting_routes.recipient_id = obligations.committee_id
                                       AND reporting_routes.created_at <= obligations.created_at))));
