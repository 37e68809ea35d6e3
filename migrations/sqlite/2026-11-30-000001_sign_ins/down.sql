ALTER TABLE users DROP COLUMN password_is_given;
DROP TABLE sign_in_notices;
DROP TABLE sign_in_networks;
ALTER TABLE sign_in_attempts DROP COLUMN network_hash;
