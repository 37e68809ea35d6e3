-- Attempts are counted for each network that an account signed in from, and for all others together (null). The hash is keyed
-- by what is outside the database, so nobody reads addresses here. Machine time.
ALTER TABLE sign_in_attempts ADD COLUMN network_hash BYTEA;

-- The networks that logins signed in from, forgotten after 90 days. Machine time.
CREATE TABLE sign_in_networks (
    login_hash BYTEA NOT NULL,
    network_hash BYTEA NOT NULL,
    signed_in_at TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (login_hash, network_hash)
);
CREATE INDEX sign_in_networks_signed_in_at ON sign_in_networks (signed_in_at);

-- What the record was told of in this quarter of an hour. Machine time.
CREATE TABLE sign_in_notices (
    subject_hash BYTEA NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL,
    told_at TIMESTAMPTZ NOT NULL
);
CREATE INDEX sign_in_notices_kind ON sign_in_notices (kind, told_at);
CREATE INDEX sign_in_notices_told_at ON sign_in_notices (told_at);

-- A password that somebody else set: its owner changes it first.
ALTER TABLE users ADD COLUMN password_is_given BOOLEAN NOT NULL DEFAULT FALSE;
