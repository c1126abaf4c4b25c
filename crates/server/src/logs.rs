//! What is written down of what happens: lines to the channel for errors, and spans to a collector if one is named.
//!
//! No secret is in either: routes are told by their pattern, never by the address that was asked for.

use std::io;

use opentelemetry::trace::TracerProvider as _;
use opentelemetry_otlp::{ExporterBuildError, SpanExporter, WithExportConfig};
use opentelemetry_sdk::Resource;
use opentelemetry_sdk::runtime::Tokio;
use opentelemetry_sdk::trace::SdkTracerProvider;
use opentelemetry_sdk::trace::span_processor_with_async_runtime::BatchSpanProcessor;
use thiserror::Error;
use tracing::level_filters::LevelFilter;
use tracing_subscriber::filter::{EnvFilter, ParseError};
use tracing_subscriber::layer::{Layer, SubscriberExt};
use tracing_subscriber::util::SubscriberInitExt;

/// What is said in the log if nothing else is asked for.
pub const USUAL: &str = "warn,server=info,server::routes=warn";

/// What is to be written down.
#[derive(Debug, Clone)]
pub struct Logs {
    /// Which lines.
    pub filter: String,
    /// The collector that spans are sent to, such as `http://127.0.0.1:4318`.
    pub traces: Option<String>,
}

/// Why nothing can be written down so.
#[derive(Debug, Error)]
pub enum Refused {
    /// What is to be in the log cannot be read.
    #[error(
        "log_malformed: `{filter}` does not say what to log ({reason}); write it like `info` or `warn,server=debug`"
    )]
    LogMalformed {
        /// What was given.
        filter: String,
        /// What is wrong with it.
        reason: ParseError,
    },
    /// The collector's address cannot be used.
    #[error(
        "collector_malformed: `{collector}` is not the address of a collector ({reason}); write it like `http://127.0.0.1:4318`"
    )]
    CollectorMalformed {
        /// What was given.
        collector: String,
        /// What is wrong with it.
        reason: ExporterBuildError,
    },
}

/// Spans that may still have to be sent.
#[must_use]
pub struct Spans(Option<SdkTracerProvider>);

impl Spans {
    /// Sends what is left. A collector that does not answer is no reason not to end.
    pub fn end(self) {
        if let Some(provider) = self.0 {
            let _ = provider.shutdown();
        }
    }
}

/// Begins to write down what happens. Within the runtime, on which spans are sent.
///
/// # Errors
/// [`Refused`].
pub fn begin(logs: &Logs) -> Result<Spans, Refused> {
    let filter = &logs.filter;
    let wanted = EnvFilter::try_new(filter)
        .map_err(|reason| Refused::LogMalformed { filter: filter.clone(), reason })?;
    let lines = tracing_subscriber::fmt::layer().with_writer(io::stderr).with_target(false);
    let provider = logs.traces.as_deref().map(collector).transpose()?;
    let spans = provider.as_ref().map(|provider| {
        let tracer = provider.tracer("subak");
        let spans = tracing_opentelemetry::layer().with_tracer(tracer).with_location(false);
        spans.with_filter(LevelFilter::INFO)
    });
    // A second start in one process goes on with the log of the first.
    let _ = tracing_subscriber::registry().with(lines.with_filter(wanted)).with(spans).try_init();
    Ok(Spans(provider))
}

fn collector(address: &str) -> Result<SdkTracerProvider, Refused> {
    let refused = |reason| Refused::CollectorMalformed { collector: address.to_owned(), reason };
    let endpoint = format!("{}/v1/traces", address.trim_end_matches('/'));
    let exporter =
        SpanExporter::builder().with_http().with_endpoint(endpoint).build().map_err(refused)?;
    let processor = BatchSpanProcessor::builder(exporter, Tokio).build();
    let resource = Resource::builder().with_service_name("subak").build();
    Ok(SdkTracerProvider::builder().with_span_processor(processor).with_resource(resource).build())
}
