-- How many bytes each agency keeps: what its people wrote into the record, and its files.
CREATE TABLE storage_used (
    agency_id BLOB NOT NULL PRIMARY KEY,
    bytes INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO storage_used (agency_id, bytes)
    SELECT agency_id, sum(bytes) FROM (
        SELECT coalesce(owner_agency_id, actor_agency_id) AS agency_id,
            400 + coalesce(octet_length(before), 0) + coalesce(octet_length(after), 0) + coalesce(octet_length(reason), 0) AS bytes
            FROM journal_entries WHERE coalesce(owner_agency_id, actor_agency_id) IS NOT NULL
        UNION ALL SELECT agency_id, size_bytes FROM attachments WHERE state <> 'uploading'
    ) GROUP BY agency_id;
