DROP TABLE removed_tasks;
