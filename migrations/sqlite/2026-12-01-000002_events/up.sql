-- The Action Month of a committee in a year. `slogans` is a JSON array. Its window is derived from the year.
CREATE TABLE action_months (
    id BLOB NOT NULL PRIMARY KEY,
    version INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    committee_id BLOB NOT NULL REFERENCES agencies (id),
    year INTEGER NOT NULL,
    name TEXT NOT NULL,
    theme TEXT,
    slogans TEXT NOT NULL,
    state TEXT NOT NULL,
    search_text TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX action_months_year ON action_months (committee_id, year);
CREATE INDEX action_months_in_order ON action_months (year, id);

-- The legal documents that an Action Month names, in their order: rows, so that one which is named cannot be removed.
CREATE TABLE action_month_documents (
    action_month_id BLOB NOT NULL REFERENCES action_months (id),
    position INTEGER NOT NULL,
    legal_document_id BLOB NOT NULL REFERENCES legal_documents (id),
    PRIMARY KEY (action_month_id, position)
) STRICT;
CREATE INDEX action_month_documents_document ON action_month_documents (legal_document_id);

-- The list that an agency sends up, one for each Month. `submitted_totals` is the JSON of what it held when it was submitted last, `authors` a
-- JSON array of people. `recipient_id` is the agency that it is sent to.
CREATE TABLE event_plans (
    id BLOB NOT NULL PRIMARY KEY,
    version INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    action_month_id BLOB NOT NULL REFERENCES action_months (id),
    committee_id BLOB NOT NULL REFERENCES agencies (id),
    agency_id BLOB NOT NULL REFERENCES agencies (id),
    recipient_id BLOB NOT NULL REFERENCES agencies (id),
    year INTEGER NOT NULL,
    programme_id BLOB REFERENCES programmes (id),
    note TEXT,
    state TEXT NOT NULL,
    submitted_at INTEGER,
    submitted_totals TEXT,
    authors TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX event_plans_agency ON event_plans (action_month_id, agency_id);
CREATE INDEX event_plans_created_at ON event_plans (created_at, id);
CREATE INDEX event_plans_of_agency ON event_plans (agency_id, created_at, id);
CREATE INDEX event_plans_recipient ON event_plans (recipient_id, created_at, id);
CREATE INDEX event_plans_programme ON event_plans (programme_id);

-- Events that were entered together. `event_ids` is a JSON array, in the order in which they were named.
CREATE TABLE event_series (
    id BLOB NOT NULL PRIMARY KEY,
    version INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    agency_id BLOB NOT NULL REFERENCES agencies (id),
    committee_id BLOB NOT NULL REFERENCES agencies (id),
    recipient_id BLOB NOT NULL REFERENCES agencies (id),
    event_ids TEXT NOT NULL
) STRICT;
CREATE INDEX event_series_agency ON event_series (agency_id);

-- Events. `venue`, `planned` are JSON objects, `themes`, `audiences`, `partners` JSON arrays; `year` is that of the first civil day in Vietnam;
-- `results_number` counts the versions of the results; `authors` is a JSON object: who created or edited it, each with the version
-- that was last of his making.
CREATE TABLE events (
    id BLOB NOT NULL PRIMARY KEY,
    version INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    agency_id BLOB NOT NULL REFERENCES agencies (id),
    committee_id BLOB NOT NULL REFERENCES agencies (id),
    recipient_id BLOB NOT NULL REFERENCES agencies (id),
    action_month_id BLOB REFERENCES action_months (id),
    series_id BLOB REFERENCES event_series (id),
    occasion TEXT NOT NULL,
    form TEXT NOT NULL,
    form_note TEXT,
    mode TEXT NOT NULL,
    title TEXT NOT NULL,
    public_summary TEXT,
    starts_at INTEGER NOT NULL,
    ends_at INTEGER NOT NULL,
    venue TEXT,
    venue_key TEXT,
    online_url TEXT,
    themes TEXT NOT NULL,
    audiences TEXT NOT NULL,
    partners TEXT NOT NULL,
    capacity INTEGER,
    planned TEXT,
    lesson_hours INTEGER,
    state TEXT NOT NULL,
    duplicate_of_id BLOB REFERENCES events (id),
    year INTEGER NOT NULL,
    results_number INTEGER NOT NULL,
    authors TEXT NOT NULL,
    search_text TEXT NOT NULL
) STRICT;
CREATE INDEX events_starts_at ON events (starts_at, id);
CREATE INDEX events_created_at ON events (created_at, id);
CREATE INDEX events_agency ON events (agency_id, starts_at, id);
CREATE INDEX events_recipient ON events (recipient_id, starts_at, id);
CREATE INDEX events_committee ON events (committee_id, starts_at, id);
CREATE INDEX events_month ON events (action_month_id, agency_id);
CREATE INDEX events_series ON events (series_id);
CREATE INDEX events_duplicate ON events (duplicate_of_id);
CREATE INDEX events_venue ON events (committee_id, venue_key, starts_at);
CREATE INDEX events_owing ON events (state, ends_at);

-- The agencies that organise an event together with its own, and so read it.
CREATE TABLE event_co_organisers (
    event_id BLOB NOT NULL REFERENCES events (id),
    agency_id BLOB NOT NULL REFERENCES agencies (id),
    PRIMARY KEY (event_id, agency_id)
) STRICT;
CREATE INDEX event_co_organisers_agency ON event_co_organisers (agency_id, event_id);

-- What came of an event, version by version. `content` is canonical JSON; `event_version` is the version that the event had with it.
CREATE TABLE event_results (
    id BLOB NOT NULL PRIMARY KEY,
    event_id BLOB NOT NULL REFERENCES events (id),
    number INTEGER NOT NULL,
    event_version INTEGER NOT NULL,
    recorded_at INTEGER NOT NULL,
    author_id BLOB NOT NULL,
    content TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX event_results_number ON event_results (event_id, number);

-- What statistics read of an event, and nothing else; a duplicate counts nowhere and has no row. `first_on` and `last_on` are civil days
-- in Vietnam; sums are of its newest results; money is in whole VND, and nothing is planned for what is cancelled. An uncounted event
-- has no participants.
CREATE TABLE event_figures (
    event_id BLOB NOT NULL PRIMARY KEY REFERENCES events (id),
    agency_id BLOB NOT NULL REFERENCES agencies (id),
    committee_id BLOB NOT NULL REFERENCES agencies (id),
    year INTEGER NOT NULL,
    occasion TEXT NOT NULL,
    form TEXT NOT NULL,
    state TEXT NOT NULL,
    first_on TEXT NOT NULL,
    last_on TEXT NOT NULL,
    themes TEXT NOT NULL,
    planned_state INTEGER NOT NULL,
    planned_cash INTEGER NOT NULL,
    planned_in_kind INTEGER NOT NULL,
    female INTEGER,
    male INTEGER,
    unknown INTEGER,
    certificates_female INTEGER,
    certificates_male INTEGER,
    certificates_unknown INTEGER,
    materials INTEGER NOT NULL,
    media_items INTEGER NOT NULL,
    spent_state INTEGER NOT NULL,
    spent_cash INTEGER NOT NULL,
    spent_in_kind INTEGER NOT NULL,
    online_views INTEGER NOT NULL
) STRICT;
CREATE INDEX event_figures_agency ON event_figures (agency_id, first_on);
-- Statistics group in the order of one of these, which covers what they add up: nothing is looked up, and nothing is sorted.
CREATE INDEX event_figures_by_agency ON event_figures (
    year, agency_id, state, occasion, committee_id, female, male, unknown
);
CREATE INDEX event_figures_by_form ON event_figures (
    year, form, first_on, state, occasion, committee_id, agency_id, female, male, unknown, certificates_female,
    certificates_male, certificates_unknown, materials, media_items, online_views, planned_state, planned_cash,
    planned_in_kind, spent_state, spent_cash, spent_in_kind
);
CREATE INDEX event_figures_by_theme ON event_figures (
    year, themes, state, occasion, committee_id, agency_id, female, male, unknown
);

-- What the public sees of an event, or is asked to see: one for each, under the identifier of its event. `requested_text` and `approved_text`
-- are canonical JSON, frozen when they were requested; `requested_by` is a JSON array of people. `sequence` counts what the public saw change,
-- `sequenced_at` is when. The columns from `occasion` on are what the public sees now, of those that are `visible`.
CREATE TABLE publications (
    id BLOB NOT NULL PRIMARY KEY REFERENCES events (id),
    version INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    agency_id BLOB NOT NULL REFERENCES agencies (id),
    committee_id BLOB NOT NULL REFERENCES agencies (id),
    state TEXT NOT NULL,
    since INTEGER NOT NULL,
    event_version INTEGER,
    requested_text TEXT,
    requested_by TEXT NOT NULL,
    approved_text TEXT,
    approved_event_version INTEGER,
    approved_at INTEGER,
    first_starts_at INTEGER,
    first_ends_at INTEGER,
    sequence INTEGER NOT NULL,
    sequenced_at INTEGER NOT NULL,
    visible INTEGER NOT NULL,
    occasion TEXT,
    status TEXT,
    starts_at INTEGER,
    ends_at INTEGER,
    form TEXT,
    search_text TEXT
) STRICT;
CREATE INDEX publications_shown ON publications (committee_id, starts_at, id, ends_at) WHERE visible;
CREATE INDEX publications_state ON publications (committee_id, state);
