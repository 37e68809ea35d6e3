//! What a query of the record must be, beside its shape.

use crate::audit::model::Word;
use crate::kernel::problem::{Code, Problem};

/// Nobody is told that nothing was done where it is the resource that there is not.
pub fn of_known_resources(asked: &[Word], known: &[&str]) -> Result<(), Problem> {
    if asked.iter().all(|it| known.contains(&it.0.as_str())) {
        return Ok(());
    }
    Err(Problem::of(Code::BadParameter).at_none_of("resource", Code::ValueInvalid, known))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::problem::Language;

    #[test]
    fn a_resource_is_one_that_there_is() {
        let judged = |words: &[&str]| {
            let asked: Vec<Word> = words.iter().map(|it| Word((*it).to_owned())).collect();
            of_known_resources(&asked, &["programmes", "tasks"])
        };
        assert!(judged(&[]).is_ok() && judged(&["tasks", "programmes"]).is_ok());
        let refused = judged(&["tasks", "task"]).unwrap_err();
        assert_eq!(refused.code(), Code::BadParameter);
        assert!(
            refused.told(Language::English).ends_with("resource: The value is not valid: one of programmes, tasks")
        );
    }
}
