-- The legal documents that an Action Month names, in their order: rows, so that one which is named cannot be removed.
CREATE TABLE action_month_documents (
    action_month_id UUID NOT NULL REFERENCES action_months (id),
    position INTEGER NOT NULL,
    legal_document_id UUID NOT NULL REFERENCES legal_documents (id),
    PRIMARY KEY (action_month_id, position)
);
CREATE INDEX action_month_documents_document ON action_month_documents (legal_document_id);
ALTER TABLE action_months DROP COLUMN legal_document_ids;
