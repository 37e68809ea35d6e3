-- SQLite keeps the words of each CREATE, so the tables are made as they were and filled again.
CREATE TEMPORARY TABLE kept_notifications AS
    SELECT id, user_id, reminder_id, created_at, read_at FROM notifications WHERE reminder_id IS NOT NULL;
CREATE TEMPORARY TABLE kept_deliveries AS
    SELECT * FROM mail_deliveries WHERE notification_id IN (SELECT id FROM kept_notifications);
DROP TABLE mail_deliveries;
DROP TABLE notifications;
DROP TABLE tellings;

CREATE TABLE notifications (
    id BLOB NOT NULL PRIMARY KEY,
    user_id BLOB NOT NULL REFERENCES users (id),
    reminder_id BLOB NOT NULL REFERENCES reminders (id),
    created_at INTEGER NOT NULL,
    read_at INTEGER
) STRICT;
CREATE INDEX notifications_user ON notifications (user_id, created_at, id);
CREATE INDEX notifications_unread ON notifications (user_id, created_at, id) WHERE read_at IS NULL;
CREATE INDEX notifications_reminder ON notifications (reminder_id);
INSERT INTO notifications SELECT * FROM kept_notifications;

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
DROP TABLE kept_notifications;
