DROP TABLE storage_used;
