-- Each revision of a programme is a row; `series_id` is the id of revision 1. `recipients` and `signatory`
-- are JSON.
CREATE TABLE programmes (
    id UUID NOT NULL PRIMARY KEY,
    version INTEGER NOT NULL,
    created_at TIMESTAMPTZ NOT NULL,
    updated_at TIMESTAMPTZ NOT NULL,
    series_id UUID NOT NULL,
    revision INTEGER NOT NULL,
    supersedes_id UUID REFERENCES programmes (id),
    superseded_at TIMESTAMPTZ,
    agency_id UUID NOT NULL REFERENCES agencies (id),
    parent_id UUID REFERENCES programmes (id),
    kind TEXT NOT NULL,
    year INTEGER NOT NULL,
    title TEXT NOT NULL,
    purpose TEXT,
    requirements TEXT,
    recipients TEXT NOT NULL,
    note TEXT,
    state TEXT NOT NULL,
    number TEXT COLLATE "C",
    issued_on DATE,
    place TEXT,
    signatory TEXT,
    title_key TEXT COLLATE "C" NOT NULL,
    search_text TEXT NOT NULL
);
CREATE UNIQUE INDEX programmes_number ON programmes (agency_id, year, kind, number) WHERE number IS NOT NULL;
CREATE UNIQUE INDEX programmes_open_revision ON programmes (series_id) WHERE state IN ('draft', 'under_review');
CREATE UNIQUE INDEX programmes_series ON programmes (series_id, revision);
CREATE INDEX programmes_agency ON programmes (agency_id, year);
CREATE INDEX programmes_parent ON programmes (parent_id);
CREATE INDEX programmes_title_key ON programmes (title_key, id);
CREATE INDEX programmes_year ON programmes (year, id);
CREATE INDEX programmes_created_at ON programmes (created_at, id);

-- The documents that a programme rests on (`basis`) or cites (`cited`), in the order of the paper.
CREATE TABLE programme_documents (
    programme_id UUID NOT NULL REFERENCES programmes (id),
    position INTEGER NOT NULL,
    legal_document_id UUID NOT NULL REFERENCES legal_documents (id),
    part TEXT NOT NULL,
    note TEXT,
    PRIMARY KEY (programme_id, position)
);
CREATE INDEX programme_documents_document ON programme_documents (legal_document_id);

-- `origin_id` is the id that the task had in the first revision that held it: assignments belong to the origin.
-- `due_key` sorts: the date, or 9999-12-31 where there is none. `occurrences` is a JSON array of dates,
-- `coordinators` one of agencies: what a reader sees, beside the rows by which they are found.
CREATE TABLE tasks (
    id UUID NOT NULL PRIMARY KEY,
    version INTEGER NOT NULL,
    created_at TIMESTAMPTZ NOT NULL,
    updated_at TIMESTAMPTZ NOT NULL,
    programme_id UUID NOT NULL REFERENCES programmes (id),
    origin_id UUID NOT NULL,
    number TEXT COLLATE "C" NOT NULL,
    number_key TEXT COLLATE "C" NOT NULL,
    title TEXT NOT NULL,
    description TEXT,
    kind TEXT NOT NULL,
    starts_on DATE,
    due_on DATE,
    due_rule TEXT NOT NULL,
    occurrences TEXT NOT NULL,
    expected_output TEXT,
    lead_agency_id UUID REFERENCES agencies (id),
    coordinators TEXT NOT NULL,
    note TEXT,
    due_key DATE NOT NULL,
    search_text TEXT NOT NULL
);
CREATE UNIQUE INDEX tasks_number ON tasks (programme_id, number);
CREATE INDEX tasks_programme_number_key ON tasks (programme_id, number_key, id);
CREATE INDEX tasks_number_key ON tasks (number_key, id);
CREATE INDEX tasks_due_key ON tasks (due_key, id);
CREATE INDEX tasks_programme_due_key ON tasks (programme_id, due_key, id);
CREATE INDEX tasks_origin ON tasks (origin_id);

-- Every agency that takes part in a task, its lead among them: by these rows tasks are found.
CREATE TABLE task_agencies (
    task_id UUID NOT NULL REFERENCES tasks (id),
    agency_id UUID NOT NULL REFERENCES agencies (id),
    PRIMARY KEY (task_id, agency_id)
);
CREATE INDEX task_agencies_agency ON task_agencies (agency_id, task_id);

-- `task_id` is the task's origin, `series_id` the programme's. `owner_agency_id` is the agency whose programme it is,
-- `lead_agency_id` the one that leads the task in the revision in force.
-- `effective_due_at` is the extension's instant where one was granted, else `due_at`. `authors` is a JSON array of people.
CREATE TABLE assignments (
    id UUID NOT NULL PRIMARY KEY,
    version INTEGER NOT NULL,
    created_at TIMESTAMPTZ NOT NULL,
    updated_at TIMESTAMPTZ NOT NULL,
    task_id UUID NOT NULL REFERENCES tasks (id),
    series_id UUID NOT NULL,
    owner_agency_id UUID NOT NULL REFERENCES agencies (id),
    lead_agency_id UUID NOT NULL REFERENCES agencies (id),
    agency_id UUID NOT NULL REFERENCES agencies (id),
    part TEXT NOT NULL,
    due_on DATE NOT NULL,
    due_at TIMESTAMPTZ NOT NULL,
    extended_until DATE,
    effective_due_at TIMESTAMPTZ NOT NULL,
    state TEXT NOT NULL,
    percent INTEGER NOT NULL,
    done_at TIMESTAMPTZ,
    cancelled_at TIMESTAMPTZ,
    predecessor_id UUID REFERENCES assignments (id),
    authors TEXT NOT NULL
);
CREATE INDEX assignments_task ON assignments (task_id);
CREATE INDEX assignments_series ON assignments (series_id, state);
CREATE INDEX assignments_agency ON assignments (agency_id, effective_due_at);
CREATE INDEX assignments_owner ON assignments (owner_agency_id, effective_due_at);
CREATE INDEX assignments_lead ON assignments (lead_agency_id, effective_due_at);
CREATE INDEX assignments_due ON assignments (effective_due_at, id);
CREATE INDEX assignments_created_at ON assignments (created_at, id);
CREATE UNIQUE INDEX assignments_live ON assignments (task_id, agency_id, due_on) WHERE state <> 'cancelled';

-- What statistics as of a past date need: from when until when a report of completion stood (`completion`), and from when
-- until when an assignment was returned as not ours (`return`).
CREATE TABLE assignment_spells (
    id UUID NOT NULL PRIMARY KEY,
    assignment_id UUID NOT NULL REFERENCES assignments (id),
    kind TEXT NOT NULL,
    began_at TIMESTAMPTZ NOT NULL,
    ended_at TIMESTAMPTZ
);
CREATE INDEX assignment_spells_assignment ON assignment_spells (assignment_id, kind);

CREATE TABLE progress_updates (
    id UUID NOT NULL PRIMARY KEY,
    assignment_id UUID NOT NULL REFERENCES assignments (id),
    assignment_version INTEGER NOT NULL,
    author_id UUID NOT NULL REFERENCES users (id),
    recorded_at TIMESTAMPTZ NOT NULL,
    percent INTEGER NOT NULL,
    narrative TEXT NOT NULL
);
CREATE INDEX progress_updates_assignment ON progress_updates (assignment_id, assignment_version, id);
