-- Which agencies are visited in a year and by whom, and which inspect themselves. `visits` is a JSON array, `self_inspections` and `signatory` are JSON
-- objects. A plan has a number once it was approved.
CREATE TABLE inspection_plans (
    id UUID NOT NULL PRIMARY KEY,
    version INTEGER NOT NULL,
    created_at TIMESTAMPTZ NOT NULL,
    updated_at TIMESTAMPTZ NOT NULL,
    agency_id UUID NOT NULL REFERENCES agencies (id),
    year INTEGER NOT NULL,
    title TEXT NOT NULL,
    checklist_id UUID NOT NULL REFERENCES checklists (id),
    self_inspections TEXT,
    visits TEXT NOT NULL,
    revision INTEGER NOT NULL,
    state TEXT NOT NULL,
    number TEXT,
    approved_on DATE,
    signatory TEXT
);
CREATE UNIQUE INDEX inspection_plans_number ON inspection_plans (agency_id, year, number) WHERE number IS NOT NULL;
CREATE INDEX inspection_plans_year ON inspection_plans (year, id);
CREATE INDEX inspection_plans_created_at ON inspection_plans (created_at, id);
