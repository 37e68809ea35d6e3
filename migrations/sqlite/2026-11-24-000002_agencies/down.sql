DROP TABLE designations;
DROP TABLE legal_documents;
DROP TABLE agencies;
