-- A letter to the address that a person had before tells that there is another one now, or none. It is of nothing else: whose address it was.
ALTER TABLE mail_deliveries ADD COLUMN moved_user_id UUID;
