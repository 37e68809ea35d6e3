-- People and service accounts. A password is stored as Argon2id, a client secret of 256 bits as SHA-256.
CREATE TABLE users (
    id BLOB NOT NULL PRIMARY KEY,
    version INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    kind TEXT NOT NULL,
    login TEXT NOT NULL,
    full_name TEXT NOT NULL,
    email TEXT,
    agency_id BLOB NOT NULL REFERENCES agencies (id),
    state TEXT NOT NULL,
    password_hash TEXT,
    secret_hash BLOB,
    generation INTEGER NOT NULL,
    name_key TEXT NOT NULL,
    search_text TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX users_login ON users (login);
CREATE INDEX users_agency ON users (agency_id, id);
CREATE INDEX users_name_key ON users (name_key, id);

CREATE TABLE grants (
    id BLOB NOT NULL PRIMARY KEY,
    version INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    user_id BLOB NOT NULL REFERENCES users (id),
    agency_id BLOB NOT NULL REFERENCES agencies (id),
    role TEXT NOT NULL,
    scope TEXT NOT NULL,
    valid_from TEXT NOT NULL,
    valid_to TEXT,
    state TEXT NOT NULL
) STRICT;
CREATE INDEX grants_user ON grants (user_id);
CREATE INDEX grants_agency ON grants (agency_id);
CREATE INDEX grants_created_at ON grants (created_at, id);

-- Named actions of one person that another may do, between two dates. `actions` is a JSON array.
CREATE TABLE delegations (
    id BLOB NOT NULL PRIMARY KEY,
    version INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    delegator_id BLOB NOT NULL REFERENCES users (id),
    delegate_id BLOB NOT NULL REFERENCES users (id),
    agency_id BLOB NOT NULL REFERENCES agencies (id),
    actions TEXT NOT NULL,
    valid_from TEXT NOT NULL,
    valid_to TEXT NOT NULL,
    reason TEXT,
    state TEXT NOT NULL
) STRICT;
CREATE INDEX delegations_delegator ON delegations (delegator_id);
CREATE INDEX delegations_delegate ON delegations (delegate_id);
CREATE INDEX delegations_created_at ON delegations (created_at, id);

-- A family is one sign-in; its refresh tokens follow one another. Machine time.
CREATE TABLE token_families (
    id BLOB NOT NULL PRIMARY KEY,
    user_id BLOB NOT NULL REFERENCES users (id),
    agency_id BLOB NOT NULL REFERENCES agencies (id),
    generation INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    revoked_at INTEGER
) STRICT;
CREATE INDEX token_families_user ON token_families (user_id);

CREATE TABLE refresh_tokens (
    token_hash BLOB NOT NULL PRIMARY KEY,
    family_id BLOB NOT NULL REFERENCES token_families (id),
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    used_at INTEGER,
    successor_hash BLOB
) STRICT;
CREATE INDEX refresh_tokens_family ON refresh_tokens (family_id);
CREATE INDEX refresh_tokens_expires_at ON refresh_tokens (expires_at);

-- Attempts to sign in that have not succeeded, by hash of the login, known or not. Machine time.
CREATE TABLE sign_in_attempts (
    id BLOB NOT NULL PRIMARY KEY,
    login_hash BLOB NOT NULL,
    attempted_at INTEGER NOT NULL
) STRICT;
CREATE INDEX sign_in_attempts_login ON sign_in_attempts (login_hash, attempted_at);
CREATE INDEX sign_in_attempts_attempted_at ON sign_in_attempts (attempted_at);

-- Machine time. The private half is encrypted under a key from outside the database.
CREATE TABLE signing_keys (
    kid TEXT NOT NULL PRIMARY KEY,
    public_key BLOB NOT NULL,
    sealed_private_key BLOB NOT NULL,
    created_at INTEGER NOT NULL,
    signs_from INTEGER NOT NULL,
    verifies_until INTEGER,
    withdrawn_at INTEGER
) STRICT;
