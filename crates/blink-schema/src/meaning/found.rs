//! The findings about a column.

use crate::words::{Choice, Form, Limits, Meaning};

/// The meaning of a column, and the reason.
#[derive(Clone, Debug, PartialEq)]
pub struct Found {
    /// The meaning.
    pub meaning: Meaning,
    /// The reason, as it goes into a sentence: "the name `email`, text".
    pub because: String,
    /// The confidence in percent.
    pub confidence: u8,
    /// The form of the column's type; `None` for a type that no meaning has values of.
    pub form: Option<Form>,
    /// True if the column is an array.
    pub array: bool,
    /// The greatest number of characters.
    pub max_length: Option<usize>,
    /// The greatest value that the type has, in units of its last digit.
    pub high: Option<i128>,
    /// Labels with their weights, of a column of few values.
    pub choices: Vec<Choice>,
    /// The number of a thousand that are true, of a column of yes and no.
    pub true_share: u32,
    /// The number of a thousand that are NULL; 0 for a column that is NOT NULL.
    pub null_share: u32,
    /// The party of the row whose identity it is, for [`Identity::party`](crate::words::Identity::party); 0 for the
    /// row's own.
    pub party: u64,
    /// The mistake in a directive of the comment.
    pub mistake: Option<String>,
}

impl Found {
    /// The limits for [`make`](crate::words::make); `None` where there is no form.
    pub fn limits(&self) -> Option<Limits<'_>> {
        let form = self.form?;
        let number = matches!(form, Form::Int | Form::Millis | Form::Decimal(_));
        Some(Limits {
            array: self.array,
            max_length: self.max_length,
            high: self.high.filter(|_| number),
            low: self.high.filter(|_| number).map(i128::saturating_neg),
            true_share: self.true_share,
            choices: &self.choices,
            ..Limits::of(form)
        })
    }
}
