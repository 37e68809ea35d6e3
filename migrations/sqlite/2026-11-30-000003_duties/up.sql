-- Tasks that were removed from a draft: whoever wrote one still drafted the programme, and does not issue it.
CREATE TABLE removed_tasks (
    task_id BLOB NOT NULL,
    programme_id BLOB NOT NULL REFERENCES programmes (id),
    PRIMARY KEY (task_id, programme_id)
) STRICT;
CREATE INDEX removed_tasks_programme ON removed_tasks (programme_id);
-- Those that the journal tells of.
INSERT INTO removed_tasks (task_id, programme_id)
SELECT DISTINCT resource_id, unhex(replace(json_extract(before, '$.programme_id'), '-', ''))
FROM journal_entries
WHERE resource = 'tasks' AND action = 'delete';
