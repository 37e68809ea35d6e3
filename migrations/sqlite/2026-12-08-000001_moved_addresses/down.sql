DELETE FROM mail_deliveries WHERE moved_user_id IS NOT NULL;
ALTER TABLE mail_deliveries DROP COLUMN moved_user_id;
