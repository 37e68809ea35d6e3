DROP INDEX recommendations_counted;
DROP INDEX inspection_reports_sent;
DROP INDEX inspections_year;
DROP TABLE inspection_ratings;
