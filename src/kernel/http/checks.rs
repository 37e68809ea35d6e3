//! Limits of the fields of an action. `#[derive(Validate)]` does not do enums, and every action is a variant of one.

use std::collections::BTreeMap;

use serde::Serialize;
use validator::{Validate, ValidationError, ValidationErrors, ValidationErrorsKind};

/// Collects what is wrong with the fields of one variant.
///
/// ```
/// # use tienbo::kernel::http::Checks;
/// let reason = String::new();
/// assert!(Checks::new().text("reason", &reason, 1, 2000).done().is_err());
/// ```
#[derive(Debug, Default)]
pub struct Checks(ValidationErrors);

impl Checks {
    /// Nothing wrong so far.
    pub fn new() -> Checks {
        Checks::default()
    }

    /// A text of `min` to `max` characters.
    #[must_use]
    pub fn text(mut self, field: &'static str, text: &str, min: usize, max: usize) -> Checks {
        let length = text.chars().count();
        if length < min || length > max {
            self.0.add(field, out_of_range("length", min, max));
        }
        self
    }

    /// The same for a text that may be absent.
    #[must_use]
    pub fn optional_text(self, field: &'static str, text: Option<&str>, min: usize, max: usize) -> Checks {
        match text {
            Some(text) => self.text(field, text, min, max),
            None => self,
        }
    }

    /// A number within limits, both included.
    #[must_use]
    pub fn range<N: PartialOrd + Serialize + Copy>(mut self, field: &'static str, number: N, min: N, max: N) -> Checks {
        if number < min || number > max {
            self.0.add(field, out_of_range("range", min, max));
        }
        self
    }

    /// A list of `min` to `max` items.
    #[must_use]
    pub fn items<T>(mut self, field: &'static str, items: &[T], min: usize, max: usize) -> Checks {
        if items.len() < min || items.len() > max {
            self.0.add(field, out_of_range("length", min, max));
        }
        self
    }

    /// A structure inside the variant, with limits of its own.
    #[must_use]
    pub fn nested<T: Validate>(mut self, field: &'static str, value: &T) -> Checks {
        self.0.merge_self(field, value.validate());
        self
    }

    /// A list of structures, each with limits of its own.
    #[must_use]
    pub fn each<T: Validate>(mut self, field: &'static str, items: &[T]) -> Checks {
        let wrong = items.iter().enumerate().filter_map(|(place, it)| Some((place, Box::new(it.validate().err()?))));
        let wrong: BTreeMap<usize, Box<ValidationErrors>> = wrong.collect();
        if !wrong.is_empty() {
            self.0.errors_mut().entry(field.into()).or_insert(ValidationErrorsKind::List(wrong));
        }
        self
    }

    /// What was found.
    pub fn done(self) -> Result<(), ValidationErrors> {
        if self.0.is_empty() { Ok(()) } else { Err(self.0) }
    }
}

fn out_of_range<N: Serialize>(code: &'static str, min: N, max: N) -> ValidationError {
    let mut error = ValidationError::new(code);
    error.add_param("min".into(), &min);
    error.add_param("max".into(), &max);
    error
}
