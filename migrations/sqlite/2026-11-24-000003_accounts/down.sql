DROP TABLE signing_keys;
DROP TABLE sign_in_attempts;
DROP TABLE refresh_tokens;
DROP TABLE token_families;
DROP TABLE delegations;
DROP TABLE grants;
DROP TABLE users;
