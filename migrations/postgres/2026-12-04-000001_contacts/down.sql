DELETE FROM mail_deliveries WHERE notification_id IS NULL;
ALTER TABLE mail_deliveries DROP COLUMN password_link_id;
ALTER TABLE mail_deliveries ALTER COLUMN notification_id SET NOT NULL;
DROP TABLE password_links;
ALTER TABLE users DROP COLUMN email_given_for;
ALTER TABLE users DROP COLUMN email_given_by;
ALTER TABLE users DROP COLUMN phone;
