//! What this chapter judges alike of what comes from paper.

use crate::kernel::problem::{Code, Problem};

/// A number that is in use is the one that the body names.
pub fn at_number(problem: Problem) -> Problem {
    if problem.code() == Code::NumberTaken && problem.is_bare() {
        problem.at("/number", Code::NumberTaken)
    } else {
        problem
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_in_use_is_pointed_at() {
        assert_eq!(at_number(Problem::of(Code::NumberTaken)).into_blockers()[0].at.as_deref(), Some("/number"));
        assert!(at_number(Problem::of(Code::IdTaken)).is_bare());
    }
}
