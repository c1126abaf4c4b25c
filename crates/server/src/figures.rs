//! Figures for whoever runs the server, in the text format of Prometheus.

use std::time::Duration;

use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::encoding::text::encode;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::Registry;

/// Bounds of times, in seconds: from half a millisecond to ten seconds.
const TIMES: [f64; 12] =
    [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1.0, 2.5, 10.0];

/// What an answer is counted under. The route is the pattern, so that there are few.
#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Asked {
    method: String,
    route: String,
    status: u16,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Route {
    route: String,
}

/// The figures of a site.
pub struct Figures {
    registry: Registry,
    answers: Family<Asked, Counter>,
    times: Family<Route, Histogram, fn() -> Histogram>,
    entries: Gauge,
    durable: Histogram,
    refused: Counter,
}

impl Default for Figures {
    fn default() -> Self {
        let mut registry = Registry::with_prefix("subak");
        let answers = Family::default();
        let times: Family<Route, Histogram, fn() -> Histogram> =
            Family::new_with_constructor(histogram);
        let (entries, durable, refused) = (Gauge::default(), histogram(), Counter::default());
        registry.register("answers", "Answers given", answers.clone());
        registry.register("answer_seconds", "Time to answer", times.clone());
        registry.register("entries", "Entries of the journal", entries.clone());
        registry.register("durable_seconds", "Time from an act to its promise", durable.clone());
        registry.register("acts_refused", "Acts that were refused", refused.clone());
        Self { registry, answers, times, entries, durable, refused }
    }
}

fn histogram() -> Histogram {
    Histogram::new(TIMES)
}

impl Figures {
    /// Counts an answer.
    pub fn answered(&self, method: &str, route: &str, status: u16, took: Duration) {
        let (method, route) = (method.to_owned(), route.to_owned());
        self.times.get_or_create(&Route { route: route.clone() }).observe(took.as_secs_f64());
        self.answers.get_or_create(&Asked { method, route, status }).inc();
    }

    /// Counts acts that were written, and how long that took; or that they were refused.
    pub fn acted(&self, written: Result<(), ()>, took: Duration) {
        match written {
            Ok(()) => self.durable.observe(took.as_secs_f64()),
            Err(()) => {
                self.refused.inc();
            }
        }
    }

    /// All figures, as Prometheus reads them.
    #[must_use]
    pub fn text(&self, entries: u64) -> String {
        self.entries.set(i64::try_from(entries).unwrap_or(i64::MAX));
        let mut text = String::new();
        // Writing to a text does not fail.
        let _ = encode(&mut text, &self.registry);
        text
    }
}
