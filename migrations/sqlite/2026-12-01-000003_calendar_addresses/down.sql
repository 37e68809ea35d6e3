DROP TABLE publication_counters;
DROP TABLE calendar_addresses;
