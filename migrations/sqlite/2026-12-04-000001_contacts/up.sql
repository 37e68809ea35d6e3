-- The telephone number of a person; none where it is not on record.
ALTER TABLE users ADD COLUMN phone TEXT;

-- Who entered the mail address of a person, and for which agency; none where it is the person's own word.
ALTER TABLE users ADD COLUMN email_given_by BLOB;
ALTER TABLE users ADD COLUMN email_given_for BLOB;

-- Links that set a password once. A secret is nowhere in it, only its SHA-256: none until the letter leaves that has it. Whoever made one,
-- and for which agency: none where the person asked. Machine time.
CREATE TABLE password_links (
    id BLOB NOT NULL PRIMARY KEY,
    user_id BLOB NOT NULL REFERENCES users (id),
    purpose TEXT NOT NULL,
    made_by BLOB,
    made_for BLOB,
    by_mail INTEGER NOT NULL,
    generation INTEGER NOT NULL,
    secret_hash BLOB,
    made_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX password_links_secret ON password_links (secret_hash) WHERE secret_hash IS NOT NULL;
CREATE INDEX password_links_user ON password_links (user_id);
CREATE INDEX password_links_expires_at ON password_links (expires_at);

-- A letter is of a notification or has a link, which may be void and gone before the letter leaves.
ALTER TABLE mail_deliveries ALTER COLUMN notification_id DROP NOT NULL;
ALTER TABLE mail_deliveries ADD COLUMN password_link_id BLOB;
