//! Checks signatures, many at a time.
//!
//! By the rules of ZIP-215 a signature is good in a batch exactly when it is good alone, so
//! two honest copies never disagree about one, however they check.

use crate::act::SignedAct;
use crate::ident::CommonsId;
use ed25519_zebra::batch::{Item, Verifier};
use ed25519_zebra::{Signature, VerificationKeyBytes};
use getrandom::rand_core::{TryCryptoRng, TryRng};
use sha2::{Digest, Sha256};
use std::convert::Infallible;
use std::thread;

/// Acts checked by one equation. More gain little and take memory.
const BATCH: usize = 1024;
/// Fewer acts than this are not worth another thread.
const SHARE: usize = 256;

/// Checks every signature; on failure gives the positions of the bad ones, ascending.
///
/// The acts are shared among the machine's processors. A batch that fails is checked again
/// one by one, which takes about three times as long.
pub fn verify_signatures(acts: &[&SignedAct], commons: CommonsId) -> Result<(), Vec<usize>> {
    let processors = thread::available_parallelism().map_or(1, usize::from);
    let share = acts.len().div_ceil(processors).max(SHARE);
    let bad: Vec<usize> = if acts.len() <= share {
        bad_in_share(acts, 0, commons)
    } else {
        bad_in_parallel(acts, share, commons)
    };
    if bad.is_empty() { Ok(()) } else { Err(bad) }
}

fn bad_in_parallel(acts: &[&SignedAct], share: usize, commons: CommonsId) -> Vec<usize> {
    thread::scope(|scope| {
        let starts = (0..).step_by(share);
        let workers: Vec<_> = starts
            .zip(acts.chunks(share))
            .map(|(start, acts)| {
                (
                    start,
                    acts,
                    scope.spawn(move || bad_in_share(acts, start, commons)),
                )
            })
            .collect();
        // A thread that died checked nothing: its acts are all taken as bad.
        let joined = workers.into_iter().map(|(start, acts, worker)| {
            worker
                .join()
                .unwrap_or_else(|_| (start..start + acts.len()).collect())
        });
        joined.flatten().collect()
    })
}

fn bad_in_share(acts: &[&SignedAct], start: usize, commons: CommonsId) -> Vec<usize> {
    let starts = (start..).step_by(BATCH);
    starts
        .zip(acts.chunks(BATCH))
        .flat_map(|(start, acts)| bad_in_batch(acts, start, commons))
        .collect()
}

fn bad_in_batch(acts: &[&SignedAct], start: usize, commons: CommonsId) -> Vec<usize> {
    let mut coefficients = Sha256::new_with_prefix(b"subak/v1/batch\n");
    let items: Vec<Item> = acts
        .iter()
        .map(|act| {
            let message = act.message(commons);
            coefficients.update(act.signature);
            coefficients.update(Sha256::digest(&message));
            let key = VerificationKeyBytes::from(act.author.0);
            Item::from((key, Signature::from_bytes(&act.signature), &message))
        })
        .collect();
    let mut batch = Verifier::new();
    items.iter().for_each(|item| batch.queue(item.clone()));
    if batch.verify(Coefficients::seeded(coefficients)).is_ok() {
        return Vec::new();
    }
    let singles = (start..)
        .zip(items)
        .filter(|(_, item)| item.clone().verify_single().is_err());
    singles.map(|(position, _)| position).collect()
}

/// The random coefficients of a batch, drawn from a hash of everything in it.
///
/// An author must not know them before choosing a signature, and cannot: changing any bit
/// of the batch changes all of them. So checking is a pure function, which needs no
/// operating system that might fail.
struct Coefficients {
    seed: [u8; 32],
    drawn: u64,
}

impl Coefficients {
    fn seeded(hash: Sha256) -> Self {
        Self {
            seed: hash.finalize().into(),
            drawn: 0,
        }
    }

    fn draw(&mut self) -> [u8; 32] {
        self.drawn = self.drawn.wrapping_add(1);
        Sha256::new()
            .chain_update(self.seed)
            .chain_update(self.drawn.to_be_bytes())
            .finalize()
            .into()
    }
}

impl TryRng for Coefficients {
    type Error = Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        let mut bytes = [0; 4];
        self.try_fill_bytes(&mut bytes)?;
        Ok(u32::from_le_bytes(bytes))
    }

    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        let mut bytes = [0; 8];
        self.try_fill_bytes(&mut bytes)?;
        Ok(u64::from_le_bytes(bytes))
    }

    fn try_fill_bytes(&mut self, to: &mut [u8]) -> Result<(), Infallible> {
        for part in to.chunks_mut(32) {
            part.iter_mut()
                .zip(self.draw())
                .for_each(|(to, from)| *to = from);
        }
        Ok(())
    }
}

impl TryCryptoRng for Coefficients {}
