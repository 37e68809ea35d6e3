//! One declaration for a handler's route and its page in the OpenAPI document, so that neither can be without the other.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use actix_web::dev::HttpServiceFactory;
use actix_web::http::Method;
use actix_web::http::header::ALLOW;
use actix_web::middleware::from_fn;
use actix_web::{FromRequest, Handler, Responder, ResponseError, Route, web};
use utoipa::openapi::extensions::ExtensionsBuilder;
use utoipa::openapi::path::{HttpMethod, Operation};
use utoipa::openapi::{Components, Info, OpenApi, PathItem, Paths, RefOr, Schema};

use super::guard::{HANDLER_TIME, guard, no_query};
use super::head_check::head_check;
use super::newcomers;
use super::route_pattern::RoutePattern;
#[cfg(test)]
use super::takes::Reader;
use super::takes::Takes;
use super::who_first::who_first;
use crate::kernel::problem::{Code, Problem};

/// The operations of a chapter, or of the whole service.
#[derive(Clone, Default)]
pub struct Routes(Vec<Entry>);

#[derive(Clone)]
struct Entry {
    path: String,
    method: HttpMethod,
    operation: Operation,
    schemas: Vec<(String, RefOr<Schema>)>,
    route: Arc<dyn Fn() -> Route + Send + Sync>,
    time: Duration,
    #[cfg(test)]
    readers: Vec<Reader>,
}

/// The extension by which an operation tells the document's last pass which headers its handler reads, and which parameters about
/// pages: each is named as among the parameters that operations share.
pub const TAKES: &str = "x-takes";

impl Routes {
    /// Adds one handler with the documentation that `#[utoipa::path]` made of it. Called by [`routes!`](crate::routes).
    #[must_use]
    pub fn add<P, F, Args>(mut self, name: &str, handler: F) -> Self
    where
        P: utoipa::Path + utoipa::__dev::SchemaReferences + for<'t> utoipa::__dev::Tags<'t>,
        F: Handler<Args> + Send + Sync,
        F::Output: Responder + 'static,
        Args: FromRequest + Takes + 'static,
    {
        let path = P::path();
        let mut schemas = Vec::new();
        P::schemas(&mut schemas);
        for method in P::methods() {
            let mut operation = P::operation();
            let tags = P::tags().into_iter().map(str::to_owned);
            operation.tags.get_or_insert_default().extend(tags);
            if operation.operation_id.as_deref().is_none_or(|id| id == name) {
                operation.operation_id = Some(operation_id(name, &path));
            }
            let mut taken = Args::headers();
            if method == HttpMethod::Post {
                taken.push("idempotency-key");
            }
            taken.extend(Args::about_pages());
            let extensions = ExtensionsBuilder::new().add(TAKES, serde_json::json!(taken)).build();
            operation.extensions.get_or_insert_default().merge(extensions);
            let (verb, handler) = (verb(&method), handler.clone());
            self.0.push(Entry {
                path: path.clone(),
                method,
                operation,
                schemas: schemas.clone(),
                time: HANDLER_TIME + Args::body_time(),
                #[cfg(test)]
                readers: Args::readers(),
                route: Arc::new(move || {
                    let route = web::method(verb.clone()).to(handler.clone());
                    // A parameter that nobody reads would be a silent mistake.
                    let route = if Args::reads_query() { route } else { route.wrap(from_fn(no_query)) };
                    let route = route.wrap(from_fn(head_check));
                    if Args::asks_who() { route.wrap(from_fn(who_first)) } else { route }
                }),
            });
        }
        self
    }

    /// The same, open also to somebody whose password another has set, who has to change it first.
    #[must_use]
    pub fn open_to_newcomers(mut self) -> Self {
        for entry in &mut self.0 {
            let route = entry.route.clone();
            entry.route = Arc::new(move || route().wrap(from_fn(newcomers::open)));
        }
        self
    }

    /// These operations and those.
    #[must_use]
    pub fn merge(mut self, other: Routes) -> Self {
        self.0.extend(other.0);
        self
    }

    /// The same operations below a base path.
    #[must_use]
    pub fn under(mut self, base: &str) -> Self {
        for entry in &mut self.0 {
            entry.path.insert_str(0, base);
        }
        self
    }

    /// Every operation as method and path, in the order they were added.
    pub fn operations(&self) -> impl Iterator<Item = (Method, &str)> {
        self.0.iter().map(|entry| (verb(&entry.method), entry.path.as_str()))
    }

    /// What every operation, by its id, reads bodies and query strings with.
    #[cfg(test)]
    pub fn readers(&self) -> impl Iterator<Item = (&str, Reader)> {
        self.0.iter().flat_map(|entry| {
            let id = entry.operation.operation_id.as_deref().unwrap_or_default();
            entry.readers.iter().map(move |reader| (id, *reader))
        })
    }

    /// Registers the routes: one resource per path, so that another method is 405 and says which there are. Paths that begin
    /// alike share a scope: a request is compared with a few plain texts and then with the patterns of one scope, instead of
    /// with every pattern there is.
    pub fn configure(&self, config: &mut web::ServiceConfig) {
        let mut scopes: BTreeMap<&str, BTreeMap<String, Vec<&Entry>>> = BTreeMap::new();
        for entry in &self.0 {
            let resources = scopes.entry(scope_of(&entry.path)).or_default();
            // `~` sorts behind every letter, so `/users/me` is tried before `/users/{id}`.
            resources.entry(entry.path.replace('{', "~{")).or_default().push(entry);
        }
        for (prefix, resources) in scopes {
            let services = resources.values().filter_map(|entries| resource(entries, prefix));
            config.service(services.fold(web::scope(prefix), actix_web::Scope::service));
        }
    }

    /// The paths and schemas, before the pass that adds what all operations share.
    pub fn openapi(&self) -> OpenApi {
        let mut paths = Paths::new();
        let mut components = Components::new();
        for entry in &self.0 {
            let item = PathItem::new(entry.method.clone(), entry.operation.clone());
            match paths.paths.get_mut(&entry.path) {
                Some(known) => known.merge_operations(item),
                None => {
                    paths.paths.insert(entry.path.clone(), item);
                }
            }
            components.schemas.extend(entry.schemas.iter().cloned());
        }
        let mut document = OpenApi::new(Info::new("", ""), paths);
        document.components = Some(components);
        document
    }
}

/// Declares the operations of a chapter: `routes![api::list, api::create]`.
#[macro_export]
macro_rules! routes {
    ($($($segment:ident)::+),+ $(,)?) => {{
        let routes = $crate::kernel::http::Routes::default();
        $(let routes = $crate::routes!(@add routes; []; $($segment)::+);)+
        routes
    }};
    (@add $routes:ident; [$($module:ident)*]; $handler:ident) => {
        ::pastey::paste! {
            $routes.add::<$($module::)* [<__path_ $handler>], _, _>(stringify!($handler), $($module::)* $handler)
        }
    };
    (@add $routes:ident; [$($module:ident)*]; $next:ident :: $($rest:ident)::+) => {
        $crate::routes!(@add $routes; [$($module)* $next]; $($rest)::+)
    };
}

/// `/api/v1/users/{id}/password` is looked for in `/api/v1/users`: its first literal segments, three at most.
fn scope_of(path: &str) -> &str {
    let literal = path.find("/{").unwrap_or(path.len());
    let third = path.match_indices('/').nth(3).map_or(path.len(), |(at, _)| at);
    &path[..literal.min(third)]
}

/// One path with all its methods, below a scope.
fn resource(entries: &[&Entry], prefix: &str) -> Option<impl HttpServiceFactory + 'static> {
    let path = entries.first()?.path.as_str();
    let below = web::resource(path.strip_prefix(prefix)?).app_data(RoutePattern::new(path));
    let resource = entries.iter().fold(below, |resource, entry| resource.route((entry.route)()));
    // Whatever answers GET answers HEAD.
    let taken = |method: Method| if method == Method::GET { "GET, HEAD".to_owned() } else { method.to_string() };
    let allow = entries.iter().map(|entry| taken(verb(&entry.method))).collect::<Vec<_>>().join(", ");
    let refuse = move || {
        let mut response = Problem::of(Code::MethodNotAllowed).error_response();
        if let Ok(methods) = allow.parse() {
            response.headers_mut().insert(ALLOW, methods);
        }
        std::future::ready(response)
    };
    let time = entries.iter().map(|entry| entry.time).max()?;
    Some(resource.default_service(web::to(refuse)).wrap(from_fn(move |request, next| guard(time, request, next))))
}

fn verb(method: &HttpMethod) -> Method {
    match method {
        HttpMethod::Get => Method::GET,
        HttpMethod::Post => Method::POST,
        HttpMethod::Put => Method::PUT,
        HttpMethod::Delete => Method::DELETE,
        HttpMethod::Options => Method::OPTIONS,
        HttpMethod::Head => Method::HEAD,
        HttpMethod::Patch => Method::PATCH,
        HttpMethod::Trace => Method::TRACE,
    }
}

/// `list` at `/agencies/{id}/designations` is `list_agencies_designations`: handlers keep their short names, and generated
/// clients get one name per operation.
fn operation_id(name: &str, path: &str) -> String {
    let mut words = vec![name.to_owned()];
    let literal = path.split('/').filter(|segment| !segment.is_empty() && !segment.starts_with('{'));
    words.extend(literal.map(|segment| segment.replace(['-', '.'], "_")));
    if words.last() == Some(&name.to_owned()) && words.len() > 1 {
        words.pop();
    }
    words.join("_")
}
