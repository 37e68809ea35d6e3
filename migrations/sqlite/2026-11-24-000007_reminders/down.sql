DROP TABLE mail_deliveries;
DROP TABLE notifications;
DROP TABLE reminders;
