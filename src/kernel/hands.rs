//! In whose name a paper is signed: programmes, reports, consolidations and what comes of inspections are all signed alike. Pure.

use std::collections::HashMap;

use crate::kernel::id::Id;
use crate::kernel::policy::{Authority, Caller};
use crate::kernel::problem::{Code, Problem};
use crate::kernel::signing::{Signatory, SignedAs};
use crate::kernel::text;

/// Somebody in whose name the caller may sign.
#[derive(Clone, Debug)]
pub struct Hand {
    /// By what right.
    pub by: Authority,
    /// The name on the record.
    pub name: String,
    /// The position on the record.
    pub position: Option<String>,
}

impl Hand {
    /// A name is the same however it was typed; its letters and tones are told apart.
    fn is_called(&self, name: &str) -> bool {
        text::sort_key(&self.name) == text::sort_key(name)
    }
}

/// In whose name a caller may sign: his own first, then those of whoever lent him this step. `positions` are those on record.
pub fn hands(
    caller: &Caller,
    own: Authority,
    lent: &[Authority],
    positions: &HashMap<Id, String>,
) -> (Hand, Vec<Hand>) {
    let hand = |by: Authority, user: Id| Hand {
        by,
        name: caller.directory.user_name(user),
        position: positions.get(&user).cloned(),
    };
    let lent = lent.iter().filter_map(|by| Some(hand(*by, by.on_behalf_of?)));
    (hand(own, caller.user), lent.collect())
}

/// Who signs, and by what right it is done: the account itself where no name is said, or the name is its own; else one of those who
/// lent it this step, so that both are on record. Nobody else can be named.
pub fn signatory(said: Option<&SignedAs>, own: &Hand, lent: &[Hand]) -> Result<(Signatory, Authority), Problem> {
    let said = said.cloned().unwrap_or_default();
    let hand = match &said.name {
        None => Some(own),
        Some(name) => std::iter::once(own).chain(lent).find(|hand| hand.is_called(name)),
    };
    let Some(hand) = hand else { return Err(Problem::of_place("/signatory/name", Code::SignatoryDiffers)) };
    let position = said.position.or_else(|| hand.position.clone());
    let Some(position) = position else {
        return Err(Problem::of_place("/signatory/position", Code::PositionMissing));
    };
    let name = said.name.unwrap_or_else(|| hand.name.clone());
    Ok((Signatory { name, position, capacity: said.capacity }, hand.by))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::role::Role;

    fn hand(name: &str, position: Option<&str>, on_behalf_of: Option<Id>) -> Hand {
        let by = Authority { role: Role::AgencyLead, on_behalf_of };
        Hand { by, name: name.to_owned(), position: position.map(str::to_owned) }
    }

    fn said(name: Option<&str>, position: Option<&str>) -> SignedAs {
        SignedAs { name: name.map(str::to_owned), position: position.map(str::to_owned), capacity: None }
    }

    #[test]
    fn whoever_signs_is_named_and_nobody_else_but_who_lent_it() {
        let lender = Id::fresh();
        let own = hand("Nguyễn Thị Lan", Some("Phó Giám đốc"), None);
        let lent = [hand("Trần Văn Hùng", None, Some(lender))];
        let signed = |said: Option<SignedAs>| {
            signatory(said.as_ref(), &own, &lent).map(|(it, by)| (it.name, it.position, by.on_behalf_of))
        };
        let is = |name: &str, position: &str, for_whom| (name.to_owned(), position.to_owned(), for_whom);
        assert_eq!(signed(None).unwrap(), is("Nguyễn Thị Lan", "Phó Giám đốc", None));
        let typed = Some(said(Some("NGUYỄN  THỊ LAN"), Some("Quyền Giám đốc")));
        assert_eq!(signed(typed).unwrap(), is("NGUYỄN  THỊ LAN", "Quyền Giám đốc", None));
        let for_another = Some(said(Some("Trần Văn Hùng"), Some("Giám đốc")));
        assert_eq!(signed(for_another).unwrap(), is("Trần Văn Hùng", "Giám đốc", Some(lender)));
        for (name, position, code) in [
            (Some("Trần Văn Hưng"), Some("Giám đốc"), Code::SignatoryDiffers),
            (Some("Nguyễn Thị Lân"), None, Code::SignatoryDiffers),
            (Some("Trần Văn Hùng"), None, Code::PositionMissing),
        ] {
            assert_eq!(signed(Some(said(name, position))).unwrap_err().code(), code, "{name:?}");
        }
    }
}
