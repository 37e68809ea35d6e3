-- Who sits on the committee of an agency, decision by decision, each with the whole list: `members` is a JSON array, `women` and `seats` count it. `year` is
-- that of `issued_on`. A decision that is in force runs to `valid_to`, and to no end until a later one is.
CREATE TABLE committee_decisions (
    id UUID NOT NULL PRIMARY KEY,
    version INTEGER NOT NULL,
    created_at TIMESTAMPTZ NOT NULL,
    updated_at TIMESTAMPTZ NOT NULL,
    committee_id UUID NOT NULL REFERENCES agencies (id),
    agency_id UUID NOT NULL REFERENCES agencies (id),
    number TEXT NOT NULL,
    issued_on DATE NOT NULL,
    year INTEGER NOT NULL,
    valid_from DATE NOT NULL,
    valid_to DATE,
    members TEXT NOT NULL,
    women INTEGER NOT NULL,
    seats INTEGER NOT NULL,
    state TEXT NOT NULL,
    number_key TEXT
);
CREATE UNIQUE INDEX committee_decisions_number ON committee_decisions (agency_id, year, number_key) WHERE state <> 'revoked';
CREATE UNIQUE INDEX committee_decisions_running ON committee_decisions (agency_id) WHERE state = 'in_force' AND valid_to IS NULL;
CREATE INDEX committee_decisions_agency ON committee_decisions (agency_id, valid_from);
CREATE INDEX committee_decisions_drafts ON committee_decisions (committee_id, id) WHERE state = 'draft';
CREATE INDEX committee_decisions_valid_from ON committee_decisions (valid_from, id);
CREATE INDEX committee_decisions_created_at ON committee_decisions (created_at, id);
CREATE INDEX committee_decisions_updated_at ON committee_decisions (updated_at, id, agency_id, committee_id);
