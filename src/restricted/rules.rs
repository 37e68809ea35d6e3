//! What else is judged of restricted text and files.

use crate::attachments::Sensitivity;
use crate::kernel::instant::Instant;
use crate::kernel::problem::{Code, Problem};

/// A disclosure opens a file to its reader for so long, in seconds: ten minutes.
pub const OPEN_FOR: i64 = 10 * 60;

/// What anybody may read who reads the paper is not disclosed.
pub fn is_restricted(sensitivity: Option<Sensitivity>) -> Result<(), Problem> {
    if sensitivity == Some(Sensitivity::Restricted) { Ok(()) } else { Err(Problem::of(Code::NothingRestricted)) }
}

/// What an answer has not is not disclosed.
pub fn is_there<T>(text: Option<T>) -> Result<T, Problem> {
    text.ok_or_else(|| Problem::of(Code::NothingRestricted))
}

/// Until when a disclosure opens a file.
pub fn open_until(disclosed_at: Instant) -> Instant {
    disclosed_at.plus_seconds(OPEN_FOR)
}

/// Whether a disclosure still opens a file.
pub fn is_open(disclosed_at: Instant, now: Instant) -> bool {
    now < open_until(disclosed_at)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_restricted_is_not_disclosed() {
        assert!(is_restricted(Some(Sensitivity::Restricted)).is_ok());
        for other in [None, Some(Sensitivity::Normal)] {
            assert_eq!(is_restricted(other).expect_err("nothing").code(), Code::NothingRestricted);
        }
        assert!(is_there(Some(())).is_ok());
        assert_eq!(is_there::<()>(None).expect_err("nothing").code(), Code::NothingRestricted);
    }

    #[test]
    fn a_file_is_open_for_ten_minutes() {
        let at = Instant(1_000_000);
        assert!(is_open(at, at) && is_open(at, Instant(at.0 + 599_999_999)));
        assert!(!is_open(at, at.plus_seconds(600)));
    }
}
