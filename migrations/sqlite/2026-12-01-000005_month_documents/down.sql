ALTER TABLE action_months ADD COLUMN legal_document_ids TEXT NOT NULL DEFAULT '[]';
DROP TABLE action_month_documents;
