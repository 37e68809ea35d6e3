-- Who did what with an object, and for whom: whoever judges somebody's work looks himself up here, and no entry is read for it.
CREATE INDEX journal_entries_actors ON journal_entries (resource_id, resource, action, actor_id);
CREATE INDEX journal_entries_principals ON journal_entries (resource_id, resource, action, on_behalf_of_id)
    WHERE on_behalf_of_id IS NOT NULL;
