-- Visits and self-inspections. `window_from`, `window_to` and `starts_on` are a visit's, `due_on` is the last day of a self-inspection; `last_day` is whichever
-- of the two ends it, by which lists are ordered. `planned_checklist_id` is the version that the plan names, `checklist_id` the one that is asked.
CREATE TABLE inspections (
    id BLOB NOT NULL PRIMARY KEY,
    version INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    kind TEXT NOT NULL,
    plan_id BLOB NOT NULL REFERENCES inspection_plans (id),
    owner_id BLOB NOT NULL REFERENCES agencies (id),
    agency_id BLOB NOT NULL REFERENCES agencies (id),
    year INTEGER NOT NULL,
    planned_checklist_id BLOB NOT NULL REFERENCES checklists (id),
    checklist_id BLOB REFERENCES checklists (id),
    state TEXT NOT NULL,
    window_from TEXT,
    window_to TEXT,
    due_on TEXT,
    last_day TEXT NOT NULL,
    starts_on TEXT,
    notified_at INTEGER,
    started_at INTEGER,
    finished_at INTEGER,
    first_signed_at INTEGER,
    signed_at INTEGER,
    receipt_number TEXT,
    sha256 TEXT,
    cancel_cause TEXT
) STRICT;
-- An agency is visited once in a plan, and inspects itself once; what was cancelled makes room.
CREATE UNIQUE INDEX inspections_live ON inspections (plan_id, kind, agency_id) WHERE state <> 'cancelled';
CREATE INDEX inspections_last_day ON inspections (last_day, id);
CREATE INDEX inspections_created_at ON inspections (created_at, id);
CREATE INDEX inspections_agency ON inspections (agency_id, last_day, id);
CREATE INDEX inspections_owner ON inspections (owner_id, year, kind, state, last_day, id);

-- Who is of a visit's team, and was: each row is a time in one part, `number` counts them in the order in which they began.
CREATE TABLE inspection_members (
    inspection_id BLOB NOT NULL REFERENCES inspections (id),
    number INTEGER NOT NULL,
    user_id BLOB NOT NULL REFERENCES users (id),
    agency_id BLOB NOT NULL REFERENCES agencies (id),
    part TEXT NOT NULL,
    joined_at INTEGER NOT NULL,
    left_at INTEGER,
    PRIMARY KEY (inspection_id, number)
) STRICT;
CREATE UNIQUE INDEX inspection_members_once ON inspection_members (inspection_id, user_id) WHERE left_at IS NULL;
CREATE UNIQUE INDEX inspection_members_leader ON inspection_members (inspection_id) WHERE part = 'leader' AND left_at IS NULL;
CREATE INDEX inspection_members_user ON inspection_members (user_id, agency_id, inspection_id) WHERE left_at IS NULL;
