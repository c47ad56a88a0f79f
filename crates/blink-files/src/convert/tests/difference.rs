//! Fields read by the server and by us.

use bytes::BytesMut;

use super::generators::broken;
use super::oracle::{Answer, Oracle};
use crate::convert::{ColumnType, Converter, Notation, Reason};

/// A comparison of many fields of a type.
pub(super) struct Difference<'a> {
    pub(super) oracle: &'a Oracle,
    /// The type as SQL.
    pub(super) ty: &'a str,
    pub(super) notation: Notation,
    /// SQL that reads, over `$1`, what the type's input function does not take but we do.
    pub(super) also: Option<&'a str>,
    /// Settings of the session in which the server reads.
    pub(super) settings: &'a str,
    /// True for what the server rounds by floating-point numbers, half up or half down by chance.
    pub(super) is_tie: fn(&str) -> bool,
    /// True if broken fields are made of the fields.
    pub(super) broken: bool,
    /// True for what we refuse and the server takes, besides what it would store with loss.
    pub(super) stricter: fn(&str, &Reason) -> bool,
}

/// The outcome of a comparison.
#[derive(Debug, Default)]
pub(super) struct Outcome {
    pub(super) same: usize,
    pub(super) lossy: usize,
    pub(super) stricter: usize,
    pub(super) refused: usize,
}

impl<'a> Difference<'a> {
    pub(super) fn new(oracle: &'a Oracle, ty: &'a str) -> Self {
        Self {
            oracle,
            ty,
            notation: Notation::default(),
            also: None,
            settings: "",
            broken: true,
            is_tie: |_| false,
            stricter: |_, _| false,
        }
    }

    /// Compares the fields, and broken ones made of them.
    pub(super) async fn run(&self, fields: &[String]) -> Outcome {
        let mut fields = fields.to_vec();
        if self.broken {
            fields.extend(broken(&fields));
        }
        let ty = self.oracle.column(self.ty).await;
        let answers = self.answers(&ty, &fields).await;
        let outcome = self.compare(&ty, &self.notation, &fields, &answers).await;
        println!("{}: {outcome:?}", self.ty);
        outcome
    }

    async fn answers(&self, ty: &ColumnType, fields: &[String]) -> Vec<Answer> {
        self.oracle.set(self.settings).await;
        let mut answers = self.oracle.answers(ty, fields).await;
        if let Some(also) = self.also {
            let others = self.oracle.answers_by(also, fields).await;
            for (answer, other) in answers.iter_mut().zip(others) {
                if answer.is_err() && other.is_ok() {
                    *answer = other;
                }
            }
        }
        self.oracle.plain_settings().await;
        if !self.settings.is_empty() {
            // The values are the same, but they are written under the plain settings.
            let values: Vec<String> = answers
                .iter()
                .map(|answer| answer.clone().unwrap_or_default())
                .collect();
            let plain = self.oracle.answers(ty, &values).await;
            for (answer, plain) in answers.iter_mut().zip(plain) {
                if answer.is_ok() {
                    *answer = plain;
                }
            }
        }
        answers
    }

    async fn compare(&self, ty: &ColumnType, notation: &Notation, fields: &[String], answers: &[Answer]) -> Outcome {
        let exact = Converter::new(ty, notation);
        let rounding = Converter::new(
            ty,
            &Notation {
                round: true,
                ..notation.clone()
            },
        );
        let mut outcome = Outcome::default();
        let (mut binary, mut texts, mut expected) = (Vec::new(), Vec::new(), Vec::new());
        for (field, answer) in fields.iter().zip(answers) {
            let (mut bytes, mut text) = (BytesMut::from(&b"before"[..]), "before".to_owned());
            let read = exact.text(field, &mut text);
            if exact.has_binary() {
                assert_eq!(exact.binary(field, &mut bytes), read, "{}: {field:?}", self.ty);
            }
            match (read, answer) {
                (Ok(()), Ok(_)) => outcome.same += 1,
                (Ok(()), Err(error)) => panic!("{}: {field:?} is taken as {text:?}; the server: {error}", self.ty),
                (Err(reason), Ok(_)) if reason.flag() == Some("--round") => {
                    if let Err(reason) = rounding.text(field, &mut text) {
                        assert!(
                            (self.stricter)(field, &reason),
                            "{}: {field:?} rounded: {reason}",
                            self.ty
                        );
                        outcome.stricter += 1;
                        continue;
                    }
                    outcome.lossy += 1;
                    if (self.is_tie)(field) {
                        continue;
                    }
                    if rounding.has_binary() {
                        assert_eq!(
                            rounding.binary(field, &mut bytes),
                            Ok(()),
                            "{}: {field:?} rounded",
                            self.ty
                        );
                    }
                }
                (Err(reason), Ok(_)) if (self.stricter)(field, &reason) => {
                    outcome.stricter += 1;
                    continue;
                }
                (Err(reason), Ok(answer)) => panic!("{}: {field:?}: {reason}; the server: {answer}", self.ty),
                (Err(_), Err(_)) => {
                    outcome.refused += 1;
                    // Nothing is left of a value that is refused.
                    assert_eq!((&bytes[..], text.as_str()), (&b"before"[..], "before"));
                    continue;
                }
            }
            binary.push(bytes.split_off(6));
            texts.push(text.split_off(6));
            expected.push((field, answer.as_ref().unwrap()));
        }
        if exact.has_binary() {
            let stored = self.oracle.store_binary(self.ty, &binary).await;
            self.assert_stored("binary", stored, &expected);
        }
        self.assert_stored("text", self.oracle.store_text(self.ty, &texts).await, &expected);
        outcome
    }

    fn assert_stored(&self, road: &str, stored: Result<Vec<String>, String>, expected: &[(&String, &String)]) {
        let stored = stored.unwrap_or_else(|error| panic!("{} in {road}: {error} {:?}", self.ty, &expected[..3]));
        assert_eq!(stored.len(), expected.len());
        for (stored, (field, expected)) in stored.iter().zip(expected) {
            assert_eq!(stored, *expected, "{} in {road}: {field:?}", self.ty);
        }
    }
}
