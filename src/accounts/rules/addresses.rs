//! Which mail addresses letters can be sent to.

use lettre::Address;

use crate::kernel::problem::{Code, Problem};

/// 422 for an address that whoever sends letters would refuse: it is read here by the same parser, so that no letter is given up for it.
pub fn usable(address: Option<&str>) -> Result<(), Problem> {
    let is_usable = address.is_none_or(|text| text.parse::<Address>().is_ok());
    if is_usable { Ok(()) } else { Err(Problem::of_place("/email", Code::AddressUnusable)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_one_that_a_letter_can_be_sent_to() {
        for good in [None, Some("lan.nguyen@example.gov.vn"), Some("lan+nhac@a-b.example")] {
            assert!(usable(good).is_ok(), "{good:?}");
        }
        for bad in
            ["lan..nguyen@example.vn", ".lan@example.vn", "lan@-example.vn", "lan@example..vn", "(lan)@example.vn"]
        {
            assert_eq!(usable(Some(bad)).unwrap_err().code(), Code::AddressUnusable, "{bad}");
        }
    }
}
