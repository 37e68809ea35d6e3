-- What is counted. `targets` is a JSON array of {year, value}. A ratio has a numerator and a denominator and is never averaged.
CREATE TABLE indicators (
    id UUID NOT NULL PRIMARY KEY,
    version INTEGER NOT NULL,
    created_at TIMESTAMPTZ NOT NULL,
    updated_at TIMESTAMPTZ NOT NULL,
    code TEXT NOT NULL,
    name TEXT NOT NULL,
    unit TEXT NOT NULL,
    by_sex BOOLEAN NOT NULL,
    aggregation TEXT NOT NULL,
    targets TEXT NOT NULL,
    name_key TEXT COLLATE "C" NOT NULL,
    search_text TEXT NOT NULL
);
CREATE UNIQUE INDEX indicators_code ON indicators (code);
CREATE INDEX indicators_name_key ON indicators (name_key, id);

-- A duty to report, of a committee. `owed_by` is a JSON array of kinds of agencies, `sections` one of {code, title, required},
-- `indicators` one of codes. The due day and the data window are months and days (`12-15`); one-off reviews have none.
CREATE TABLE report_regimes (
    id UUID NOT NULL PRIMARY KEY,
    version INTEGER NOT NULL,
    created_at TIMESTAMPTZ NOT NULL,
    updated_at TIMESTAMPTZ NOT NULL,
    committee_id UUID NOT NULL REFERENCES agencies (id),
    code TEXT NOT NULL,
    regime TEXT NOT NULL,
    title TEXT NOT NULL,
    owed_by TEXT NOT NULL,
    due_rule TEXT NOT NULL,
    due_month INTEGER,
    due_day INTEGER,
    window_from TEXT,
    window_to TEXT,
    sections TEXT NOT NULL,
    indicators TEXT NOT NULL,
    title_key TEXT COLLATE "C" NOT NULL
);
CREATE UNIQUE INDEX report_regimes_code ON report_regimes (committee_id, code);
CREATE INDEX report_regimes_title_key ON report_regimes (title_key, id);

-- A regime in a year. It keeps the sections, indicators and levels that the regime had when it was planned. `due_at` is the first
-- instant that is late; `internal_due` is a JSON object of kind of agency and earlier date.
CREATE TABLE report_periods (
    id UUID NOT NULL PRIMARY KEY,
    version INTEGER NOT NULL,
    created_at TIMESTAMPTZ NOT NULL,
    updated_at TIMESTAMPTZ NOT NULL,
    committee_id UUID NOT NULL REFERENCES agencies (id),
    regime_id UUID NOT NULL REFERENCES report_regimes (id),
    regime TEXT NOT NULL,
    year INTEGER NOT NULL,
    title TEXT NOT NULL,
    opens_on DATE NOT NULL,
    due_rule TEXT NOT NULL,
    due_on DATE NOT NULL,
    due_at TIMESTAMPTZ NOT NULL,
    data_from DATE NOT NULL,
    data_to DATE NOT NULL,
    internal_due TEXT NOT NULL,
    owed_by TEXT NOT NULL,
    sections TEXT NOT NULL,
    indicators TEXT NOT NULL,
    state TEXT NOT NULL,
    opened_at TIMESTAMPTZ,
    title_key TEXT COLLATE "C" NOT NULL
);
CREATE UNIQUE INDEX report_periods_live ON report_periods (regime_id, year) WHERE state <> 'cancelled';
CREATE INDEX report_periods_due ON report_periods (due_at, id);
CREATE INDEX report_periods_title_key ON report_periods (title_key, id);
CREATE INDEX report_periods_committee ON report_periods (committee_id, due_at, id);

-- To whom an agency reports instead of to its parent, between two dates.
CREATE TABLE reporting_routes (
    id UUID NOT NULL PRIMARY KEY,
    version INTEGER NOT NULL,
    created_at TIMESTAMPTZ NOT NULL,
    updated_at TIMESTAMPTZ NOT NULL,
    agency_id UUID NOT NULL REFERENCES agencies (id),
    recipient_id UUID NOT NULL REFERENCES agencies (id),
    valid_from DATE NOT NULL,
    valid_to DATE
);
CREATE INDEX reporting_routes_agency ON reporting_routes (agency_id, valid_from);

-- What one agency owes in one period. `recipient_id` is whom it reports to, `branch_id` the agency right below the committee under
-- which it stands, `level` its kind then. `effective_due_at` is the extension's instant where one was granted, else `due_at`.
-- From `received_at` on everything is derived from its submissions whenever one of them moves.
CREATE TABLE obligations (
    id UUID NOT NULL PRIMARY KEY,
    version INTEGER NOT NULL,
    created_at TIMESTAMPTZ NOT NULL,
    updated_at TIMESTAMPTZ NOT NULL,
    period_id UUID NOT NULL REFERENCES report_periods (id),
    committee_id UUID NOT NULL REFERENCES agencies (id),
    agency_id UUID NOT NULL REFERENCES agencies (id),
    recipient_id UUID NOT NULL REFERENCES agencies (id),
    level TEXT NOT NULL,
    branch_id UUID NOT NULL REFERENCES agencies (id),
    state TEXT NOT NULL,
    opens_at TIMESTAMPTZ NOT NULL,
    due_at TIMESTAMPTZ NOT NULL,
    internal_due_on DATE,
    extended_until DATE,
    effective_due_at TIMESTAMPTZ NOT NULL,
    exempt_reason TEXT,
    received_at TIMESTAMPTZ,
    content TEXT NOT NULL,
    accepted_at TIMESTAMPTZ,
    awaiting BOOLEAN NOT NULL,
    newest_id UUID,
    official_id UUID,
    versions INTEGER NOT NULL
);
CREATE UNIQUE INDEX obligations_agency_period ON obligations (agency_id, period_id);
CREATE INDEX obligations_period_due ON obligations (period_id, effective_due_at, id);
CREATE INDEX obligations_period_recipient ON obligations (period_id, recipient_id);
CREATE INDEX obligations_agency_due ON obligations (agency_id, effective_due_at, id);
CREATE INDEX obligations_recipient_due ON obligations (recipient_id, effective_due_at, id);
CREATE INDEX obligations_due ON obligations (effective_due_at, id) INCLUDE (agency_id, recipient_id, committee_id);

-- What was on record of an obligation from when until when, for figures now and as of a past date; the spell that lasts ends in the
-- year 9999.
CREATE TABLE obligation_spells (
    id UUID NOT NULL PRIMARY KEY,
    obligation_id UUID NOT NULL REFERENCES obligations (id),
    period_id UUID NOT NULL REFERENCES report_periods (id),
    agency_id UUID NOT NULL REFERENCES agencies (id),
    recipient_id UUID NOT NULL REFERENCES agencies (id),
    level TEXT NOT NULL,
    branch_id UUID NOT NULL REFERENCES agencies (id),
    state TEXT NOT NULL,
    effective_due_at TIMESTAMPTZ NOT NULL,
    received_at TIMESTAMPTZ,
    content TEXT NOT NULL,
    accepted_at TIMESTAMPTZ,
    awaiting BOOLEAN NOT NULL,
    began_at TIMESTAMPTZ NOT NULL,
    ended_at TIMESTAMPTZ NOT NULL
);
CREATE INDEX obligation_spells_obligation ON obligation_spells (obligation_id, ended_at);
-- Figures read nothing but this index, in its order: no spell is looked up and nothing is sorted.
CREATE INDEX obligation_spells_figures ON obligation_spells (period_id, ended_at, level, branch_id)
    INCLUDE (state, content, effective_due_at, received_at, accepted_at, awaiting, began_at);

-- A version under an obligation. `content` is the canonical JSON of what it says, frozen with its SHA-256 (hexadecimal) when it is
-- submitted. `device_time` is what the sender's clock said, kept as evidence and used for nothing. `authors` is a JSON array of
-- people.
CREATE TABLE submissions (
    id UUID NOT NULL PRIMARY KEY,
    version INTEGER NOT NULL,
    created_at TIMESTAMPTZ NOT NULL,
    updated_at TIMESTAMPTZ NOT NULL,
    obligation_id UUID NOT NULL REFERENCES obligations (id),
    period_id UUID NOT NULL REFERENCES report_periods (id),
    committee_id UUID NOT NULL REFERENCES agencies (id),
    agency_id UUID NOT NULL REFERENCES agencies (id),
    recipient_id UUID NOT NULL REFERENCES agencies (id),
    number INTEGER NOT NULL,
    state TEXT NOT NULL,
    nil BOOLEAN NOT NULL,
    content TEXT NOT NULL,
    report_number TEXT,
    signed_on DATE,
    signatory TEXT,
    receipt_number TEXT,
    received_at TIMESTAMPTZ,
    late BOOLEAN,
    sha256 TEXT,
    device_time TIMESTAMPTZ,
    accepted_at TIMESTAMPTZ,
    authors TEXT NOT NULL
);
CREATE UNIQUE INDEX submissions_number ON submissions (obligation_id, number);
CREATE UNIQUE INDEX submissions_in_flight ON submissions (obligation_id) WHERE state IN ('draft', 'pending_signature', 'submitted', 'under_review');
CREATE UNIQUE INDEX submissions_official ON submissions (obligation_id) WHERE state = 'accepted';
CREATE UNIQUE INDEX submissions_receipt ON submissions (receipt_number);
CREATE INDEX submissions_created_at ON submissions (created_at, id);
CREATE INDEX submissions_agency ON submissions (agency_id, created_at, id);
CREATE INDEX submissions_recipient ON submissions (recipient_id, created_at, id);
CREATE INDEX submissions_period ON submissions (period_id, state);

-- One report made of many, of a committee. `sums` is a JSON array of what was added up per indicator, `difference` a JSON object of
-- counts against the compilation before, `dispatches` a JSON array of letters. `sha256` (hexadecimal) is that of the document;
-- `stale_since` is when a version that it does not include became official. `authors` is a JSON array of people.
CREATE TABLE consolidations (
    id UUID NOT NULL PRIMARY KEY,
    version INTEGER NOT NULL,
    created_at TIMESTAMPTZ NOT NULL,
    updated_at TIMESTAMPTZ NOT NULL,
    period_id UUID NOT NULL REFERENCES report_periods (id),
    committee_id UUID NOT NULL REFERENCES agencies (id),
    number INTEGER NOT NULL,
    state TEXT NOT NULL,
    title TEXT NOT NULL,
    narrative TEXT,
    compiled_at TIMESTAMPTZ,
    sha256 TEXT,
    included INTEGER NOT NULL,
    left_out INTEGER NOT NULL,
    missing INTEGER NOT NULL,
    sums TEXT NOT NULL,
    budget BIGINT NOT NULL,
    difference TEXT,
    report_number TEXT,
    issued_on DATE,
    issued_year INTEGER,
    place TEXT,
    signatory TEXT,
    stale_since TIMESTAMPTZ,
    superseded_at TIMESTAMPTZ,
    dispatches TEXT NOT NULL,
    authors TEXT NOT NULL
);
CREATE UNIQUE INDEX consolidations_number ON consolidations (period_id, number);
CREATE UNIQUE INDEX consolidations_in_flight ON consolidations (period_id) WHERE state IN ('open', 'compiled', 'under_review');
CREATE UNIQUE INDEX consolidations_report_number ON consolidations (committee_id, issued_year, report_number);
CREATE INDEX consolidations_created_at ON consolidations (created_at, id);

-- What a consolidation says, in canonical JSON: the bytes that its hash is over.
CREATE TABLE consolidation_documents (
    consolidation_id UUID NOT NULL PRIMARY KEY REFERENCES consolidations (id),
    document TEXT NOT NULL
);

-- What became of each obligation, in the order of the agencies' names: its version is `included` by hash, or it is `left_out` for a
-- reason, or `missing`. `change` and `previous_number` are against the compilation before.
CREATE TABLE consolidation_items (
    consolidation_id UUID NOT NULL REFERENCES consolidations (id),
    position INTEGER NOT NULL,
    obligation_id UUID NOT NULL REFERENCES obligations (id),
    agency_id UUID NOT NULL REFERENCES agencies (id),
    part TEXT NOT NULL,
    submission_id UUID REFERENCES submissions (id),
    submission_number INTEGER,
    sha256 TEXT,
    reason TEXT,
    change TEXT,
    previous_number INTEGER,
    PRIMARY KEY (consolidation_id, position)
);
