//! Many items in one body, and what each of them is answered.

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::value::{RawValue, to_raw_value};
use utoipa::openapi::{Ref, RefOr, Schema};
use utoipa::{PartialSchema, ToSchema};
use validator::{Validate, ValidationErrors};

use super::checks::Checks;
use crate::kernel::problem::{Code, Language, Problem};

/// So many items one request has at most.
pub const MOST_ITEMS: usize = 200;

/// One of many items in a body. It names what it is meant for by a key, and the version of that which its sender had
/// read; 0 where there was nothing yet.
pub trait Item: DeserializeOwned + Validate + ToSchema + Send + 'static {
    /// The field that has the key.
    const KEY: &'static str;

    /// The key, of 200 characters at most.
    fn key(&self) -> String;

    /// The version that it is meant for.
    fn version(&self) -> i32;

    /// 412 where it is meant for another version than this one, which is there under the lock. Asked after 404 and 403.
    fn fits(&self, version: i32) -> Result<(), Problem> {
        if self.version() == version {
            return Ok(());
        }
        Err(Problem::of(Code::StaleVersion).at_because(
            "/version",
            Code::StaleVersion,
            format!("Phiên bản hiện tại là {version}"),
            format!("The present version is {version}"),
        ))
    }
}

/// The body of a request with many items. Each is judged and answered by itself; the second of two with one key is
/// 422 `item_repeated`.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Items<I> {
    /// The items, each key once.
    #[schema(min_items = 1, max_items = 200, inline)]
    pub items: Vec<I>,
}

impl<I: Validate> Validate for Items<I> {
    fn validate(&self) -> Result<(), ValidationErrors> {
        let checks = Checks::new().items_within("items", &self.items, 1, MOST_ITEMS);
        checks.nested("items", self.items.validate()).done()
    }
}

/// What became of one item.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ItemAnswer {
    /// What names it, as it was sent.
    #[schema(max_length = 200)]
    pub key: String,
    /// 200 where it is on record as it was sent, or its step was taken, else the status of its problem.
    #[schema(minimum = 200, maximum = 599)]
    pub status: u16,
    /// The ETag that it has now; only with 200.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, max_length = 64)]
    pub etag: Option<String>,
    /// Its version now; only with 200.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, minimum = 1)]
    pub version: Option<i32>,
    /// After how many seconds to ask for it again; only where that may help.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, minimum = 1, maximum = 3_600)]
    pub retry_after: Option<u64>,
    /// Why nothing of it was saved, in the language of the request; only without 200. Pointers lead into the body
    /// that was sent.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub problem: Option<ToldProblem>,
}

impl ItemAnswer {
    /// One that went well.
    pub(super) fn of(key: String) -> Self {
        Self { key, status: 200, etag: None, version: None, retry_after: None, problem: None }
    }
}

/// A problem as it was told: the document of RFC 9457.
#[derive(Clone, Debug, Serialize)]
#[serde(transparent)]
pub struct ToldProblem(Box<RawValue>);

impl ToldProblem {
    /// That of a request at an address, in a language.
    pub(super) fn of(problem: &Problem, language: Language, instance: &str) -> Result<Self, Problem> {
        let text = to_raw_value(&problem.document(language, instance));
        text.map(Self).map_err(|error| {
            tracing::error!(%error, "a problem could not be written");
            Problem::of(Code::Internal)
        })
    }
}

/// The document has the schema of problems already, for the answers that are one as a whole.
impl PartialSchema for ToldProblem {
    fn schema() -> RefOr<Schema> {
        Ref::from_schema_name(Self::name()).into()
    }
}

impl ToSchema for ToldProblem {
    fn name() -> std::borrow::Cow<'static, str> {
        "Problem".into()
    }
}
