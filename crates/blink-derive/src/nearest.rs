//! The nearest name to a misspelled one.

/// Returns the candidate that `word` was probably meant to be.
pub(crate) fn nearest<'a>(word: &str, candidates: &[&'a str]) -> Option<&'a str> {
    let (distance, candidate) = candidates
        .iter()
        .map(|candidate| (distance(word, candidate), *candidate))
        .min()?;
    if distance <= 2 {
        return Some(candidate);
    }
    // `table_name` is far from `table` by edit distance, but was probably meant to be it.
    candidates.iter().find(|candidate| word.contains(**candidate)).copied()
}

/// The number of letters to insert, delete, replace or swap with their neighbour.
fn distance(left: &str, right: &str) -> usize {
    let (left, right): (Vec<char>, Vec<char>) = (left.chars().collect(), right.chars().collect());
    let mut table = vec![vec![0; right.len() + 1]; left.len() + 1];
    for i in 0..=left.len() {
        for j in 0..=right.len() {
            table[i][j] = if i == 0 || j == 0 {
                i + j
            } else {
                let exchanged = table[i - 1][j - 1] + usize::from(left[i - 1] != right[j - 1]);
                let edited = table[i - 1][j].min(table[i][j - 1]) + 1;
                let swapped = i > 1 && j > 1 && left[i - 1] == right[j - 2] && left[i - 2] == right[j - 1];
                let swap = if swapped { table[i - 2][j - 2] + 1 } else { usize::MAX };
                exchanged.min(edited).min(swap)
            };
        }
    }
    table[left.len()][right.len()]
}

#[cfg(test)]
mod tests {
    use super::{distance, nearest};

    const WORDS: [&str; 5] = ["rename", "skip", "flatten", "default", "with"];

    #[test]
    fn distances() {
        assert_eq!(distance("", ""), 0);
        assert_eq!(distance("", "skip"), 4);
        assert_eq!(distance("skip", "skip"), 0);
        assert_eq!(distance("skpi", "skip"), 1);
        assert_eq!(distance("skips", "skip"), 1);
        assert_eq!(distance("flat", "flatten"), 3);
    }

    #[test]
    fn slips_of_the_pen() {
        assert_eq!(nearest("renmae", &WORDS), Some("rename"));
        assert_eq!(nearest("fllaten", &WORDS), Some("flatten"));
        assert_eq!(nearest("wiht", &WORDS), Some("with"));
    }

    #[test]
    fn longer_names_for_the_same() {
        assert_eq!(nearest("serialize_with", &WORDS), Some("with"));
        assert_eq!(nearest("skip_serializing", &WORDS), Some("skip"));
    }

    #[test]
    fn nothing_like_it() {
        assert_eq!(nearest("primary_key", &WORDS), None);
        assert_eq!(nearest("", &WORDS), None);
        assert_eq!(nearest("x", &[]), None);
    }
}
