//! How often one visitor may ask: a bucket of tokens for each address, filled again as time goes by.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// How many visitors are remembered. Beyond them those are forgotten whose buckets are full again.
const VISITORS: usize = 20_000;

/// So many at once, and so many a second.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Rate {
    /// At once.
    pub burst: u32,
    /// A second.
    pub each_second: u32,
}

struct Bucket {
    tokens: f64,
    at: Instant,
}

/// A bucket for each visitor.
pub struct Flood {
    rate: Rate,
    buckets: Mutex<HashMap<IpAddr, Bucket>>,
}

impl Flood {
    /// Buckets that are full.
    #[must_use]
    pub fn new(rate: Rate) -> Self {
        Self { rate, buckets: Mutex::default() }
    }

    /// Takes a token; else says how long to wait for one.
    ///
    /// # Errors
    /// How long to wait.
    pub fn take(&self, from: IpAddr, now: Instant) -> Result<(), Duration> {
        let (burst, each) = (f64::from(self.rate.burst), f64::from(self.rate.each_second));
        let mut buckets = self.buckets.lock().unwrap_or_else(PoisonError::into_inner);
        if buckets.len() >= VISITORS {
            let full = Duration::from_secs_f64(burst / each);
            buckets.retain(|_, bucket| now.duration_since(bucket.at) < full);
            if buckets.len() >= VISITORS {
                buckets.clear();
            }
        }
        let bucket = buckets.entry(network(from)).or_insert(Bucket { tokens: burst, at: now });
        let since = now.saturating_duration_since(bucket.at).as_secs_f64();
        bucket.tokens = (bucket.tokens + since * each).min(burst);
        bucket.at = now;
        if bucket.tokens < 1.0 {
            return Err(Duration::from_secs_f64((1.0 - bucket.tokens) / each));
        }
        bucket.tokens -= 1.0;
        Ok(())
    }
}

/// Who counts as one visitor: an IPv4 address, or the network that one line has in IPv6.
fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(v6) => IpAddr::V6((v6.to_bits() & !u128::from(u64::MAX)).into()),
        v4 => v4,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_visitor_may_burst_and_then_go_on_at_the_rate() {
        let flood = Flood::new(Rate { burst: 3, each_second: 2 });
        let (one, other) = ("10.0.0.1".parse().unwrap(), "10.0.0.2".parse().unwrap());
        let start = Instant::now();
        for _ in 0..3 {
            assert_eq!(flood.take(one, start), Ok(()));
        }
        let wait = flood.take(one, start).unwrap_err();
        assert_eq!(flood.take(other, start), Ok(()));
        assert!(flood.take(one, start + wait / 2).is_err());
        assert_eq!(flood.take(one, start + wait + Duration::from_millis(1)), Ok(()));
    }

    #[test]
    fn a_line_is_one_visitor_however_many_addresses_it_has() {
        let flood = Flood::new(Rate { burst: 1, each_second: 1 });
        let now = Instant::now();
        assert_eq!(flood.take("2001:db8:1:2::1".parse().unwrap(), now), Ok(()));
        assert!(flood.take("2001:db8:1:2:ffff::9".parse().unwrap(), now).is_err());
        assert_eq!(flood.take("2001:db8:1:3::1".parse().unwrap(), now), Ok(()));
        assert_eq!(flood.take("10.1.2.3".parse().unwrap(), now), Ok(()));
        assert!(flood.take("::ffff:10.1.2.3".parse().unwrap(), now).is_err());
    }

    #[test]
    fn a_crowd_does_not_fill_the_memory() {
        let flood = Flood::new(Rate { burst: 1, each_second: 1 });
        let now = Instant::now();
        for place in 0..3 * u32::try_from(VISITORS).unwrap() {
            let _ = flood.take(IpAddr::V4(place.into()), now);
        }
        assert!(flood.buckets.lock().unwrap().len() <= VISITORS);
    }
}
