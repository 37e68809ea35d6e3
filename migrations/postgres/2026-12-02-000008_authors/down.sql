DROP INDEX journal_entries_principals;
DROP INDEX journal_entries_actors;
