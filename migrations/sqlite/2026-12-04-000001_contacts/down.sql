-- SQLite keeps the words of each CREATE, so the table is made as it was and filled again.
CREATE TEMPORARY TABLE kept_deliveries AS
    SELECT id, notification_id, address, attempts, made_at, due_at, sent_at, given_up_at, last_error
    FROM mail_deliveries WHERE notification_id IS NOT NULL;
DROP TABLE mail_deliveries;
CREATE TABLE mail_deliveries (
    id BLOB NOT NULL PRIMARY KEY,
    notification_id BLOB NOT NULL REFERENCES notifications (id),
    address TEXT NOT NULL,
    attempts INTEGER NOT NULL,
    made_at INTEGER NOT NULL,
    due_at INTEGER NOT NULL,
    sent_at INTEGER,
    given_up_at INTEGER,
    last_error TEXT
) STRICT;
CREATE INDEX mail_deliveries_due ON mail_deliveries (due_at) WHERE sent_at IS NULL AND given_up_at IS NULL;
CREATE INDEX mail_deliveries_notification ON mail_deliveries (notification_id);
INSERT INTO mail_deliveries SELECT * FROM kept_deliveries;
DROP TABLE kept_deliveries;
DROP TABLE password_links;
ALTER TABLE users DROP COLUMN email_given_for;
ALTER TABLE users DROP COLUMN email_given_by;
ALTER TABLE users DROP COLUMN phone;
