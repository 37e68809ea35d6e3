-- The position of a person, as it stands below a signature; none where it is not on record.
ALTER TABLE users ADD COLUMN position TEXT;
