//! The bytes of bodies that are under way. Each body has a limit of its own; together they have this one, so that no number of
//! callers fills the memory, and within it each party has a share, so that none starves the rest.

use std::collections::HashMap;
use std::sync::Arc;

use parking_lot::Mutex;

use super::sender::Party;
use crate::kernel::problem::{Code, Problem};

/// Bytes of bodies under way, of everybody.
const ALL: usize = 64 << 20;
/// Bytes of them that one party may have under way: eight of the largest bodies.
const SHARE: usize = 8 << 20;
/// Bytes of them that all networks together may have under way: whoever shows no token uses up nothing that accounts have.
const NAMELESS: usize = 24 << 20;
/// A refused sender tries again in so many seconds: a body has ten to arrive.
const LATER: u64 = 5;

/// The budget, shared by all workers.
#[derive(Clone, Debug)]
pub struct Budget {
    ledger: Arc<Mutex<Ledger>>,
    share: usize,
}

impl Default for Budget {
    fn default() -> Self {
        Self::with_share(SHARE)
    }
}

#[derive(Debug, Default)]
struct Ledger {
    all: usize,
    nameless: usize,
    shares: HashMap<Party, usize>,
}

impl Budget {
    /// With another share for each party.
    pub(super) fn with_share(share: usize) -> Self {
        Self { ledger: Arc::default(), share }
    }

    /// Nothing held yet, on a party's account.
    pub(super) fn open(&self, party: Party) -> Held {
        Held { budget: self.clone(), party, bytes: 0 }
    }
}

/// Bytes that are held; given back when this is dropped.
#[derive(Debug)]
pub(super) struct Held {
    budget: Budget,
    party: Party,
    bytes: usize,
}

impl Held {
    fn is_nameless(&self) -> bool {
        matches!(self.party, Party::Network(_))
    }

    /// Holds so many more; 503 where everybody together, or this party alone, holds too many already.
    pub fn grow(&mut self, bytes: usize) -> Result<(), Problem> {
        let mut ledger = self.budget.ledger.lock();
        let share = ledger.shares.get(&self.party).copied().unwrap_or_default();
        let nameless = if self.is_nameless() { bytes } else { 0 };
        if ledger.all + bytes > ALL || share + bytes > self.budget.share || ledger.nameless + nameless > NAMELESS {
            return Err(Problem::of(Code::Overloaded).retry_after(LATER));
        }
        ledger.all += bytes;
        ledger.nameless += nameless;
        ledger.shares.insert(self.party, share + bytes);
        self.bytes += bytes;
        Ok(())
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        if self.bytes == 0 {
            return;
        }
        let mut ledger = self.budget.ledger.lock();
        ledger.all -= self.bytes;
        if self.is_nameless() {
            ledger.nameless -= self.bytes;
        }
        let rest = ledger.shares.get(&self.party).copied().unwrap_or_default() - self.bytes;
        if rest == 0 {
            ledger.shares.remove(&self.party);
        } else {
            ledger.shares.insert(self.party, rest);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::id::Id;

    #[test]
    fn a_party_has_its_share_and_all_of_them_have_the_whole() {
        let budget = Budget::default();
        let held = |party: Party| {
            let mut held = budget.open(party);
            held.grow(SHARE).map(|()| held)
        };
        let of_many: Vec<Held> = (0..ALL / SHARE).map(|_| held(Party::Account(Id::fresh())).expect("room")).collect();
        let refused = held(Party::Account(Id::fresh())).expect_err("the whole is used up");
        assert_eq!(refused.code(), Code::Overloaded);
        drop(of_many);
        let nameless: Vec<Held> = (0..NAMELESS / SHARE)
            .map(|last| {
                held(Party::Network(Some(std::net::IpAddr::from([192, 0, 2, last as u8]).into()))).expect("room")
            })
            .collect();
        assert!(held(Party::Network(None)).is_err(), "networks have a part of it alone");
        assert!(held(Party::Account(Id::fresh())).is_ok());
        drop(nameless);
        let mut one = held(Party::Network(None)).expect("given back");
        assert!(one.grow(1).is_err(), "more than a share");
        assert!(held(Party::Account(Id::fresh())).is_ok(), "it starves nobody");
        drop(one);
        assert!(budget.ledger.lock().shares.is_empty() && budget.ledger.lock().all == 0);
    }
}
