-- Reports of visits, version by version. `signatory` is a JSON object. What the agency said, or that it said nothing, is of the round that runs.
CREATE TABLE inspection_reports (
    id BLOB NOT NULL PRIMARY KEY,
    version INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    inspection_id BLOB NOT NULL REFERENCES inspections (id),
    plan_id BLOB NOT NULL,
    owner_id BLOB NOT NULL REFERENCES agencies (id),
    agency_id BLOB NOT NULL REFERENCES agencies (id),
    number INTEGER NOT NULL,
    state TEXT NOT NULL,
    round INTEGER NOT NULL,
    summary TEXT,
    findings TEXT,
    conclusion TEXT,
    first_sent_at INTEGER,
    comment_until TEXT,
    comment TEXT,
    agrees INTEGER NOT NULL,
    commented_at INTEGER,
    silence_noted_at INTEGER,
    report_number TEXT,
    concluded_on TEXT,
    concluded_year INTEGER,
    place TEXT,
    signatory TEXT,
    concluded_at INTEGER,
    sha256 TEXT,
    superseded_at INTEGER
) STRICT;
CREATE UNIQUE INDEX inspection_reports_number ON inspection_reports (inspection_id, number);
-- One version of a visit's report is in force, and one is on its way.
CREATE UNIQUE INDEX inspection_reports_concluded ON inspection_reports (inspection_id) WHERE state = 'concluded';
CREATE UNIQUE INDEX inspection_reports_open ON inspection_reports (inspection_id) WHERE state IN ('draft', 'with_agency', 'under_review');
CREATE UNIQUE INDEX inspection_reports_report_number ON inspection_reports (owner_id, concluded_year, report_number);
CREATE INDEX inspection_reports_created_at ON inspection_reports (created_at, id);
CREATE INDEX inspection_reports_owner ON inspection_reports (owner_id, state);
CREATE INDEX inspection_reports_agency ON inspection_reports (agency_id, created_at, id);
CREATE INDEX inspection_reports_plan ON inspection_reports (plan_id, created_at, id);

-- What agencies have to do about what visits found. `last_day` is the day that holds: that of the extension, or the one on paper. `inspected_id` is the
-- agency of the visit, `agency_id` the one that has to do it.
CREATE TABLE recommendations (
    id BLOB NOT NULL PRIMARY KEY,
    version INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    inspection_id BLOB NOT NULL REFERENCES inspections (id),
    report_id BLOB NOT NULL REFERENCES inspection_reports (id),
    plan_id BLOB NOT NULL,
    owner_id BLOB NOT NULL REFERENCES agencies (id),
    inspected_id BLOB NOT NULL REFERENCES agencies (id),
    agency_id BLOB NOT NULL REFERENCES agencies (id),
    number INTEGER NOT NULL,
    text TEXT NOT NULL,
    due_on TEXT NOT NULL,
    extended_until TEXT,
    last_day TEXT NOT NULL,
    state TEXT NOT NULL,
    percent INTEGER NOT NULL,
    opened_at INTEGER,
    implemented_at INTEGER,
    document_number TEXT,
    dispute_ground TEXT,
    predecessor_id BLOB REFERENCES recommendations (id)
) STRICT;
CREATE UNIQUE INDEX recommendations_number ON recommendations (inspection_id, number);
CREATE INDEX recommendations_last_day ON recommendations (last_day, id);
CREATE INDEX recommendations_created_at ON recommendations (created_at, id);
CREATE INDEX recommendations_report ON recommendations (report_id, state);
CREATE INDEX recommendations_owner ON recommendations (owner_id, last_day, id);
CREATE INDEX recommendations_inspected ON recommendations (inspected_id, last_day, id);
CREATE INDEX recommendations_agency ON recommendations (agency_id, last_day, id);
CREATE INDEX recommendations_plan ON recommendations (plan_id, last_day, id);
CREATE INDEX recommendations_predecessor ON recommendations (predecessor_id);

-- The recommendations of earlier visits that a visit looks at again, as of the day on which it started. `origin_id` is the visit that one follows from,
-- `number` its number among those of that visit.
CREATE TABLE carried_recommendations (
    id BLOB NOT NULL PRIMARY KEY,
    version INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    inspection_id BLOB NOT NULL REFERENCES inspections (id),
    owner_id BLOB NOT NULL REFERENCES agencies (id),
    agency_id BLOB NOT NULL REFERENCES agencies (id),
    recommendation_id BLOB NOT NULL REFERENCES recommendations (id),
    origin_id BLOB NOT NULL REFERENCES inspections (id),
    number INTEGER NOT NULL,
    found TEXT,
    note TEXT
) STRICT;
CREATE UNIQUE INDEX carried_recommendations_once ON carried_recommendations (inspection_id, recommendation_id);
CREATE INDEX carried_recommendations_number ON carried_recommendations (inspection_id, number, id);
CREATE INDEX carried_recommendations_of ON carried_recommendations (recommendation_id, inspection_id);
