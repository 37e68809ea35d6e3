-- What each person wants by mail; who has said nothing gets everything, in Vietnamese.
CREATE TABLE mail_preferences (
    user_id BLOB NOT NULL PRIMARY KEY REFERENCES users (id),
    version INTEGER NOT NULL,
    language TEXT NOT NULL,
    unwanted TEXT NOT NULL
) STRICT;
