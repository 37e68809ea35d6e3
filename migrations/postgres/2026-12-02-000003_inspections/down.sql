DROP TABLE inspection_members;
DROP TABLE inspections;
