//! Limits of the fields of an action. `#[derive(Validate)]` does not do enums, and every action is a variant of one.

use serde::Serialize;
use validator::{Validate, ValidationError, ValidationErrors};

/// A text that is given, or perhaps is.
pub trait GivenText {
    /// The text.
    fn given(&self) -> Option<&str>;
}

/// A structure inside a body that may be absent: `nested(validate_given)`.
pub trait ValidateGiven {
    /// What it says of itself, where it is given.
    fn validate_given(&self) -> Result<(), ValidationErrors>;
}

impl<T: Validate> ValidateGiven for Option<T> {
    fn validate_given(&self) -> Result<(), ValidationErrors> {
        self.as_ref().map_or(Ok(()), Validate::validate)
    }
}

impl GivenText for String {
    fn given(&self) -> Option<&str> {
        Some(self)
    }
}

impl GivenText for Option<String> {
    fn given(&self) -> Option<&str> {
        self.as_deref()
    }
}

/// Collects what is wrong with the fields of one variant; called by [`actions!`](crate::actions).
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

    /// A text of `min` to `max` characters, where there is one.
    #[must_use]
    pub fn text(self, field: &'static str, text: &impl GivenText, min: usize, max: usize) -> Checks {
        let fits = text.given().is_none_or(|text| (min..=max).contains(&text.chars().count()));
        self.within(fits, field, "length", Some(min), max)
    }

    /// A number within limits, both included.
    #[must_use]
    pub fn number<N: PartialOrd + Serialize>(self, field: &'static str, number: N, min: N, max: N) -> Checks {
        self.within(min <= number && number <= max, field, "range", Some(min), max)
    }

    /// A list of `max` items at most.
    #[must_use]
    pub fn items<T>(self, field: &'static str, items: &[T], max: usize) -> Checks {
        self.within(items.len() <= max, field, "length", None, max)
    }

    /// A list of `min` to `max` items.
    #[must_use]
    pub fn items_within<T>(self, field: &'static str, items: &[T], min: usize, max: usize) -> Checks {
        self.within((min..=max).contains(&items.len()), field, "length", Some(min), max)
    }

    /// What a structure inside the variant, or a list of them, says of itself.
    #[must_use]
    pub fn nested(mut self, field: &'static str, found: Result<(), ValidationErrors>) -> Checks {
        // A list that is too long already is not looked into; validator keeps one kind of error for each field.
        if !self.0.errors().contains_key(field) {
            self.0.merge_self(field, found);
        }
        self
    }

    /// What was found.
    pub fn done(self) -> Result<(), ValidationErrors> {
        if self.0.is_empty() { Ok(()) } else { Err(self.0) }
    }

    fn within<N: Serialize>(
        mut self,
        fits: bool,
        field: &'static str,
        code: &'static str,
        min: Option<N>,
        max: N,
    ) -> Self {
        if !fits {
            let mut error = ValidationError::new(code);
            if let Some(min) = min {
                error.add_param("min".into(), &min);
            }
            error.add_param("max".into(), &max);
            self.0.add(field, error);
        }
        self
    }
}
