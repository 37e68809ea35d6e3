-- What a step told somebody at once: one row for each place whose people it reached.
CREATE TABLE tellings (
    id BLOB NOT NULL PRIMARY KEY,
    occasion TEXT NOT NULL,
    resource TEXT NOT NULL,
    subject_id BLOB NOT NULL,
    title TEXT NOT NULL,
    agency_id BLOB NOT NULL REFERENCES agencies (id),
    roles TEXT NOT NULL,
    actions TEXT NOT NULL,
    keeper_id BLOB NOT NULL REFERENCES agencies (id),
    last_day TEXT,
    owed_resource TEXT,
    owed_id BLOB,
    entry_id BLOB,
    made_at INTEGER NOT NULL,
    made_by BLOB REFERENCES users (id)
) STRICT;

-- A notification is of a reminder or of a telling.
ALTER TABLE notifications ALTER COLUMN reminder_id DROP NOT NULL;
ALTER TABLE notifications ADD COLUMN telling_id BLOB REFERENCES tellings (id);
CREATE INDEX notifications_telling ON notifications (telling_id) WHERE telling_id IS NOT NULL;
