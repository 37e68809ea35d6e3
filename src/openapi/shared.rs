//! The components that operations share: the problem, its responses, the headers and the parameters.

use serde_json::{Map, Value, json};
use utoipa::PartialSchema;

use super::edit;
use crate::kernel::http::oauth::{self, OAuthError};
use crate::kernel::http::problem_details::PROBLEM_JSON;
use crate::kernel::page::{DEFAULT_LIMIT, LARGEST_LIMIT};
use crate::kernel::problem::{Code, Language, Problem};

/// The shared responses: status, name of the component, what it says.
pub(super) const RESPONSES: [(&str, &str, &str); 15] = [
    ("400", "BadRequest", "The request cannot be parsed or does not have the shape described here"),
    ("401", "Unauthenticated", "There is no valid access token"),
    ("403", "Forbidden", "The caller's role may not do this"),
    ("404", "NotFound", "Unknown, or another agency's: the answer is the same"),
    ("406", "NotAcceptable", "There is no answer of a media type that the header Accept takes"),
    ("408", "RequestTimeout", "The body took more than 10 seconds to arrive"),
    ("409", "Conflict", "The state of what is there forbids it"),
    ("412", "StaleVersion", "The record has changed since it was read"),
    ("413", "BodyTooLarge", "The body is larger than 1 MB"),
    ("415", "UnsupportedMediaType", "The body is not of the media type described here"),
    ("422", "RuleBroken", "The request breaks a rule of the business"),
    ("428", "PreconditionRequired", "The header If-Match is missing"),
    ("429", "TooManyRequests", "The caller made more requests than their quota"),
    ("500", "Internal", "Something went wrong on our side"),
    ("503", "Unavailable", "The service is overloaded or the outcome is unknown: repeat with the same Idempotency-Key"),
];

/// No head of a request is longer, in bytes, with all that is in it: the server itself refuses it, a little later than at half of this.
const LONGEST_HEAD: u32 = 262_144;

/// Headers of every answer.
pub(super) const HEADERS: [&str; 6] = [
    "RateLimit-Limit",
    "RateLimit-Remaining",
    "RateLimit-Reset",
    "Access-Control-Allow-Origin",
    "x-request-id",
    "traceparent",
];

/// Adds all of them.
pub(super) fn add_to(components: &mut Map<String, Value>) {
    edit(components, "schemas", |schemas| {
        schemas.insert("Problem".into(), problem());
        schemas.insert("ProblemError".into(), problem_error());
        schemas.insert("OAuthError".into(), oauth_error());
        if let Ok(codes) = serde_json::to_value(Code::schema()) {
            schemas.insert("ProblemCode".into(), codes);
        }
    });
    edit(components, "headers", |known| known.extend(headers()));
    edit(components, "parameters", |known| known.extend(parameters()));
    edit(components, "responses", |known| {
        known.extend(RESPONSES.iter().map(|(status, name, text)| ((*name).to_owned(), response(status, text))));
    });
}

/// References to headers, as a response lists them.
pub(super) fn header_references<'a>(names: impl IntoIterator<Item = &'a str>) -> Map<String, Value> {
    names.into_iter().map(|name| (name.to_owned(), json!({"$ref": format!("#/components/headers/{name}")}))).collect()
}

/// The headers that a problem of this status has.
pub(super) fn problem_headers(status: &str) -> Map<String, Value> {
    let mut names = HEADERS.to_vec();
    names.push("Content-Language");
    match status {
        "401" => names.push("WWW-Authenticate"),
        "429" | "503" => names.push("Retry-After"),
        _ => {}
    }
    header_references(names)
}

/// The body of a problem of this status, with an example of each of its codes.
pub(super) fn problem_content(status: &str) -> Value {
    let examples: Map<String, Value> = Code::ALL
        .iter()
        .filter(|code| code.status().as_str() == status && !is_about_a_place(**code))
        .map(|code| {
            let problem = if *code == Code::Schema {
                Problem::of(*code).at("/title", Code::FieldMissing)
            } else if *code == Code::BadParameter {
                Problem::of(*code).at("limit", Code::NumberOutOfRange)
            } else {
                Problem::of(*code)
            };
            let value =
                serde_json::to_value(problem.document(Language::Vietnamese, "/api/v1/programmes")).unwrap_or_default();
            let example = json!({"summary": code.title(Language::English), "value": value});
            (code.as_str().to_owned(), example)
        })
        .collect();
    json!({PROBLEM_JSON: {"schema": {"$ref": "#/components/schemas/Problem"}, "examples": examples}})
}

/// The headers of an error where machines ask for tokens.
pub(super) fn oauth_headers(status: &str) -> Map<String, Value> {
    let mut headers =
        header_references(HEADERS.into_iter().chain((["429", "503"].contains(&status)).then_some("Retry-After")));
    if status == "401" {
        let schema = json!({"type": "string", "maxLength": 100, "pattern": "^Basic.*$"});
        headers.insert("WWW-Authenticate".to_owned(), json!({"description": "How to authenticate", "schema": schema}));
    }
    headers
}

/// The body of such an error.
pub(super) fn oauth_content(status: &str) -> Value {
    let code = match status {
        "401" => Code::InvalidCredentials,
        "408" => Code::RequestTimeout,
        "413" => Code::BodyTooLarge,
        "429" => Code::TooManyRequests,
        "500" => Code::Internal,
        "503" => Code::Overloaded,
        _ => Code::MalformedRequest,
    };
    let example = serde_json::to_value(OAuthError::of(&Problem::of(code))).unwrap_or_default();
    json!({"application/json": {"schema": {"$ref": "#/components/schemas/OAuthError"}, "example": example}})
}

/// Codes of one place in a request come in `errors` alone.
fn is_about_a_place(code: Code) -> bool {
    matches!(
        code,
        Code::FieldMissing
            | Code::FieldUnknown
            | Code::FieldRepeated
            | Code::TypeMismatch
            | Code::ValueInvalid
            | Code::LengthOutOfRange
            | Code::NumberOutOfRange
            | Code::CharacterForbidden
            | Code::TextBlank
            | Code::EmailInvalid
            | Code::UrlInvalid
            | Code::CursorInvalid
    )
}

fn response(status: &str, description: &str) -> Value {
    json!({"description": description, "headers": problem_headers(status), "content": problem_content(status)})
}

fn problem() -> Value {
    json!({
        "type": "object",
        "description": "What went wrong (RFC 9457), in the language of the answer",
        "required": ["type", "title", "status", "instance", "code"],
        "properties": {
            "type": {"type": "string", "description": "The code as a URI", "maxLength": 100, "pattern": "^urn:tienbo:problem:[a-z_]+$"},
            "title": {"type": "string", "description": "What the code means", "maxLength": 200},
            "status": {"type": "integer", "format": "int32", "description": "The status of the answer", "minimum": 400, "maximum": 599},
            "detail": {"type": "string", "description": "What is wrong this time", "maxLength": 2000},
            "instance": {"type": "string", "description": "The path of the request", "maxLength": 8192},
            "code": {"$ref": "#/components/schemas/ProblemCode"},
            "errors": {
                "type": "array",
                "description": "The places that are wrong",
                "maxItems": 1000,
                "items": {"$ref": "#/components/schemas/ProblemError"},
            },
        },
    })
}

fn problem_error() -> Value {
    json!({
        "type": "object",
        "description": "One place that is wrong",
        "required": ["code", "detail"],
        "properties": {
            "pointer": {"type": "string", "description": "A JSON pointer into the body, or the name of a parameter or header", "maxLength": 1000},
            "at": {"type": "string", "description": "A place in the object itself, such as the number of a task", "maxLength": 200},
            "id": {"type": "string", "format": "uuid", "description": "The object that is in the way, where the caller may read it", "maxLength": 36},
            "code": {"$ref": "#/components/schemas/ProblemCode"},
            "detail": {"type": "string", "description": "What is wrong there, in the language of the answer", "maxLength": 2000},
        },
    })
}

fn oauth_error() -> Value {
    json!({
        "type": "object",
        "description": "What went wrong where a machine asked for a token (RFC 6749, section 5.2)",
        "required": ["error", "error_description"],
        "properties": {
            "error": {"type": "string", "description": "What is wrong, in one stable word", "enum": oauth::ERRORS},
            "error_description": {"type": "string", "description": "What is wrong this time, in English, for the programmer of the client",
                "maxLength": oauth::LONGEST_DESCRIPTION, "pattern": "^[ !#-\\[\\]-~]*$"},
        },
    })
}

fn headers() -> Map<String, Value> {
    let number = |description: &str| json!({"description": description, "schema": {"type": "integer", "format": "int64", "minimum": 0, "maximum": 4_294_967_295_u32}});
    let text = |description: &str, longest: u32, pattern: &str| json!({"description": description, "schema": {"type": "string", "maxLength": longest, "pattern": pattern}});
    let headers = json!({
        "RateLimit-Limit": number("Requests that the caller may make in a minute"),
        "RateLimit-Remaining": number("Requests that are left of them now"),
        "RateLimit-Reset": number("Seconds until all of them are there again"),
        "Retry-After": number("Seconds after which to try again"),
        "Access-Control-Allow-Origin": text("The origin of the calling web page, where the operator allows it", 255, "^(\\*|https?://[^/]+)$"),
        "x-request-id": text("The id of this request in our log; the caller's own where they sent one", 128, "^[A-Za-z0-9._:-]+$"),
        "traceparent": text("The W3C trace that this request belongs to", 55, "^00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$"),
        "ETag": text("The version of the record, 0 of a page, and a digest of the answer, for If-Match and If-None-Match", 64, "^\"[0-9]+-[A-Za-z0-9_-]+\"$"),
        "Location": text("Where the new resource is", 255, "^/[!-~]*$"),
        "Link": text("The address of the next page, `rel=\"next\"`; none on the last one", 8192, "^<[!-~]+>; rel=\"next\"$"),
        "Content-Language": {"description": "The language of the texts", "schema": {"type": "string", "enum": ["vi", "en"]}},
        "WWW-Authenticate": text("How to authenticate", 100, "^Bearer.*$"),
    });
    as_object(headers)
}

fn parameters() -> Map<String, Value> {
    let header = |name: &str, required: bool, description: &str, schema: Value| json!({"name": name, "in": "header", "required": required, "description": description, "schema": schema});
    let query = |name: &str, description: &str, schema: Value| json!({"name": name, "in": "query", "required": false, "description": description, "schema": schema});
    let parameters = json!({
        "accept-language": header("Accept-Language", false, "The language of problems: Vietnamese (the default) or English. What cannot be read is ignored",
            json!({"type": "string", "maxLength": LONGEST_HEAD, "pattern": "^.*$", "example": "vi"})),
        "accept": header("Accept", false, "The media types of the answer that the caller takes, and how much he wants each (RFC 9110); 406 where there is none of them. What cannot be read is ignored",
            json!({"type": "string", "maxLength": LONGEST_HEAD, "pattern": "^.*$", "example": "image/svg+xml, application/json;q=0.5"})),
        "if-match": header("If-Match", true, "The ETag of the version that the caller has read, or several (RFC 9110); 412 where the record has changed since. `*` is whatever is there now",
            json!({"type": "string", "maxLength": LONGEST_HEAD, "pattern": "^.*$", "example": "\"3-q1w2e3r4t5z6u7i8\""})),
        "if-none-match": header("If-None-Match", false, "ETags that the caller has already (RFC 9110); 304 where one of them still holds. What cannot be read holds for nothing",
            json!({"type": "string", "maxLength": LONGEST_HEAD, "pattern": "^.*$", "example": "\"3-q1w2e3r4t5z6u7i8\""})),
        "range": header("Range", false, "Which bytes are asked for (RFC 9110): one range is answered with these, several with all of them. What cannot be read is ignored",
            json!({"type": "string", "maxLength": LONGEST_HEAD, "pattern": "^.*$", "example": "bytes=0-499"})),
        "if-range": header("If-Range", false, "The ETag under which the caller has the beginning: all bytes are sent where another one holds now",
            json!({"type": "string", "maxLength": LONGEST_HEAD, "pattern": "^.*$", "example": "\"1-0123456789abcdef01234567\""})),
        "idempotency-key": header("Idempotency-Key", false, "A name for this attempt: repeated with it, the request takes effect once and gets the first answer again",
            json!({"type": "string", "minLength": 1, "maxLength": 200, "pattern": "^[!-~]+$", "example": "0198c5a0-1b2c-7d3e-8f4a-5b6c7d8e9f00"})),
        "limit": query("limit", "The most items on a page",
            json!({"type": "integer", "format": "int32", "minimum": 1, "maximum": LARGEST_LIMIT, "default": DEFAULT_LIMIT, "example": 20})),
        // Without an example: a place in one list is none in another, and readers would send it along with their first request.
        "cursor": query("cursor", "Where the page begins: `next` of the page before, with the same filters and order",
            json!({"type": "string", "maxLength": 2048, "pattern": "^[A-Za-z0-9_-]+$"})),
        "count": query("count", "Whether to count the items of all pages", json!({"type": "boolean", "default": false, "example": true})),
        "updated_since": query("updated_since", "Only what changed at this instant or later, the earliest change first unless `sort` names another order",
            json!({"type": "string", "format": "date-time", "maxLength": 40, "example": "2016-01-01T00:00:00Z"})),
    });
    as_object(parameters)
}

fn as_object(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(object) => object,
        _ => Map::new(),
    }
}
