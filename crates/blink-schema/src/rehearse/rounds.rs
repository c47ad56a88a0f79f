//! Rehearsing until the server refuses nothing more.

use blink::Connection;

use super::rehearsal::Rehearsal;
use crate::error::Error;
use crate::facts::Facts;
use crate::plan::{NotFilled, Options, Plan, Rehearsed};

/// The most rounds: each leaves out at least a table, and what depends on it goes with it.
const ROUNDS: usize = 10;

impl Plan {
    /// Rehearses until the server refuses nothing: where it accepts other rows of a table, all take the values of those;
    /// what it refuses then is left out, and the rest planned again.
    ///
    /// # Errors
    /// The error of the connection; after some rounds what the server refuses.
    pub async fn rehearse_to_the_end<C: Connection>(
        &mut self,
        facts: &Facts,
        options: &Options,
        conn: &mut C,
    ) -> Result<Rehearsal, Error> {
        let mut rehearsal = self.rehearse(facts, options, conn).await?;
        for _ in 0..ROUNDS {
            if rehearsal.refusals.is_empty() {
                self.rehearsed = Some(Rehearsed {
                    rows: rehearsal.rows,
                    not_rehearsed: rehearsal.not_rehearsed.clone(),
                });
                return Ok(rehearsal);
            }
            let refusals = rehearsal.refusals.iter();
            let hopeless = refusals
                .filter(|refusal| !self.take_accepted(refusal))
                .collect::<Vec<_>>();
            if hopeless.is_empty() {
                rehearsal = self.rehearse(facts, options, conn).await?;
                continue;
            }
            let mut left_out = std::mem::take(&mut self.left_out);
            for refusal in hopeless {
                if !left_out.iter().any(|one| one.table == refusal.table) {
                    left_out.push(NotFilled {
                        table: refusal.table.clone(),
                        because: refusal.in_short(),
                    });
                }
            }
            self.plan_again(facts, options, left_out)?;
            self.prepare(facts, options, conn).await?;
            rehearsal = self.rehearse(facts, options, conn).await?;
        }
        rehearsal.into_result()
    }
}
