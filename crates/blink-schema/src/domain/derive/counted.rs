//! Counts of columns that are set.

use super::conditions::Deriver;
use super::derived::MOST_BRANCHES;
use super::formula::Formula;
use super::wanted::Wanted;
use crate::expr::{BinaryOperator, Expr};
use crate::value::Value;

impl Deriver<'_> {
    /// `num_nonnulls(a, b) = 1` and its like, and sums of conditions as integers.
    pub(super) fn counted(&self, parts: (BinaryOperator, &Expr, &Expr), wanted: Wanted, depth: u32) -> Option<Formula> {
        let (operator, left, right) = parts;
        let (operator, counted, limit) = match (self.columns.constant(right), self.columns.constant(left)) {
            (Some(Value::Int(limit)), _) => (operator, left, limit),
            (_, Some(Value::Int(limit))) => (operator.exchanged()?, right, limit),
            _ => return None,
        };
        let operator = if wanted.truth { operator } else { operator.opposite()? };
        let conditions = self.counted_conditions(counted)?;
        let count = u32::try_from(conditions.len()).ok().filter(|count| *count <= 16)?;
        let mut ways = Vec::new();
        for chosen in 0..1_u32 << count {
            if !holds(operator, i64::from(chosen.count_ones()), limit)? {
                continue;
            }
            let way = conditions.iter().enumerate().map(|(at, condition)| {
                let wanted = if chosen >> at & 1 == 1 {
                    Wanted::TRUE
                } else {
                    Wanted::FALSE
                };
                self.formula(condition, wanted, depth + 1)
            });
            ways.push(Formula::And(way.collect()));
            if ways.len() >= MOST_BRANCHES {
                break;
            }
        }
        Some(Formula::Or(ways))
    }

    fn counted_conditions(&self, expr: &Expr) -> Option<Vec<Expr>> {
        let null = |column: &Expr| Expr::IsNull(Box::new(column.clone()));
        match expr {
            Expr::Call(name, arguments) if name == "num_nulls" => Some(arguments.iter().map(null).collect()),
            Expr::Call(name, arguments) if name == "num_nonnulls" => Some(
                arguments
                    .iter()
                    .map(|column| Expr::Not(Box::new(null(column))))
                    .collect(),
            ),
            Expr::Binary(BinaryOperator::Add, left, right) => {
                let mut conditions = self.counted_conditions(left)?;
                conditions.extend(self.counted_conditions(right)?);
                Some(conditions)
            }
            Expr::Cast(inner, ty) if ty == "integer" && self.is_condition(inner) => Some(vec![(**inner).clone()]),
            // `CASE WHEN condition THEN 1 ELSE 0 END`, or the other way round.
            Expr::Case(arms, otherwise) => {
                let [(condition, then)] = arms.as_slice() else {
                    return None;
                };
                let truth = Box::new(Expr::Constant(Value::Bool(true)));
                let holds = Expr::IsNotDistinct(Box::new(condition.clone()), truth);
                match (self.columns.constant(then)?, self.columns.constant(otherwise)?) {
                    (Value::Int(1), Value::Int(0)) => Some(vec![holds]),
                    (Value::Int(0), Value::Int(1)) => Some(vec![Expr::Not(Box::new(holds))]),
                    _ => None,
                }
            }
            _ => None,
        }
    }
}

fn holds(operator: BinaryOperator, count: i64, limit: i64) -> Option<bool> {
    use BinaryOperator as B;
    Some(match operator {
        B::Equal => count == limit,
        B::NotEqual => count != limit,
        B::Less => count < limit,
        B::LessOrEqual => count <= limit,
        B::Greater => count > limit,
        B::GreaterOrEqual => count >= limit,
        _ => return None,
    })
}
