-- Addresses that a mail server refused for good, by the person whose they were, until a letter reaches the person. Civil time.
CREATE TABLE mail_failures (
    id UUID NOT NULL PRIMARY KEY REFERENCES users (id),
    address TEXT NOT NULL,
    since TIMESTAMPTZ NOT NULL
);
