//! Which tuples the server accepts, by the constraints' own expressions.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use blink::{Connection, ServerError, quote_identifier, quote_literal};

use super::candidates::Tuple;
use super::frame::{Frame, failed};
use super::literals::under_any_setting;
use crate::error::Error;
use crate::make::encode::Encoder;
use crate::plan::questions::Question;

/// The most tuples of one query, and the most bytes of their text.
const BATCH: usize = 1_024;
const BATCH_BYTES: usize = 1 << 20;

/// The most queries for one question.
const MOST_QUERIES: u32 = 768;

/// A judge of the tuples of one question.
pub(super) struct Judge<'j> {
    frame: Frame,
    question: &'j Question,
    encoders: &'j BTreeMap<usize, &'j Encoder>,
    queries: u32,
    /// The error that says that the question itself cannot be asked, such as for want of a privilege.
    pub(super) impossible: Option<ServerError>,
}

impl<'j> Judge<'j> {
    pub(super) fn new(frame: Frame, question: &'j Question, encoders: &'j BTreeMap<usize, &'j Encoder>) -> Self {
        Self {
            frame,
            question,
            encoders,
            queries: 0,
            impossible: None,
        }
    }

    /// Returns true if no more may be asked.
    pub(super) fn is_exhausted(&self) -> bool {
        self.impossible.is_some() || self.queries >= MOST_QUERIES
    }

    /// Says of each tuple if the server accepts it. What cannot be encoded, and what there was no time for, is not.
    ///
    /// # Errors
    /// The connection's.
    pub(super) async fn accepted<C: Connection>(&mut self, conn: &mut C, tuples: &[Tuple]) -> Result<Vec<bool>, Error> {
        let mut accepted = vec![false; tuples.len()];
        let texts = tuples.iter().map(|tuple| self.text(tuple)).collect::<Vec<_>>();
        let places = (0..tuples.len()).filter(|place| texts.get(*place).is_some_and(Option::is_some));
        let mut batches: Vec<Vec<usize>> = Vec::new();
        let mut bytes = 0;
        for place in places {
            bytes += texts.get(place).and_then(Option::as_ref).map_or(0, String::len);
            match batches.last_mut() {
                Some(batch) if batch.len() < BATCH && bytes < BATCH_BYTES => batch.push(place),
                _ => {
                    batches.push(vec![place]);
                    bytes = 0;
                }
            }
        }
        batches.reverse();
        while let Some(batch) = batches.pop() {
            if self.is_exhausted() {
                break;
            }
            self.queries += 1;
            let rows = batch
                .iter()
                .filter_map(|place| Some((*place, texts.get(*place)?.as_deref()?)));
            match self.frame.ask(conn, &self.sql(rows)).await {
                Ok(answer) => {
                    for row in answer {
                        let place = row
                            .first()
                            .cloned()
                            .flatten()
                            .and_then(|place| place.parse::<usize>().ok());
                        if let Some(accepted) = place.and_then(|place| accepted.get_mut(place)) {
                            *accepted = true;
                        }
                    }
                }
                Err(error) => {
                    let Some(server) = error.server() else {
                        return Err(failed(error));
                    };
                    if is_about_the_question(server) {
                        self.impossible = Some(server.clone());
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

/// Returns true if no other tuple would be answered either: a name that is not there, or no privilege (class 42), or a
/// write (25006).
fn is_about_the_question(error: &ServerError) -> bool {
    error.code.starts_with("42") || error.code == "25006"
}
