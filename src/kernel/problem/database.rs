//! What a database error is to the caller. Nothing of its text leaves; what we did not foresee is logged and is a 500.

use diesel::result::{DatabaseErrorInformation, DatabaseErrorKind, Error};

use super::{Code, Problem};

/// What breaking one constraint of a table means to the caller.
#[derive(Debug, Clone, Copy)]
pub enum Constraint {
    /// A unique constraint or index.
    Unique {
        /// Its name, which PostgreSQL reports (`agencies_code_key`).
        name: &'static str,
        /// Its columns as SQLite reports them (`agencies.code`, or `agencies.issuer, agencies.year`).
        columns: &'static str,
        /// What it is to the caller.
        code: Code,
    },
    /// Any foreign key that the statement can break; SQLite does not say which.
    ForeignKey(Code),
}

/// Seconds after which a caller may find the database free again.
const RETRY_SECONDS: u64 = 1;

/// Seconds until somebody may have made room.
const RETRY_SECONDS_STORAGE: u64 = 60;

/// What an error did to the transaction it happened in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Fault {
    /// Nothing: a rule or a constraint was broken, and the statement alone is undone.
    #[default]
    None,
    /// Another transaction was in the way: the same job may succeed when it runs again.
    Conflict,
    /// Unknown: nothing of the transaction may be trusted.
    Broken,
}

/// What an error did to its transaction.
pub(crate) fn fault_of(error: &Error) -> Fault {
    match error {
        Error::DatabaseError(DatabaseErrorKind::SerializationFailure, _) => Fault::Conflict,
        Error::DatabaseError(_, information) if information.message().contains("deadlock detected") => Fault::Conflict,
        Error::NotFound
        | Error::DatabaseError(
            DatabaseErrorKind::UniqueViolation
            | DatabaseErrorKind::ForeignKeyViolation
            | DatabaseErrorKind::NotNullViolation
            | DatabaseErrorKind::CheckViolation,
            _,
        ) => Fault::None,
        _ => Fault::Broken,
    }
}

impl Problem {
    /// The problem that a database error is, given what this statement's constraints mean.
    pub fn from_database(error: Error, constraints: &[Constraint]) -> Problem {
        let fault = fault_of(&error);
        Problem { fault, ..Problem::of_database(error, constraints) }
    }

    fn of_database(error: Error, constraints: &[Constraint]) -> Problem {
        match &error {
            Error::NotFound => return Problem::of(Code::NotFound),
            Error::DatabaseError(kind, information) => {
                if let Some(code) = broken_constraint(kind, information.as_ref(), constraints) {
                    return Problem::of(code);
                }
                if let Some(problem) = unavailable(kind, information.message()) {
                    tracing::warn!(error = %error, "the database could not serve a statement");
                    return problem;
                }
            }
            Error::BrokenTransactionManager => {
                tracing::warn!(error = %error, "a connection was lost in a transaction");
                return Problem::of(Code::Overloaded).retry_after(RETRY_SECONDS);
            }
            _ => {}
        }
        tracing::error!(error = ?error, "unforeseen database error");
        Problem::of(Code::Internal)
    }
}

impl From<Error> for Problem {
    fn from(error: Error) -> Problem {
        Problem::from_database(error, &[])
    }
}

fn broken_constraint(
    kind: &DatabaseErrorKind,
    information: &dyn DatabaseErrorInformation,
    constraints: &[Constraint],
) -> Option<Code> {
    constraints.iter().find_map(|constraint| match (kind, *constraint) {
        (DatabaseErrorKind::UniqueViolation, Constraint::Unique { name, columns, code }) => {
            let reported = information.message().rsplit(": ").next().unwrap_or_default();
            let hit = match information.constraint_name() {
                Some(reported_name) => reported_name == name,
                // SQLite names the index itself only where it has an expression.
                None => reported == columns || reported == format!("index '{name}'"),
            };
            hit.then_some(code)
        }
        (DatabaseErrorKind::ForeignKeyViolation, Constraint::ForeignKey(code)) => Some(code),
        _ => None,
    })
}

fn unavailable(kind: &DatabaseErrorKind, message: &str) -> Option<Problem> {
    const FULL: [&str; 2] = ["database or disk is full", "No space left on device"];
    const BUSY: [&str; 7] = [
        "is locked",
        "lock timeout",
        "statement timeout",
        "deadlock detected",
        "too many connections",
        "too many clients",
        "shutting down",
    ];
    let says = |texts: &[&str]| texts.iter().any(|text| message.contains(text));
    if says(&FULL) {
        return Some(Problem::of(Code::StorageFull).retry_after(RETRY_SECONDS_STORAGE));
    }
    let busy = matches!(
        kind,
        DatabaseErrorKind::SerializationFailure
            | DatabaseErrorKind::ClosedConnection
            | DatabaseErrorKind::UnableToSendCommand
            // A standby, for as long as a failover takes.
            | DatabaseErrorKind::ReadOnlyTransaction
    );
    (busy || says(&BUSY)).then(|| Problem::of(Code::Overloaded).retry_after(RETRY_SECONDS))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn error(kind: DatabaseErrorKind, message: &str) -> Error {
        Error::DatabaseError(kind, Box::new(message.to_owned()))
    }

    const CONSTRAINTS: [Constraint; 2] = [
        Constraint::Unique { name: "agencies_pkey", columns: "agencies.id", code: Code::IdTaken },
        Constraint::ForeignKey(Code::UnknownReference),
    ];

    #[test]
    fn constraints_mean_what_the_statement_says() {
        let unique = error(DatabaseErrorKind::UniqueViolation, "UNIQUE constraint failed: agencies.id");
        assert_eq!(Problem::from_database(unique, &CONSTRAINTS).code(), Code::IdTaken);
        let foreign = error(DatabaseErrorKind::ForeignKeyViolation, "FOREIGN KEY constraint failed");
        assert_eq!(Problem::from_database(foreign, &CONSTRAINTS).code(), Code::UnknownReference);
        let unforeseen = error(DatabaseErrorKind::UniqueViolation, "UNIQUE constraint failed: agencies.code");
        assert_eq!(Problem::from_database(unforeseen, &CONSTRAINTS).code(), Code::Internal);
    }

    #[test]
    fn a_busy_or_full_database_is_503() {
        for (message, code) in [
            ("database is locked", Code::Overloaded),
            ("canceling statement due to lock timeout", Code::Overloaded),
            ("database or disk is full", Code::StorageFull),
        ] {
            assert_eq!(Problem::from(error(DatabaseErrorKind::Unknown, message)).code(), code, "{message}");
        }
    }
}
