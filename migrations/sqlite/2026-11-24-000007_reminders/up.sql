-- A reminder that went out: at most one per subject, occasion and day, however many instances run.
CREATE TABLE reminders (
    id BLOB NOT NULL PRIMARY KEY,
    resource TEXT NOT NULL,
    subject_id BLOB NOT NULL,
    title TEXT NOT NULL,
    agency_id BLOB NOT NULL REFERENCES agencies (id),
    keeper_id BLOB NOT NULL REFERENCES agencies (id),
    occasion TEXT NOT NULL,
    for_on TEXT NOT NULL,
    last_day TEXT NOT NULL,
    internal_on TEXT,
    made_at INTEGER NOT NULL,
    made_by BLOB REFERENCES users (id),
    notified INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX reminders_once ON reminders (subject_id, occasion, for_on);
CREATE INDEX reminders_made_at ON reminders (made_at, id);
CREATE INDEX reminders_agency ON reminders (agency_id, made_at, id);

-- The inbox of each person. What is shown is written in the reader's language.
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

-- Mail that is to go out, by the machine's clock, with what became of it.
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
