DROP TABLE publications;
DROP TABLE event_figures;
DROP TABLE event_results;
DROP TABLE event_co_organisers;
DROP TABLE events;
DROP TABLE event_series;
DROP TABLE event_plans;
DROP TABLE action_months;
