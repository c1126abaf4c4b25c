//! Look-ups by small keys: a hash map whose hashing costs a multiplication.
//!
//! Its order means nothing; whoever goes through it sorts first.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

/// A map for looking up by references to rows, which nobody outside can choose at will.
pub type Lookup<K, V> = HashMap<K, V, BuildHasherDefault<Mixer>>;

/// Mixes what is written by multiplication, as the hasher of Firefox and rustc does.
#[derive(Debug, Clone, Copy, Default)]
pub struct Mixer(u64);

impl Mixer {
    const fn mix(&mut self, word: u64) {
        self.0 = (self.0.rotate_left(5) ^ word).wrapping_mul(0x51_7c_c1_b7_27_22_0a_95);
    }
}

impl Hasher for Mixer {
    fn finish(&self) -> u64 {
        // The upper bits are mixed best, and the table looks at the lower ones first.
        self.0.rotate_left(26)
    }
    fn write(&mut self, bytes: &[u8]) {
        for chunk in bytes.chunks(8) {
            let mut word = [0; 8];
            word.iter_mut().zip(chunk).for_each(|(to, from)| *to = *from);
            self.mix(u64::from_le_bytes(word));
        }
        self.mix(bytes.len() as u64);
    }
    fn write_u8(&mut self, number: u8) {
        self.mix(number.into());
    }
    fn write_u32(&mut self, number: u32) {
        self.mix(number.into());
    }
    fn write_u64(&mut self, number: u64) {
        self.mix(number);
    }
    fn write_isize(&mut self, number: isize) {
        self.mix(number.cast_unsigned() as u64);
    }
    fn write_usize(&mut self, number: usize) {
        self.mix(number as u64);
    }
}
