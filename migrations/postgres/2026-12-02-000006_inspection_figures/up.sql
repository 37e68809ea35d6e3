-- How items were rated: of each visit with its fieldwork done and each self-inspection that is signed, a letter for each item of the version of the
-- checklist that was asked, in its order (m met, p partly met, n not met, x not applicable, - not rated). Statistics read this instead of every answer.
CREATE TABLE inspection_ratings (
    inspection_id UUID NOT NULL PRIMARY KEY REFERENCES inspections (id),
    checklist_id UUID NOT NULL REFERENCES checklists (id),
    ratings TEXT NOT NULL
);
-- The inspections of a year, of every owner.
CREATE INDEX inspections_year ON inspections (year, kind);
-- The visits whose report was ever sent: from then on their answers are read by others than their owner.
CREATE INDEX inspection_reports_sent ON inspection_reports (inspection_id, first_sent_at) WHERE first_sent_at IS NOT NULL;
-- Recommendations as statistics count them, with all that decides who may read one: their texts are not read through.
CREATE INDEX recommendations_counted ON recommendations (
    state, last_day, implemented_at, owner_id, inspected_id, agency_id, inspection_id, report_id, id
);
