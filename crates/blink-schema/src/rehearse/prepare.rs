//! All that the plan has to learn from the server before it can be carried out.

use std::collections::BTreeMap;
use std::sync::Arc;

use blink::Connection;

use super::candidates::{Candidates, Tuple, texts};
use super::frame::Frame;
use super::judge::Judge;
use super::verdict::Verdict;
use crate::error::Error;
use crate::facts::Facts;
use crate::make::encode::Encoder;
use crate::make::maker::{ColumnCells, Maker, Nulls};
use crate::mistakes::Mistakes;
use crate::plan::questions::{Question, Role};
use crate::plan::{Certainty, ColumnPlan, NotFilled, Options, Plan, plan_without, resolved};

/// The rows that are tried of a table, and the most that are each given a tuple of their own.
const TRIED: u64 = 1_024;
const MOST_BY_ROW: u64 = 10_000;

/// The attempts at a tuple for a row.
const ATTEMPTS: u64 = 128;

/// The tuples of a pool that are enough, and the most that are tried for them.
const ENOUGH: usize = 512;
const MOST_TRIED: usize = 8_192;

impl Plan {
    /// Reads what rows refer to in tables that are not filled, and asks the server what only it can say: which values
    /// constraints accept that call functions of the schema, and which texts are values of a type that nothing is known
    /// of. Nothing is written. A table for which there are none is left out, and planned without.
    ///
    /// A plan that is not prepared refers to no row of these tables, and may break these constraints.
    ///
    /// # Errors
    /// The error of the server or the driver.
    pub async fn prepare<C: Connection>(
        &mut self,
        facts: &Facts,
        options: &Options,
        conn: &mut C,
    ) -> Result<(), Error> {
        loop {
            self.read_pools(conn).await?;
            let unresolved = self.judge(conn).await?;
            if unresolved.is_empty() {
                return Ok(());
            }
            let mut left_out = std::mem::take(&mut self.left_out);
            left_out.extend(unresolved);
            self.plan_again(facts, options, left_out)?;
        }
    }

    /// Plans again without these tables. What the server did not judge is not asked again: it may be slow.
    pub(crate) fn plan_again(
        &mut self,
        facts: &Facts,
        options: &Options,
        left_out: Vec<NotFilled>,
    ) -> Result<(), Mistakes> {
        let not_judged = std::mem::take(&mut self.not_judged);
        *self = plan_without(facts, &resolved(options, facts)?, left_out);
        self.not_judged = not_judged;
        Ok(())
    }

    /// Asks all questions, and returns the tables to which there is no good answer.
    async fn judge<C: Connection>(&mut self, conn: &mut C) -> Result<Vec<NotFilled>, Error> {
        let mut unresolved: Vec<NotFilled> = Vec::new();
        if self.questions.is_empty() {
            return Ok(unresolved);
        }
        let frame = Frame::of_session(conn).await?;
        for question in std::mem::take(&mut self.questions) {
            let Some(table) = self.tables.iter().find(|table| table.index == question.table) else {
                continue;
            };
            let (name, rows) = (table.name.clone(), table.rows);
            if rows == 0 || unresolved.iter().any(|one| one.table == name) {
                continue;
            }
            let columns = table.columns.clone();
            let encoders = columns
                .iter()
                .map(|column: &ColumnPlan| (column.place, &column.encoder))
                .collect();
            let key = (name.clone(), key_of(&question));
            let verdict = match question.not_asked.as_ref().or_else(|| self.not_judged.get(&key)) {
                Some(because) => Verdict::not_judged(because),
                None => self.verdict(&question, rows, &encoders, frame, conn).await?,
            };
            if let Verdict::NotJudged(because) = &verdict {
                self.not_judged.insert(key, because.clone());
            }
            match verdict {
                Verdict::Refused(because) => unresolved.push(NotFilled { table: name, because }),
                verdict => self.apply(&question, verdict),
            }
        }
        Ok(unresolved)
    }

    async fn verdict<C: Connection>(
        &self,
        question: &Question,
        rows: u64,
        encoders: &BTreeMap<usize, &Encoder>,
        frame: Frame,
        conn: &mut C,
    ) -> Result<Verdict, Error> {
        let mut judge = Judge::new(frame, question, encoders);
        let candidates = Candidates::new(&self.cells, question, rows);
        if question.constraints.is_empty() {
            return unknown_type(question, &mut judge, conn).await;
        }
        let own = |row| candidates.of_row(row, 0).unwrap_or_default();
        let tried = rows.min(TRIED);
        let spread = (0..tried).map(|nth| spread(nth, tried, rows)).collect::<Vec<_>>();
        let tuples = spread.iter().map(|row| own(*row)).collect::<Vec<_>>();
        let accepted = judge.accepted(conn, &tuples).await?;
        if let Some(because) = &judge.impossible {
            return Ok(Verdict::not_judged(because));
        }
        if accepted.iter().all(|accepted| *accepted) {
            return Ok(Verdict::AllAccepted {
                tried,
                is_certain: question.is_certain && tried == rows,
            });
        }
        let is_free = question.columns.iter().all(|asked| asked.role == Role::Free);
        if is_free {
            let of_rows = tuples.into_iter().zip(accepted).filter(|(_, accepted)| *accepted);
            let pool = of_rows.map(|(tuple, _)| tuple).collect();
            return any(question, &candidates, &spread, pool, &mut judge, conn).await;
        }
        let is_fixed = question.columns.iter().all(|asked| asked.role == Role::Fixed);
        if is_fixed || rows > MOST_BY_ROW {
            let refused = accepted.iter().filter(|accepted| !**accepted).count();
            let because = format!("the server refuses {refused} of {tried} rows for {}", names(question));
            return Ok(Verdict::Refused(because));
        }
        by_row(question, &candidates, rows, &mut judge, conn).await
    }

    /// Lets the columns of a question take what the server accepted.
    fn apply(&mut self, question: &Question, verdict: Verdict) {
        let because = verdict.to_string();
        let certainty = if verdict.is_certain(question) {
            Certainty::Certain
        } else {
            Certainty::Sampled
        };
        let how = because.clone();
        let Some(table) = self.tables.iter_mut().find(|table| table.index == question.table) else {
            return;
        };
        for constraint in &mut table.constraints {
            if question.constraints.contains(&constraint.name) {
                constraint.certainty = certainty;
                constraint.because = Some(because.clone());
            }
        }
        let Verdict::Pool { tuples, by_row, .. } = verdict else {
            return;
        };
        let asked = || {
            question
                .columns
                .iter()
                .enumerate()
                .filter(|(_, asked)| asked.role != Role::Fixed)
        };
        for column in &mut table.columns {
            if asked().any(|(_, asked)| asked.place == column.place) {
                column.maker.clone_from(&how);
                column.because = names(question);
            }
        }
        let cells = Arc::make_mut(&mut self.cells);
        let pool = cells.tuples.len();
        cells.tuples.push(tuples);
        let Some(of_table) = cells.tables.get_mut(question.table) else {
            return;
        };
        let key = of_table.identity.derive("tuple").nth(pool as u64);
        for (part, asked) in asked() {
            if let Some(column) = of_table.columns.get_mut(asked.place) {
                *column = ColumnCells {
                    is_real: column.is_real,
                    maker: Maker::Tuple {
                        pool,
                        part,
                        key: (!by_row).then_some(key),
                    },
                    nulls: Nulls::Never,
                    group: None,
                    alternatives: None,
                };
            }
        }
    }
}

/// A pool that all rows draw from.
async fn any<C: Connection>(
    question: &Question,
    candidates: &Candidates<'_>,
    rows: &[u64],
    of_rows: Vec<Tuple>,
    judge: &mut Judge<'_>,
    conn: &mut C,
) -> Result<Verdict, Error> {
    let mut pool: Vec<Tuple> = Vec::new();
    let mut tried = rows.len();
    add(&mut pool, of_rows);
    let mut batch = candidates.constants();
    let mut next = 0;
    while pool.len() < ENOUGH && tried < MOST_TRIED && !judge.is_exhausted() {
        batch.extend(candidates.more(rows, next, rows.len().max(ENOUGH)));
        next += rows.len().max(ENOUGH);
        let tuples = std::mem::take(&mut batch);
        if tuples.is_empty() {
            break;
        }
        tried += tuples.len();
        add(&mut pool, accepted(tuples, judge, conn).await?);
    }
    let mut is_null = false;
    if pool.is_empty() {
        add(&mut pool, accepted(candidates.with_nulls(), judge, conn).await?);
        is_null = true;
    }
    if let (true, Some(because)) = (pool.is_empty(), &judge.impossible) {
        return Ok(Verdict::not_judged(because));
    }
    if pool.is_empty() {
        let columns = question
            .columns
            .iter()
            .map(|asked| asked.name.as_str())
            .collect::<Vec<_>>();
        let because = format!(
            "the server accepts none of {tried} tried values of {} for {}",
            columns.join(", "),
            names(question)
        );
        return Ok(Verdict::Refused(because));
    }
    pool.truncate(ENOUGH);
    Ok(Verdict::Pool {
        tuples: pool,
        by_row: false,
        tried,
        is_null,
    })
}

/// A tuple for each row, of the row's own values where columns have to differ or refer.
async fn by_row<C: Connection>(
    question: &Question,
    candidates: &Candidates<'_>,
    rows: u64,
    judge: &mut Judge<'_>,
    conn: &mut C,
) -> Result<Verdict, Error> {
    let mut found: BTreeMap<u64, Tuple> = BTreeMap::new();
    let mut tried = 0;
    for attempt in 0..ATTEMPTS {
        let pending = (0..rows).filter(|row| !found.contains_key(row)).collect::<Vec<_>>();
        let of_rows = pending
            .iter()
            .filter_map(|row| Some((*row, candidates.of_row(*row, attempt)?)));
        let (pending, tuples): (Vec<u64>, Vec<Tuple>) = of_rows.unzip();
        if pending.is_empty() || judge.is_exhausted() {
            break;
        }
        tried += tuples.len();
        let accepted = judge.accepted(conn, &tuples).await?;
        let of_rows = pending.into_iter().zip(tuples).zip(accepted);
        found.extend(of_rows.filter(|(_, accepted)| *accepted).map(|(of_row, _)| of_row));
    }
    let is_complete = found.len() as u64 >= rows;
    if let (false, Some(because)) = (is_complete, &judge.impossible) {
        return Ok(Verdict::not_judged(because));
    }
    if !is_complete {
        let because = format!(
            "the server accepts values that differ for {} of {rows} rows alone, for {}",
            found.len(),
            names(question)
        );
        return Ok(Verdict::Refused(because));
    }
    Ok(Verdict::Pool {
        tuples: found.into_values().collect(),
        by_row: true,
        tried,
        is_null: false,
    })
}

/// Texts that a type's input function takes.
async fn unknown_type<C: Connection>(
    question: &Question,
    judge: &mut Judge<'_>,
    conn: &mut C,
) -> Result<Verdict, Error> {
    let Some(asked) = question.columns.first() else {
        return Ok(Verdict::not_judged("it has no column"));
    };
    let tuples = texts();
    let tried = tuples.len();
    let pool = accepted(tuples, judge, conn).await?;
    if pool.is_empty() && !asked.domain.nullable {
        let because = format!("nothing is known of the type {} of {}", asked.type_name, asked.name);
        return Ok(Verdict::Refused(because));
    }
    if pool.is_empty() {
        return Ok(Verdict::not_judged("it is NULL, since nothing is known of its type"));
    }
    Ok(Verdict::Pool {
        tuples: pool,
        by_row: false,
        tried,
        is_null: false,
    })
}

/// The tuples that the server accepts, of these.
async fn accepted<C: Connection>(tuples: Vec<Tuple>, judge: &mut Judge<'_>, conn: &mut C) -> Result<Vec<Tuple>, Error> {
    let accepted = judge.accepted(conn, &tuples).await?;
    let taken = tuples.into_iter().zip(accepted).filter(|(_, accepted)| *accepted);
    Ok(taken.map(|(tuple, _)| tuple).collect())
}

/// Adds tuples that are not there yet.
fn add(pool: &mut Vec<Tuple>, tuples: impl IntoIterator<Item = Tuple>) {
    for tuple in tuples {
        if !pool.contains(&tuple) {
            pool.push(tuple);
        }
    }
}

/// The nth of so many numbers that are spread over all rows.
fn spread(nth: u64, of: u64, rows: u64) -> u64 {
    let place = u128::from(nth) * u128::from(rows) / u128::from(of.max(1));
    u64::try_from(place).unwrap_or(nth)
}

/// The constraints and columns by which a question is known again in another plan.
fn key_of(question: &Question) -> Vec<String> {
    let columns = question.columns.iter().map(|asked| &asked.name);
    question.constraints.iter().chain(columns).cloned().collect()
}

/// The constraints of a question as a list.
fn names(question: &Question) -> String {
    let names = question.constraints.iter().map(String::as_str).collect::<Vec<_>>();
    if names.is_empty() {
        return "the type's input function".to_owned();
    }
    format!("CHECK {}", names.join(", "))
}
