//! Everything that is wrong with a query: each parameter that is, with what would be right there. Looked for in queries that are
//! refused alone. Whether a value is right, serde says, as it does of the query as a whole; what would be, the parameter's schema.

use std::collections::{HashMap, HashSet};
use std::marker::PhantomData;

use serde::de::DeserializeOwned;
use serde_json::Value;
use validator::Validate;

use super::body_schema::BodySchema;
use super::expected::one_of;
use super::faults::{LONGEST_POINTER, MOST_FAULTS, Said};
use super::limits::{Broken, broken};
use super::misshapen::misshapen;
use super::query_pairs::{parameter, split, with_plain_lines};
use crate::kernel::problem::{Code, Problem};
use crate::kernel::text::{is_blank, is_clean};

/// No query has more parameters that must be there.
const MOST_REQUIRED: usize = 20;

/// A value that no enumeration has.
const NO_WORD: &str = "-";

type Pair = (String, String);

/// One wrong parameter.
pub(super) struct Wrong {
    name: String,
    code: Code,
    right: Option<Said>,
}

/// The problem that names them all, in the order of the query; what is not there comes last.
pub(super) fn problem(query: &str, mut wrong: Vec<Wrong>) -> Problem {
    let mut places = HashMap::new();
    for (place, (name, _)) in split(query).enumerate() {
        places.entry(name).or_insert(place);
    }
    wrong.sort_by_key(|it| places.get(&it.name).copied().unwrap_or(usize::MAX));
    wrong.truncate(MOST_FAULTS);
    wrong.into_iter().fold(Problem::of(Code::BadParameter), |problem, Wrong { name, code, right }| {
        let shown: String = name.chars().filter(|character| !character.is_control()).take(LONGEST_POINTER).collect();
        match right.map(|right| right.of(code)) {
            Some(Said { vietnamese, english }) => problem.at_because(shown, code, vietnamese, english),
            None => problem.at(shown, code),
        }
    })
}

/// All that is wrong with a query that cannot be read as `T`. `others` are known too, and are not `T`'s business.
pub(super) fn all_wrong<T: DeserializeOwned + Validate>(
    query: &str,
    schema: &BodySchema,
    others: &[&str],
) -> Vec<Wrong> {
    let pairs: Vec<Pair> = split(&with_plain_lines(query)).collect();
    let mut judging = Judging::<T> { schema, others, wrong: Vec::new(), read_as: PhantomData };
    let right = judging.shapes(&pairs);
    if judging.wrong.len() < MOST_FAULTS {
        judging.limits(&pairs, right);
    }
    // Something that is wrong with none of them alone.
    if let (true, Err(Refusal { name, code, .. })) = (judging.wrong.is_empty(), parsed::<T>(&pairs)) {
        judging.wrong.push(Wrong { name, code, right: None });
    }
    judging.wrong
}

struct Judging<'a, T> {
    schema: &'a BodySchema,
    others: &'a [&'a str],
    wrong: Vec<Wrong>,
    read_as: PhantomData<T>,
}

impl<T: DeserializeOwned + Validate> Judging<'_, T> {
    /// Judges each parameter by itself, and leaves those that can be read.
    fn shapes(&mut self, pairs: &[Pair]) -> Vec<Pair> {
        let mut right = Vec::new();
        for of_one in by_name(pairs) {
            if self.wrong.len() >= MOST_FAULTS {
                break;
            }
            let Some((name, _)) = of_one.first() else { continue };
            match self.misshapen(name, &of_one) {
                Some((code, expected)) => self.wrong.push(Wrong { name: name.clone(), code, right: expected }),
                None => right.extend(of_one),
            }
        }
        right
    }

    /// What is wrong with all that one parameter says.
    fn misshapen(&self, name: &str, pairs: &[Pair]) -> Option<(Code, Option<Said>)> {
        if !is_clean(name) || pairs.iter().any(|(_, value)| !is_clean(value)) {
            return Some((Code::CharacterForbidden, None));
        }
        if pairs.iter().any(|(_, value)| is_blank(value)) {
            return Some((Code::TextBlank, None));
        }
        // serde would take an empty value for an absent one.
        if pairs.iter().any(|(_, value)| value.is_empty()) {
            return Some((Code::ValueInvalid, self.expected(name)));
        }
        let refusal = refused::<T>(pairs)?;
        let right = if refusal.code == Code::FieldUnknown {
            let known: Vec<&str> = refusal.words().into_iter().chain(self.others.iter().copied()).collect();
            (!known.is_empty()).then(|| one_of(&known))
        } else if pairs.iter().any(|pair| refused::<T>(std::slice::from_ref(pair)).is_some()) {
            self.expected(name)
        } else {
            Some(Said::new("một giá trị duy nhất", "one value alone"))
        };
        Some((refusal.code, right))
    }

    /// Judges the limits of what can be read. What must be there and is not, or is not as it should be, is filled in for that.
    fn limits(&mut self, pairs: &[Pair], mut right: Vec<Pair>) {
        let partly = !self.wrong.is_empty();
        let given: HashSet<&str> = pairs.iter().map(|(name, _)| name.as_str()).collect();
        let mut filled_in = HashSet::new();
        for _ in 0..=MOST_REQUIRED {
            match parsed::<T>(&right) {
                Ok(read) => {
                    for limit in read.validate().err().iter().flat_map(broken) {
                        self.beyond(limit, &filled_in, partly);
                    }
                    return;
                }
                Err(Refusal { name, code: Code::FieldMissing, .. }) => {
                    if !given.contains(name.as_str()) {
                        let expected = self.expected(&name);
                        self.wrong.push(Wrong { name: name.clone(), code: Code::FieldMissing, right: expected });
                    }
                    let Some(sample) = self.sample(&name) else { return };
                    right.push((name.clone(), sample));
                    filled_in.insert(name);
                }
                Err(_) => return,
            }
        }
    }

    /// A limit is broken. A rule of several parameters is not judged where one of them is wrong.
    fn beyond(&mut self, Broken { pointer, code, limits }: Broken, filled_in: &HashSet<String>, partly: bool) {
        let name = parameter(&pointer);
        let is_told = self.wrong.iter().any(|it| it.name == name && it.code == code);
        if is_told || filled_in.contains(name) || (name.is_empty() && (partly || !filled_in.is_empty())) {
            return;
        }
        let right = limits.or_else(|| self.expected(name));
        self.wrong.push(Wrong { name: name.to_owned(), code, right });
    }

    /// What a value of a parameter is.
    fn expected(&self, name: &str) -> Option<Said> {
        let words = words_of::<T>(name);
        if words.is_empty() {
            return self.schema.expected_in_query(name);
        }
        Some(one_of(&words.iter().map(String::as_str).collect::<Vec<_>>()))
    }

    /// A value of the right shape.
    fn sample(&self, name: &str) -> Option<String> {
        if let Some(word) = words_of::<T>(name).into_iter().next() {
            return Some(word);
        }
        match self.schema.sample(&self.schema.root["properties"][name]) {
            Value::String(text) => Some(text),
            Value::Number(number) => Some(number.to_string()),
            Value::Bool(truth) => Some(truth.to_string()),
            _ => None,
        }
    }
}

/// What serde says of a wrong query.
struct Refusal {
    name: String,
    code: Code,
    message: String,
}

impl Refusal {
    /// The names or the words that it says would be right: ``unknown variant `x`, expected `a` or `b` ``.
    fn words(&self) -> Vec<&str> {
        let is_told = ["unknown variant", "unknown field"].iter().any(|it| self.message.starts_with(it));
        let expected = self.message.rsplit_once("`, expected ").filter(|_| is_told);
        expected.into_iter().flat_map(|(_, words)| words.split('`').skip(1).step_by(2)).collect()
    }
}

/// Reads pairs as a `T`, whatever its limits.
fn parsed<T: DeserializeOwned>(pairs: &[Pair]) -> Result<T, Refusal> {
    let text = serde_html_form::to_string(pairs).unwrap_or_default();
    let form = serde_html_form::Deserializer::from_bytes(text.as_bytes());
    serde_path_to_error::deserialize::<_, T>(form).map_err(|error| {
        let (pointer, code) = misshapen(&error);
        Refusal { name: parameter(&pointer).to_owned(), code, message: error.inner().to_string() }
    })
}

/// What is wrong with the pairs of one parameter. That others must be there is not.
fn refused<T: DeserializeOwned>(pairs: &[Pair]) -> Option<Refusal> {
    parsed::<T>(pairs).err().filter(|refusal| refusal.code != Code::FieldMissing)
}

/// The words of a parameter that takes some alone.
fn words_of<T: DeserializeOwned>(name: &str) -> Vec<String> {
    let refusal = refused::<T>(&[(name.to_owned(), NO_WORD.to_owned())]);
    let refusal = refusal.filter(|it| it.code == Code::ValueInvalid);
    refusal.iter().flat_map(Refusal::words).map(str::to_owned).collect()
}

/// The pairs of each parameter, in the order in which they are named first.
fn by_name(pairs: &[Pair]) -> Vec<Vec<Pair>> {
    let (mut places, mut all) = (HashMap::new(), Vec::<Vec<Pair>>::new());
    for pair in pairs {
        let place = *places.entry(pair.0.as_str()).or_insert(all.len());
        match all.get_mut(place) {
            Some(of_one) => of_one.push(pair.clone()),
            None => all.push(vec![pair.clone()]),
        }
    }
    all
}
