//! Weights of labels, and shares.

use super::rules::rules;
use crate::words::{Choice, Meaning};

/// The labels of an enum or an IN list with natural weights: common ones are frequent, `cancelled` and its like rare,
/// and of others the first a little more frequent than the last.
///
/// ```
/// use blink_schema::meaning::weighted_labels;
///
/// let labels = weighted_labels(["active", "pending", "cancelled"]);
/// assert!(labels[0].weight > labels[1].weight && labels[1].weight > labels[2].weight);
/// ```
pub fn weighted_labels<'l>(labels: impl IntoIterator<Item = &'l str>) -> Vec<Choice> {
    let rules = rules();
    let labels: Vec<&str> = labels.into_iter().collect();
    let last = u32::try_from(labels.len()).unwrap_or(u32::MAX);
    let weight = |(place, label): (u32, &&str)| {
        let word = label.to_lowercase().replace(['-', ' '], "_");
        let base: u32 = if rules.common.contains(&word) {
            60
        } else if rules.rare.contains(&word) {
            6
        } else {
            16
        };
        // From double at the first to single at the last.
        base + base.saturating_mul(last.saturating_sub(place)) / last.max(1)
    };
    let weights = (0..).zip(&labels).map(weight);
    let choice = |(label, weight): (&&str, u32)| Choice {
        label: (*label).to_owned(),
        weight,
    };
    labels.iter().zip(weights).map(choice).collect()
}

/// The number of a thousand that are true, of a column with these words, and the words that say so.
pub(super) fn true_share(words: &[String], default: Option<bool>) -> (u32, Option<String>) {
    const MARKS: [&str; 16] = [
        "is", "has", "can", "be", "should", "allow", "enable", "use", "show", "was", "are", "in", "flag", "receive",
        "do", "required",
    ];
    let marked = |word: &&String| MARKS.contains(&word.as_str());
    let start = words.iter().take_while(marked).count();
    let rules = rules();
    for from in (0..words.len()).filter(|from| *from >= start || words.len() == 1) {
        let phrase = words.get(from..).unwrap_or(&[]).join(" ");
        if let Some(share) = rules.flags.get(&phrase) {
            return (*share, Some(phrase));
        }
    }
    // `is_active_flag`: the first words, too.
    for to in (start + 1..words.len()).rev() {
        let phrase = words.get(start..to).unwrap_or(&[]).join(" ");
        if let Some(share) = rules.flags.get(&phrase) {
            return (*share, Some(phrase));
        }
    }
    let share = match default {
        Some(true) => 850,
        Some(false) => 150,
        None => 350,
    };
    (share, None)
}

/// The number of a thousand that are NULL, where the column allows it.
pub(super) fn null_share(meaning: Meaning) -> u32 {
    rules().nulls.get(&meaning).copied().unwrap_or(100)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn share(name: &str, default: Option<bool>) -> u32 {
        true_share(&rules().words.split(name), default).0
    }

    #[test]
    fn flags_have_natural_shares() {
        assert_eq!(share("is_active", None), 900);
        assert_eq!(share("active", None), 900);
        assert_eq!(share("isAdmin", None), 30);
        assert_eq!(share("is_superuser", None), 30);
        assert_eq!(share("deleted", None), 50);
        assert_eq!(share("email_verified", None), 750);
        assert_eq!(share("is_archived_flag", None), 50);
        assert_eq!(share("xyz", Some(true)), 850);
        assert_eq!(share("xyz", Some(false)), 150);
        assert_eq!(share("", None), 350);
        assert_eq!(share("is", None), 350);
    }

    #[test]
    fn labels_of_enums_have_natural_weights() {
        let weights = weighted_labels(["CANCELLED", "foo", "Active", "bar"]);
        let weight = |place: usize| weights[place].weight;
        assert!(weight(2) > weight(1) && weight(1) > weight(3) && weight(3) > weight(0));
        assert!(weighted_labels([]).is_empty());
    }
}
