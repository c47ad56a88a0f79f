//! Calls of functions.

use sqlparser::ast::{self, FunctionArg, FunctionArgExpr, FunctionArguments};

use super::convert::{Converter, ident};
use crate::expr::functions::is_known;
use crate::expr::tree::Expr;
use crate::value::Value;

fn call(name: &str, arguments: Vec<Expr>) -> Expr {
    Expr::Call(name.to_owned(), arguments)
}

/// The arguments of `make_interval` by their names.
const INTERVAL_PARTS: [&str; 7] = ["years", "months", "weeks", "days", "hours", "mins", "secs"];

impl Converter<'_> {
    /// Functions, with those whose arguments have words between them.
    pub(super) fn called(&self, tree: &ast::Expr) -> Option<Expr> {
        use ast::Expr as T;
        Some(match tree {
            T::Function(function) => self.function(function)?,
            T::AtTimeZone { timestamp, time_zone } => call("timezone", self.list([&**time_zone, &**timestamp])),
            T::Extract { field, expr, .. } => {
                let field = field.to_string().trim_matches(['\'', '"']).to_ascii_lowercase();
                call(
                    "extract",
                    vec![Expr::Constant(Value::Text(field.into())), self.expr(expr)],
                )
            }
            // The function has the text first.
            T::Position { expr, r#in } => call("position", self.list([&**r#in, &**expr])),
            T::Substring {
                expr,
                substring_from,
                substring_for,
                special: false,
                ..
            } => {
                let mut arguments = vec![self.expr(expr)];
                match (substring_from, substring_for) {
                    (None, Some(_)) => arguments.push(Expr::Constant(Value::Int(1))),
                    (from, _) => arguments.extend(from.as_ref().map(|from| self.expr(from))),
                }
                arguments.extend(substring_for.as_ref().map(|length| self.expr(length)));
                call("substring", arguments)
            }
            T::Trim {
                trim_where,
                trim_what,
                expr,
                trim_characters,
            } => {
                let name = match trim_where {
                    None | Some(ast::TrimWhereField::Both) => "btrim",
                    Some(ast::TrimWhereField::Leading) => "ltrim",
                    Some(ast::TrimWhereField::Trailing) => "rtrim",
                };
                let mut arguments = vec![self.expr(expr)];
                arguments.extend(trim_what.as_ref().map(|what| self.expr(what)));
                arguments.extend(self.list(trim_characters.iter().flatten()));
                call(name, arguments)
            }
            T::Overlay {
                expr,
                overlay_what,
                overlay_from,
                overlay_for,
            } => {
                let mut arguments = self.list([&**expr, &**overlay_what, &**overlay_from]);
                arguments.extend(overlay_for.as_ref().map(|length| self.expr(length)));
                call("overlay", arguments)
            }
            _ => return None,
        })
    }

    fn function(&self, function: &ast::Function) -> Option<Expr> {
        let mut names = function.name.0.iter().map(|part| part.as_ident().map(ident));
        let name = match (names.next()??, names.next(), names.next()) {
            (name, None, None) => name,
            (schema, Some(name), None) if schema == "pg_catalog" => name?,
            _ => return None,
        };
        // Only words of the server's own are in capitals, and not quoted.
        let name = match function.name.0.last()?.as_ident()?.quote_style {
            None => name.to_ascii_lowercase(),
            Some(_) => name,
        };
        let is_plain = function.filter.is_none()
            && function.over.is_none()
            && function.within_group.is_empty()
            && function.null_treatment.is_none()
            && matches!(function.parameters, FunctionArguments::None);
        if !is_plain {
            return None;
        }
        let arguments = match &function.args {
            FunctionArguments::None => Vec::new(),
            FunctionArguments::List(list) if list.duplicate_treatment.is_none() && list.clauses.is_empty() => {
                self.arguments(&name, &list.args)?
            }
            _ => return None,
        };
        if name == "row" {
            return Some(Expr::Row(arguments));
        }
        is_known(&name).then_some(Expr::Call(name, arguments))
    }

    fn arguments(&self, function: &str, arguments: &[FunctionArg]) -> Option<Vec<Expr>> {
        let mut exprs = Vec::with_capacity(arguments.len());
        for argument in arguments {
            match argument {
                FunctionArg::Unnamed(FunctionArgExpr::Expr(expr)) => exprs.push(self.expr(expr)),
                _ if function == "make_interval" => {
                    let (name, expr) = named(argument)?;
                    let place = INTERVAL_PARTS.iter().position(|part| *part == name)?;
                    while exprs.len() <= place {
                        exprs.push(Expr::Constant(Value::Int(0)));
                    }
                    *exprs.get_mut(place)? = self.expr(expr);
                }
                _ => return None,
            }
        }
        Some(exprs)
    }
}

/// `name => value`.
fn named(argument: &FunctionArg) -> Option<(String, &ast::Expr)> {
    match argument {
        FunctionArg::Named {
            name,
            arg: FunctionArgExpr::Expr(expr),
            ..
        }
        | FunctionArg::ExprNamed {
            name: ast::Expr::Identifier(name),
            arg: FunctionArgExpr::Expr(expr),
            ..
        } => Some((ident(name), expr)),
        _ => None,
    }
}
