-- A reminder that went out: at most one per subject, occasion and day, however many instances run.
CREATE TABLE reminders (
    id UUID NOT NULL PRIMARY KEY,
    resource TEXT NOT NULL,
    subject_id UUID NOT NULL,
    title TEXT NOT NULL,
    agency_id UUID NOT NULL REFERENCES agencies (id),
    keeper_id UUID NOT NULL REFERENCES agencies (id),
    occasion TEXT NOT NULL,
    for_on DATE NOT NULL,
    last_day DATE NOT NULL,
    internal_on DATE,
    made_at TIMESTAMPTZ NOT NULL,
    made_by UUID REFERENCES users (id),
    notified INTEGER NOT NULL
);
CREATE UNIQUE INDEX reminders_once ON reminders (subject_id, occasion, for_on);
CREATE INDEX reminders_made_at ON reminders (made_at, id);
CREATE INDEX reminders_agency ON reminders (agency_id, made_at, id);

-- The inbox of each person. What is shown is written in the reader's language.
CREATE TABLE notifications (
    id UUID NOT NULL PRIMARY KEY,
    user_id UUID NOT NULL REFERENCES users (id),
    reminder_id UUID NOT NULL REFERENCES reminders (id),
    created_at TIMESTAMPTZ NOT NULL,
    read_at TIMESTAMPTZ
);
CREATE INDEX notifications_user ON notifications (user_id, created_at, id);
CREATE INDEX notifications_unread ON notifications (user_id, created_at, id) WHERE read_at IS NULL;
CREATE INDEX notifications_reminder ON notifications (reminder_id);

-- Mail that is to go out, by the machine's clock, with what became of it.
CREATE TABLE mail_deliveries (
    id UUID NOT NULL PRIMARY KEY,
    notification_id UUID NOT NULL REFERENCES notifications (id),
    address TEXT NOT NULL,
    attempts INTEGER NOT NULL,
    made_at TIMESTAMPTZ NOT NULL,
    due_at TIMESTAMPTZ NOT NULL,
    sent_at TIMESTAMPTZ,
    given_up_at TIMESTAMPTZ,
    last_error TEXT
);
CREATE INDEX mail_deliveries_due ON mail_deliveries (due_at) WHERE sent_at IS NULL AND given_up_at IS NULL;
CREATE INDEX mail_deliveries_notification ON mail_deliveries (notification_id);
