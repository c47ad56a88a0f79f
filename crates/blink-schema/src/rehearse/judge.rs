//! The tuples that the server accepts, by the constraints' own expressions.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use blink::{Connection, ServerError, TextRow, quote_identifier, quote_literal};

use super::candidates::Tuple;
use super::frame::{Frame, failed, too_long, took_too_long};
use super::literals::under_any_setting;
use crate::error::Error;
use crate::make::encode::Encoder;
use crate::plan::questions::Question;

/// The most tuples of one query, and the most bytes of their text.
const BATCH: usize = 1_024;
const BATCH_BYTES: usize = 1 << 20;

/// The most queries for one question.
const MOST_QUERIES: u32 = 768;

/// The queries that are waited for in vain until the question is given up.
const MOST_TOO_LONG: u32 = 3;

/// The most queries once one was waited for in vain: each may take almost as long.
const MOST_QUERIES_IF_SLOW: u32 = 32;

/// The part of a batch that is asked about after the whole of it took too long.
const SMALLER: usize = 16;

/// A judge of the tuples of one question.
pub(super) struct Judge<'j> {
    frame: Frame,
    question: &'j Question,
    encoders: &'j BTreeMap<usize, &'j Encoder>,
    queries: u32,
    /// The queries that took too long, and the most tuples of the next one.
    too_long: u32,
    batch: usize,
    /// The reason why the question itself cannot be answered, such as the want of a privilege.
    pub(super) impossible: Option<String>,
}

impl<'j> Judge<'j> {
    pub(super) fn new(frame: Frame, question: &'j Question, encoders: &'j BTreeMap<usize, &'j Encoder>) -> Self {
        Self {
            frame,
            question,
            encoders,
            queries: 0,
            too_long: 0,
            batch: BATCH,
            impossible: None,
        }
    }

    /// Returns true if no more may be asked.
    pub(super) fn is_exhausted(&self) -> bool {
        let most = if self.too_long > 0 {
            MOST_QUERIES_IF_SLOW
        } else {
            MOST_QUERIES
        };
        self.impossible.is_some() || self.queries >= most
    }

    /// Says of each tuple if the server accepts it. What cannot be encoded, and what there was no time for, is not.
    ///
    /// # Errors
    /// The connection's.
    pub(super) async fn accepted<C: Connection>(&mut self, conn: &mut C, tuples: &[Tuple]) -> Result<Vec<bool>, Error> {
        let mut accepted = vec![false; tuples.len()];
        let texts = tuples.iter().map(|tuple| self.text(tuple)).collect::<Vec<_>>();
        let mut batches = batches(&texts);
        while let Some(batch) = batches.pop() {
            if self.is_exhausted() {
                break;
            }
            if batch.len() > self.batch {
                batches.extend(batch.chunks(self.batch).rev().map(<[usize]>::to_vec));
                continue;
            }
            self.queries += 1;
            let rows = batch
                .iter()
                .filter_map(|place| Some((*place, texts.get(*place)?.as_deref()?)));
            match self.frame.ask(conn, &self.sql(rows)).await {
                Ok(answer) => accept(&mut accepted, &answer),
                Err(error) => {
                    let Some(server) = error.server() else {
                        return Err(failed(error));
                    };
                    if is_about_the_question(server) {
                        self.impossible = Some(server.to_string());
                    } else if took_too_long(server) {
                        self.wait_less(batch.len(), server);
                        batches.push(batch);
                    } else if batch.len() > 1 {
                        let (one, other) = batch.split_at(batch.len() / 2);
                        batches.push(other.to_vec());
                        batches.push(one.to_vec());
                    }
                }
            }
        }
        Ok(accepted)
    }

    /// Asks about fewer tuples at once after so many took too long, and about none if that happens again and again: a
    /// function that waits does so for each.
    fn wait_less(&mut self, tuples: usize, error: &ServerError) {
        self.batch = (tuples / SMALLER).max(1);
        self.too_long = self.too_long.saturating_add(1);
        if self.too_long >= MOST_TOO_LONG || tuples <= 1 {
            self.impossible = Some(too_long("an answer", error));
        }
    }

    /// A tuple as SQL; None if a value does not suit its column.
    fn text(&self, tuple: &Tuple) -> Option<String> {
        let mut sql = String::new();
        let mut text = String::new();
        for (value, asked) in tuple.iter().zip(&self.question.columns) {
            text.clear();
            let encoder = self.encoders.get(&asked.place)?;
            let is_null = encoder.text(value, &mut text).ok()?;
            sql.push_str(", ");
            match is_null {
                blink::postgres_types::IsNull::Yes => sql.push_str("NULL"),
                blink::postgres_types::IsNull::No => sql.push_str(&quote_literal(&text)),
            }
        }
        Some(sql)
    }

    /// The query for the numbers of the tuples that meet all conditions.
    fn sql<'t>(&self, tuples: impl Iterator<Item = (usize, &'t str)>) -> String {
        let number = self.number();
        let mut values = String::new();
        for (place, tuple) in tuples {
            let comma = if values.is_empty() { "" } else { ", " };
            let _ = write!(values, "{comma}({place}{tuple})");
        }
        let names = self
            .question
            .columns
            .iter()
            .map(|one| quote_identifier(&one.name))
            .collect::<Vec<_>>();
        let casts = self.question.columns.iter().zip(&names);
        // A parameter of VALUES that is NULL in all rows would be text, and the cast comes after it in any case.
        let casts = casts.map(|(one, name)| format!("v.{name}::pg_catalog.text::{} AS {name}", one.type_name));
        let casts = casts.collect::<Vec<_>>().join(", ");
        let generated = self.question.generated.iter();
        let generated = generated
            .map(|(name, expression)| format!(", ({}) AS {}", under_any_setting(expression), quote_identifier(name)));
        let generated = generated.collect::<String>();
        let conditions = self.question.conditions.iter().map(|condition| {
            let expression = under_any_setting(&condition.expression);
            match &condition.value {
                None => format!("({expression}) IS NOT FALSE"),
                Some(column) => {
                    let column = quote_identifier(column);
                    format!("(SELECT ({expression}) IS NOT FALSE FROM (SELECT t.{column} AS value) AS d)")
                }
            }
        });
        // Without it the casts to types that no condition looks at would be left out.
        let all = names
            .iter()
            .map(|name| format!("t.{name}"))
            .collect::<Vec<_>>()
            .join(", ");
        let casts_hold = format!("pg_catalog.num_nonnulls({all}) OPERATOR(pg_catalog.>=) 0");
        let conditions = std::iter::once(casts_hold).chain(conditions);
        let conditions = conditions.collect::<Vec<_>>().join(" AND ");
        let columns = names.join(", ");
        format!(
            "SELECT t.{number} FROM (SELECT c.*{generated} FROM (SELECT v.{number}, {casts} \
             FROM (VALUES {values}) AS v ({number}, {columns})) AS c OFFSET 0) AS t WHERE {conditions}"
        )
    }

    /// A name for the tuples' numbers that no column has.
    fn number(&self) -> String {
        let mut name = "#".to_owned();
        while self.question.columns.iter().any(|one| one.name == name)
            || self.question.generated.iter().any(|(own, _)| *own == name)
        {
            name.push('#');
        }
        quote_identifier(&name)
    }
}

/// The places of the texts in batches, the last batch first. What is no text is in none.
fn batches(texts: &[Option<String>]) -> Vec<Vec<usize>> {
    let mut batches: Vec<Vec<usize>> = Vec::new();
    let mut bytes = 0_usize;
    for (place, text) in texts.iter().enumerate() {
        let Some(text) = text else { continue };
        bytes = bytes.saturating_add(text.len());
        match batches.last_mut() {
            Some(batch) if batch.len() < BATCH && bytes < BATCH_BYTES => batch.push(place),
            _ => {
                batches.push(vec![place]);
                bytes = text.len();
            }
        }
    }
    batches.reverse();
    batches
}

/// Marks the tuples whose numbers the server answers with.
fn accept(accepted: &mut [bool], answer: &[TextRow]) {
    let numbers = answer
        .iter()
        .filter_map(|row| row.first()?.as_deref()?.parse::<usize>().ok());
    for number in numbers {
        if let Some(accepted) = accepted.get_mut(number) {
            *accepted = true;
        }
    }
}

/// Returns true if no other tuple would be answered either: a name that is not there, or no privilege (class 42), or a
/// write (25006).
fn is_about_the_question(error: &ServerError) -> bool {
    error.code.starts_with("42") || error.code == "25006"
}
