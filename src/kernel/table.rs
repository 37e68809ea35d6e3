//! What each table is to the record. Every table of the database is declared by the resource whose it is, and a test holds the
//! declarations against both databases.

/// A table that is no part of the record: a write to it alone leaves no entry in the journal
/// ([`Tx::technical`](crate::kernel::db::Tx::technical)).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Technical {
    /// Its name.
    pub table: &'static str,
    /// Why nothing of it is on record.
    pub why: &'static str,
}

/// A table whose rows are parts of those of another, of the same resource.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PartOf {
    /// Its name.
    pub table: &'static str,
    /// The table of the wholes.
    pub of: &'static str,
    /// The column that names the whole.
    pub by: &'static str,
}

/// A table, and whether the journal tells of its rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Table {
    /// Its rows are what entries of the journal tell of, and are held against them.
    Held(&'static str),
    /// Its rows are parts of those of another table, and are held with them.
    Part(&'static PartOf),
    /// What its rows say is no part of the record.
    Beside(&'static Technical),
}

impl Table {
    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Held(name) => name,
            Self::Part(part) => part.table,
            Self::Beside(technical) => technical.table,
        }
    }
}

/// What the installation knows of itself, by name.
pub const SETTINGS: Technical =
    Technical { table: "settings", why: "what the installation knows of itself, such as how far reminders were made" };

/// Which request an answer is replayed for.
pub const IDEMPOTENCY_KEYS: Technical = Technical {
    table: "idempotency_keys",
    why: "it points at the entry that told of the request, and is forgotten after days",
};

/// How much each agency keeps.
pub const STORAGE_USED: Technical =
    Technical { table: "storage_used", why: "it counts what agencies keep, for their quota, and grants nothing" };

/// By which rules the keys of each table were made.
pub const TEXT_FOLDS: Technical = Technical {
    table: "text_folds",
    why: "it says how far what tables keep of their texts was made anew, which the texts themselves decide",
};

const JOURNAL: Technical =
    Technical { table: "journal_entries", why: "it is the record: the chain of its hashes vouches for it" };
const SEALS: Technical = Technical { table: "journal_seals", why: "it is the chain of the record" };
const ERAS: Technical = Technical { table: "journal_eras", why: "it tells the lives of a database apart" };
const DIRECTORY: Technical = Technical { table: "directory_version", why: "it counts the changes of who is who" };

/// The kernel's own tables.
pub const OF_KERNEL: &[Table] = &[
    Table::Beside(&SETTINGS),
    Table::Beside(&IDEMPOTENCY_KEYS),
    Table::Beside(&STORAGE_USED),
    Table::Beside(&TEXT_FOLDS),
    Table::Beside(&JOURNAL),
    Table::Beside(&SEALS),
    Table::Beside(&ERAS),
    Table::Beside(&DIRECTORY),
];
