DROP TABLE progress_updates;
DROP TABLE assignment_spells;
DROP TABLE assignments;
DROP TABLE task_agencies;
DROP TABLE tasks;
DROP TABLE programme_documents;
DROP TABLE programmes;
