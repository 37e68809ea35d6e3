//! Figures for Prometheus, served on a port of their own so that they never face the public.

use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::Method;
use actix_web::middleware::Next;
use actix_web::{Error, HttpResponse, web};
use prometheus::{
    Encoder, HistogramOpts, HistogramVec, IntCounter, IntGauge, IntGaugeVec, Opts, Registry, TextEncoder,
};
use std::time::Instant;

use crate::kernel::http::route_pattern::RoutePattern;

/// Upper bounds of the latency buckets, in seconds, up to the limit of a handler.
const BUCKETS: [f64; 12] = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 5.0, 15.0];

/// All figures of the process. Clones share them.
#[derive(Debug, Clone)]
pub struct Metrics {
    registry: Registry,
    requests: HistogramVec,
}

impl Metrics {
    /// Fresh figures.
    pub fn new() -> Result<Metrics, prometheus::Error> {
        let registry = Registry::new();
        let options = HistogramOpts::new(
            "tienbo_http_request_seconds",
            "Time from a request's head to its answer, and their count",
        )
        .buckets(BUCKETS.to_vec());
        let requests = HistogramVec::new(options, &["route", "method", "status"])?;
        registry.register(Box::new(requests.clone()))?;
        Ok(Metrics { registry, requests })
    }

    /// A figure that goes up and down, such as the length of a queue.
    pub fn gauge(&self, name: &str, help: &str) -> Result<IntGauge, prometheus::Error> {
        let gauge = IntGauge::with_opts(Opts::new(name, help))?;
        self.registry.register(Box::new(gauge.clone()))?;
        Ok(gauge)
    }

    /// The same of several things, told apart by labels.
    pub fn gauges(&self, name: &str, help: &str, labels: &[&str]) -> Result<IntGaugeVec, prometheus::Error> {
        let gauges = IntGaugeVec::new(Opts::new(name, help), labels)?;
        self.registry.register(Box::new(gauges.clone()))?;
        Ok(gauges)
    }

    /// A figure that only goes up.
    pub fn counter(&self, name: &str, help: &str) -> Result<IntCounter, prometheus::Error> {
        let counter = IntCounter::with_opts(Opts::new(name, help))?;
        self.registry.register(Box::new(counter.clone()))?;
        Ok(counter)
    }

    fn text(&self) -> Result<String, prometheus::Error> {
        let mut buffer = Vec::new();
        TextEncoder::new().encode(&self.registry.gather(), &mut buffer)?;
        Ok(String::from_utf8_lossy(&buffer).into_owned())
    }
}

/// The middleware that observes every request.
pub async fn observe(
    metrics: web::Data<Metrics>,
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<impl MessageBody>, Error> {
    let begun = Instant::now();
    let method = method_label(request.method());
    let response = next.call(request).await?;
    // The pattern, never the path: as many series as there are routes.
    let route = RoutePattern::of(response.request());
    metrics
        .requests
        .with_label_values(&[&*route, method, response.status().as_str()])
        .observe(begun.elapsed().as_secs_f64());
    Ok(response)
}

fn method_label(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::POST => "POST",
        Method::PUT => "PUT",
        Method::PATCH => "PATCH",
        Method::DELETE => "DELETE",
        Method::HEAD => "HEAD",
        Method::OPTIONS => "OPTIONS",
        _ => "other",
    }
}

/// `GET /metrics` and HEAD, for the second server.
pub fn configure(metrics: &Metrics) -> impl Fn(&mut web::ServiceConfig) + Clone + use<> {
    let metrics = web::Data::new(metrics.clone());
    move |config| {
        let resource = web::resource("/metrics").route(web::get().to(read)).route(web::head().to(read));
        config.app_data(metrics.clone()).service(resource);
    }
}

async fn read(metrics: web::Data<Metrics>) -> HttpResponse {
    match metrics.text() {
        Ok(text) => HttpResponse::Ok().content_type("text/plain; version=0.0.4").body(text),
        Err(error) => {
            tracing::error!(%error, "the metrics could not be written");
            HttpResponse::InternalServerError().finish()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_written_for_prometheus() {
        let metrics = Metrics::new().expect("figures");
        metrics.requests.with_label_values(&["/agencies", "GET", "200"]).observe(0.002);
        metrics.gauge("tienbo_queue_length", "Jobs that wait").expect("a gauge").set(3);
        let text = metrics.text().expect("a text");
        assert!(text.contains(r#"tienbo_http_request_seconds_count{method="GET",route="/agencies",status="200"} 1"#));
        assert!(text.contains("tienbo_queue_length 3"));
        assert!(metrics.gauge("tienbo_queue_length", "again").is_err());
    }
}
