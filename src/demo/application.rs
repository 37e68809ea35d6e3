//! The whole application inside the process: the replay goes through the same middleware, checks and handlers as a request
//! that comes over the network.

use std::pin::Pin;
use std::rc::Rc;

use actix_web::body::to_bytes;
use actix_web::dev::Service as _;
use actix_web::http::Method;
use actix_web::http::header::{AUTHORIZATION, CONTENT_TYPE, ETAG, IF_MATCH};
// Named after tests, and the one way that actix-web offers to call an application without a socket.
use actix_web::test::{TestRequest, init_service};
use serde_json::Value;

use crate::app;
use crate::config::Config;
use crate::kernel::http::BASE;
use crate::service::Service;

type Answering = Pin<Box<dyn Future<Output = Result<Reply, String>>>>;

/// An answer.
#[derive(Debug)]
pub struct Reply {
    /// The status.
    pub status: u16,
    /// The ETag; empty where there is none.
    pub etag: String,
    /// The body; null where there is none.
    pub body: Value,
}

/// A request.
#[derive(Debug)]
pub struct Request<'a> {
    /// GET, POST, PATCH or PUT.
    pub method: &'a str,
    /// The path below the base.
    pub path: &'a str,
    /// The caller's token.
    pub token: &'a str,
    /// What `If-Match` says.
    pub etag: Option<&'a str>,
    /// What `Idempotency-Key` says.
    pub key: Option<&'a str>,
    /// The body: a text is sent as it is, anything else as JSON.
    pub body: Option<&'a Value>,
}

/// The application.
#[derive(Clone)]
pub struct Application(Rc<dyn Fn(TestRequest) -> Answering>);

impl Application {
    /// The application of a service, without the general limit of requests.
    pub async fn of(service: &Service, config: &Config) -> Result<Self, String> {
        let shell =
            service.shell(&Config { rate_limit_per_minute: 0, public_rate_limit_per_minute: 0, ..config.clone() })?;
        let state = service.clone();
        let application = Rc::new(init_service(app::build(&shell, move |config| state.configure(config))).await);
        Ok(Self(Rc::new(move |request| {
            let application = application.clone();
            Box::pin(async move {
                let response = application.call(request.to_request()).await.map_err(|error| error.to_string())?;
                let status = response.status().as_u16();
                let etag = response.headers().get(ETAG).and_then(|value| value.to_str().ok()).unwrap_or_default();
                let etag = etag.to_owned();
                let bytes = to_bytes(response.into_body()).await.map_err(|_| "the answer broke off".to_owned())?;
                Ok(Reply { status, etag, body: serde_json::from_slice(&bytes).unwrap_or(Value::Null) })
            })
        })))
    }

    /// Sends a request; whatever the answer says.
    pub async fn send(&self, request: Request<'_>) -> Result<Reply, String> {
        let method: Method = request.method.parse().map_err(|_| format!("{} is no method", request.method))?;
        let mut sent = TestRequest::with_uri(&format!("{BASE}{}", request.path))
            .method(method)
            .insert_header((AUTHORIZATION, format!("Bearer {}", request.token)))
            .insert_header(("accept-language", "en"));
        if let Some(etag) = request.etag {
            sent = sent.insert_header((IF_MATCH, etag));
        }
        if let Some(key) = request.key {
            sent = sent.insert_header(("idempotency-key", key));
        }
        sent = match request.body {
            None => sent,
            Some(Value::String(bytes)) => {
                sent.insert_header((CONTENT_TYPE, "application/octet-stream")).set_payload(bytes.clone())
            }
            Some(body) => sent.set_json(body),
        };
        (self.0)(sent).await
    }

    /// Sends a request and takes nothing but success for an answer; the error is one line.
    pub async fn succeed(&self, request: Request<'_>) -> Result<Reply, String> {
        let named = format!("{} {}", request.method, request.path);
        let reply = self.send(request).await?;
        if (200..300).contains(&reply.status) {
            Ok(reply)
        } else {
            Err(format!("{named}: {} {}", reply.status, reply.body))
        }
    }
}
