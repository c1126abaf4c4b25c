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
                (start, acts, scope.spawn(move || bad_in_share(acts, start, commons)))
            })
            .collect();
        // A thread that died checked nothing: its acts are all taken as bad.
        let joined = workers.into_iter().map(|(start, acts, worker)| {
            worker.join().unwrap_or_else(|_| (start..start + acts.len()).collect())
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
    // Alone, a signature is checked faster without a batch around it.
    if items.len() > 1 {
        let mut batch = Verifier::new();
        items.iter().for_each(|item| batch.queue(item.clone()));
        if batch.verify(Coefficients::seeded(coefficients)).is_ok() {
            return Vec::new();
        }
    }
    let singles = (start..).zip(items).filter(|(_, item)| item.clone().verify_single().is_err());
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
        Self { seed: hash.finalize().into(), drawn: 0 }
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
            part.iter_mut().zip(self.draw()).for_each(|(to, from)| *to = from);
        }
        Ok(())
    }
}

impl TryCryptoRng for Coefficients {}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ident::ActId;
    use crate::key::{Key, SecretKey};
    use proptest::prelude::*;

    fn commons() -> CommonsId {
        CommonsId::from_bytes([1; 16])
    }

    fn acts(count: u32) -> Vec<SignedAct> {
        let secrets: Vec<SecretKey> =
            (0..5).map(|seed| SecretKey::from_bytes([seed; 32])).collect();
        (0..count)
            .map(|number| {
                let id = ActId::from_bytes(u128::from(number).to_be_bytes());
                let secret = &secrets[number as usize % secrets.len()];
                SignedAct::sign(secret, commons(), id, number.to_be_bytes().repeat(9))
            })
            .collect()
    }

    fn verify(acts: &[SignedAct]) -> Result<(), Vec<usize>> {
        verify_signatures(&acts.iter().collect::<Vec<_>>(), commons())
    }

    /// The obvious way: one by one.
    fn slow_bad(acts: &[SignedAct]) -> Vec<usize> {
        let good = |act: &SignedAct| {
            let key = ed25519_zebra::VerificationKey::try_from(act.author.0).ok()?;
            key.verify(&Signature::from_bytes(&act.signature), &act.message(commons())).ok()
        };
        (0..acts.len()).filter(|at| good(&acts[*at]).is_none()).collect()
    }

    #[test]
    fn good_signatures_pass_in_any_number() {
        let acts = acts(600);
        for count in [0, 1, 2, 255, 256, 257, 600] {
            assert_eq!(verify(&acts[..count]), Ok(()));
        }
    }

    #[test]
    fn a_signature_holds_for_one_commons_and_every_part_of_the_act() {
        let [act] = &acts(1)[..] else { unreachable!() };
        assert_eq!(verify_signatures(&[act], CommonsId::from_bytes([2; 16])), Err(vec![0]));
        let with = |change: fn(&mut SignedAct)| {
            let mut changed = act.clone();
            change(&mut changed);
            verify(&[changed])
        };
        assert_eq!(with(|_| ()), Ok(()));
        assert_eq!(with(|act| act.id = ActId::from_bytes([9; 16])), Err(vec![0]));
        assert_eq!(with(|act| act.author = Key::from_bytes([9; 32])), Err(vec![0]));
        assert_eq!(with(|act| act.body.push(0)), Err(vec![0]));
        assert_eq!(with(|act| act.signature[63] ^= 0x10), Err(vec![0]));
    }

    /// Points of small order, in canonical and other encodings: where implementations differ.
    const ODD_POINTS: [&str; 6] = [
        "0100000000000000000000000000000000000000000000000000000000000000",
        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "0000000000000000000000000000000000000000000000000000000000000080",
        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
        "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
    ];

    /// ZIP-215: with R and A of small order and s = 0 the equation holds after the cofactor.
    #[test]
    fn odd_signatures_are_good_alone_and_in_a_batch() {
        let mut all = acts(20);
        for (a, r) in ODD_POINTS.iter().flat_map(|a| ODD_POINTS.map(|r| (*a, r))) {
            let mut act = all[0].clone();
            act.author = a.parse().unwrap();
            act.signature = [0; 64];
            act.signature[..32].copy_from_slice(&crate::ident::read_hex::<32>(r).unwrap());
            assert_eq!(slow_bad(&[act.clone()]), [] as [usize; 0], "{a} {r}");
            let pair = [act.clone(), act.clone()];
            assert_eq!(verify(&pair), Ok(()), "{a} {r}");
            all.push(act);
        }
        assert_eq!(verify(&all), Ok(()));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(24))]

        #[test]
        fn exactly_the_bad_ones_are_named(count in 1_u32..700, bad in prop::collection::vec((any::<usize>(), 0..512_usize), 0..6)) {
            let mut acts = acts(count);
            for (at, bit) in bad {
                let at = at % acts.len();
                acts[at].signature[bit / 8] ^= 1 << (bit % 8);
            }
            let slow = slow_bad(&acts);
            let expected = if slow.is_empty() { Ok(()) } else { Err(slow) };
            prop_assert_eq!(verify(&acts), expected);
        }
    }
}
