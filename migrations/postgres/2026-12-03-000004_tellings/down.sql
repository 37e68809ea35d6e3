DELETE FROM mail_deliveries WHERE notification_id IN (SELECT id FROM notifications WHERE telling_id IS NOT NULL);
DELETE FROM notifications WHERE telling_id IS NOT NULL;
DROP INDEX notifications_telling;
ALTER TABLE notifications DROP COLUMN telling_id;
ALTER TABLE notifications ALTER COLUMN reminder_id SET NOT NULL;
DROP TABLE tellings;
