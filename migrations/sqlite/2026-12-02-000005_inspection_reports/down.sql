DROP TABLE carried_recommendations;
DROP TABLE recommendations;
DROP TABLE inspection_reports;
