//! The number of a receipt, for whatever is handed in.

use crate::kernel::crypto;
use crate::kernel::id::Id;
use crate::kernel::instant::Instant;

/// Crockford's letters: none is taken for another when a receipt is read aloud.
const RECEIPT_LETTERS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// The number of a receipt: its civil day, and fifty bits that follow from what was received and when. No counter, for which
/// everybody would wait on the last evening.
pub fn number(id: Id, at: Instant) -> String {
    let hash = crypto::sha256(format!("receipt {id} {at}").as_bytes());
    let letters: String =
        hash.iter().take(10).map(|byte| char::from(RECEIPT_LETTERS[usize::from(byte & 31)])).collect();
    format!("TN-{}-{letters}", at.date().format("%Y%m%d"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_names_its_day_in_vietnam_and_nothing_else_twice() {
        let at = Instant::parse("2017-06-14T23:59:59.999999+07:00").unwrap();
        let (one, other) = (Id::fresh(), Id::fresh());
        let found = number(one, at);
        assert!(found.starts_with("TN-20170614-") && found.len() == 22, "{found}");
        assert_eq!(found, number(one, at));
        assert_ne!(found, number(other, at));
    }
}
