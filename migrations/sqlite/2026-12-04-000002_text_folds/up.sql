-- How far what tables keep of their texts (what they are found, sorted and told apart by) was made by which rules: all of a table where
-- nothing is said of up to where.
CREATE TABLE text_folds (
    of_table TEXT NOT NULL PRIMARY KEY,
    version INTEGER NOT NULL,
    done_up_to BLOB
) STRICT, WITHOUT ROWID;

-- Numbers of papers are told apart by how they are read, and not by how they were typed. The service fills these in when it starts.
ALTER TABLE legal_documents ADD COLUMN number_key TEXT;
DROP INDEX legal_documents_number;
CREATE UNIQUE INDEX legal_documents_number ON legal_documents (number_key, issued_on);
ALTER TABLE programmes ADD COLUMN number_key TEXT;
DROP INDEX programmes_number;
CREATE UNIQUE INDEX programmes_number ON programmes (agency_id, year, kind, number_key) WHERE number_key IS NOT NULL;
ALTER TABLE consolidations ADD COLUMN report_number_key TEXT;
DROP INDEX consolidations_report_number;
CREATE UNIQUE INDEX consolidations_report_number ON consolidations (committee_id, issued_year, report_number_key);
ALTER TABLE inspection_plans ADD COLUMN number_key TEXT;
DROP INDEX inspection_plans_number;
CREATE UNIQUE INDEX inspection_plans_number ON inspection_plans (agency_id, year, number_key) WHERE number_key IS NOT NULL;
ALTER TABLE inspection_reports ADD COLUMN report_number_key TEXT;
DROP INDEX inspection_reports_report_number;
CREATE UNIQUE INDEX inspection_reports_report_number ON inspection_reports (owner_id, concluded_year, report_number_key);
