//! How many there may be of what one caller makes and everybody reads again, such as the snapshot of who is who.

use crate::kernel::problem::{Code, Problem};

/// A bound, and what it says of itself.
#[derive(Clone, Copy, Debug)]
pub struct Bound {
    /// So many, and no more.
    pub most: usize,
    /// What there are no more of, in Vietnamese: `uỷ quyền còn hiệu lực của một người`.
    pub vietnamese: &'static str,
    /// The same in English: `delegations of one person that are not over`.
    pub english: &'static str,
}

impl Bound {
    /// Room for one more beside those that are there, or 409.
    pub fn room(&self, there: usize) -> Result<(), Problem> {
        if there < self.most {
            return Ok(());
        }
        let Self { most, vietnamese, english } = self;
        Err(Problem::of(Code::QuotaReached)
            .detail(format!("Nhiều nhất {most} {vietnamese}"), format!("At most {most} {english}")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_place_is_taken_and_the_next_is_refused() {
        let bound = Bound { most: 2, vietnamese: "uỷ quyền", english: "delegations" };
        assert!(bound.room(1).is_ok());
        assert_eq!(bound.room(2).expect_err("no room").code(), Code::QuotaReached);
    }
}
