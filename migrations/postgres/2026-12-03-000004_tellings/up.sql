-- What a step told somebody at once: one row for each place whose people it reached.
CREATE TABLE tellings (
    id UUID NOT NULL PRIMARY KEY,
    occasion TEXT NOT NULL,
    resource TEXT NOT NULL,
    subject_id UUID NOT NULL,
    title TEXT NOT NULL,
    agency_id UUID NOT NULL REFERENCES agencies (id),
    roles TEXT NOT NULL,
    actions TEXT NOT NULL,
    keeper_id UUID NOT NULL REFERENCES agencies (id),
    last_day DATE,
    owed_resource TEXT,
    owed_id UUID,
    entry_id UUID,
    made_at TIMESTAMPTZ NOT NULL,
    made_by UUID REFERENCES users (id)
);

-- A notification is of a reminder or of a telling.
ALTER TABLE notifications ALTER COLUMN reminder_id DROP NOT NULL;
ALTER TABLE notifications ADD COLUMN telling_id UUID REFERENCES tellings (id);
CREATE INDEX notifications_telling ON notifications (telling_id) WHERE telling_id IS NOT NULL;
