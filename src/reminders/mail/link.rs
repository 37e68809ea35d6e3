//! Where the portal shows a paper.

use crate::kernel::id::Id;

/// An address with `{resource}` and `{id}` in the place of what a paper is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PaperUrl(pub String);

impl PaperUrl {
    /// The address of one paper. Both are letters, digits and hyphens.
    pub fn of(&self, (resource, id): (&str, Id)) -> String {
        self.0.replace("{resource}", resource).replace("{id}", &id.to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_paper_has_an_address() {
        let id = Id::fresh();
        let url = PaperUrl("https://portal.example/{resource}/{id}?from=mail".to_owned());
        assert_eq!(url.of(("event-plans", id)), format!("https://portal.example/event-plans/{id}?from=mail"));
    }
}
