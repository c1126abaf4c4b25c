//! Which known word somebody may have meant.

/// The known word that is nearest to what was written, if one is near enough to be meant.
///
/// Distance counts letters put in, left out, changed or swapped with their neighbour; upper and
/// lower case are the same. Words of up to four letters may differ by one, longer ones by two.
/// Of equally near words the first known one is taken.
#[must_use]
pub fn nearest<'w>(written: &str, known: impl IntoIterator<Item = &'w str>) -> Option<&'w str> {
    let written: Vec<char> = written.to_lowercase().chars().take(41).collect();
    let allowed = if written.len() <= 4 { 1 } else { 2 };
    let distances = known.into_iter().map(|word| {
        let letters: Vec<char> = word.to_lowercase().chars().collect();
        (distance(&written, &letters), word)
    });
    let near = distances.filter(|(distance, word)| *distance <= allowed && *distance < word.len());
    near.min_by_key(|(distance, _)| *distance).map(|(_, word)| word)
}

/// The optimal string alignment distance, row by row.
fn distance(from: &[char], to: &[char]) -> usize {
    if from.len().abs_diff(to.len()) > 2 {
        return usize::MAX;
    }
    let mut before_last: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=to.len()).collect();
    for (row, a) in from.iter().enumerate() {
        let mut this = vec![row + 1];
        for (column, b) in to.iter().enumerate() {
            let at = |line: &[usize], index: usize| line.get(index).copied().unwrap_or(usize::MAX);
            let changed = at(&last, column) + usize::from(a != b);
            let one_more = at(&last, column + 1).min(at(&this, column)) + 1;
            let mut least = changed.min(one_more);
            let swapped = row > 0
                && column > 0
                && from.get(row - 1) == Some(b)
                && to.get(column - 1) == Some(a);
            if swapped {
                least = least.min(at(&before_last, column - 1) + 1);
            }
            this.push(least);
        }
        before_last = std::mem::replace(&mut last, this);
    }
    last.last().copied().unwrap_or(usize::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_word_is_found_and_a_far_one_is_not() {
        let known = ["rule", "role", "rate", "unit", "waterfall", "of"];
        assert_eq!(nearest("unti", known), Some("unit"));
        assert_eq!(nearest("Unit", known), Some("unit"));
        assert_eq!(nearest("waterfal", known), Some("waterfall"));
        assert_eq!(nearest("watrefal", known), Some("waterfall"));
        assert_eq!(nearest("rul", known), Some("rule"));
        assert_eq!(nearest("rle", known), Some("rule"), "the first of equals");
        assert_eq!(nearest("pool", known), None);
        assert_eq!(nearest("xy", known), None);
        assert_eq!(nearest("", known), None);
    }
}
