-- Which figure of the events of a period an indicator is proposed from; none where people count it themselves.
ALTER TABLE indicators ADD COLUMN event_measure TEXT;
