DROP TABLE checklists;
