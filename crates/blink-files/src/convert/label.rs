//! Labels of enums.

use super::reason::Reason;

/// The labels of an enum.
#[derive(Clone, Debug)]
pub(super) struct Labels(Vec<Box<str>>);

impl Labels {
    pub(super) fn new(labels: &[String]) -> Self {
        let mut labels: Vec<Box<str>> = labels.iter().map(|label| label.as_str().into()).collect();
        labels.sort_unstable();
        Self(labels)
    }

    /// Makes sure that the enum has this label.
    #[inline]
    pub(super) fn check(&self, field: &str) -> Result<(), Reason> {
        let found = self.0.binary_search_by(|label| (**label).cmp(field));
        match found {
            Ok(_) => Ok(()),
            Err(_) => Err(Reason::Label(self.nearest(field))),
        }
    }

    /// The label that was probably meant: the same in another case or without blanks, or with up to two mistakes.
    #[cold]
    fn nearest(&self, field: &str) -> Option<Box<str>> {
        let folded = |text: &str| text.trim().to_lowercase();
        let meant = folded(field);
        // A long text is no misspelled label.
        if meant.len() > 64 {
            return None;
        }
        let distance = |label: &str| strsim::osa_distance(&meant, &folded(label));
        let distances = self.0.iter().map(|label| (distance(label), label));
        let (distance, label) = distances.min_by_key(|(distance, _)| *distance)?;
        let is_near = distance <= 2 && distance < label.chars().count().max(1);
        is_near.then(|| label.clone())
    }
}
