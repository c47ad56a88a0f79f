//! Parses the items of `#[blink(…)]`.

use proc_macro2::Span;
use syn::ext::IdentExt as _;
use syn::parse::{Parse, ParseStream};
use syn::spanned::Spanned as _;
use syn::{Expr, ExprLit, Ident, Lit, LitStr, Path, Token};

use crate::case::Case;

/// An attribute in `#[blink(…)]`, before it is validated.
pub(crate) struct Item {
    pub(crate) name: String,
    pub(crate) span: Span,
    value: Value,
}

/// The place and the value of an attribute that was given.
pub(crate) struct Given<T> {
    pub(crate) span: Span,
    pub(crate) value: T,
}

enum Value {
    Nothing,
    Assigned(Expr),
    Parenthesized(Span),
}

impl Parse for Item {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        // `crate` is a keyword.
        let name = input.call(Ident::parse_any)?;
        let value = if input.peek(Token![=]) {
            input.parse::<Token![=]>()?;
            Value::Assigned(input.parse()?)
        } else if input.peek(syn::token::Paren) {
            Value::Parenthesized(input.parse::<proc_macro2::Group>()?.span())
        } else {
            Value::Nothing
        };
        Ok(Self {
            name: name.to_string(),
            span: name.span(),
            value,
        })
    }
}

impl Item {
    fn given<T>(&self, value: T) -> Given<T> {
        Given { span: self.span, value }
    }

    pub(crate) fn flag(&self) -> syn::Result<Given<()>> {
        let span = match &self.value {
            Value::Nothing => return Ok(self.given(())),
            Value::Assigned(value) => value.span(),
            Value::Parenthesized(span) => *span,
        };
        Err(syn::Error::new(span, format_args!("`{}` takes no value", self.name)))
    }

    fn assigned(&self, example: &str) -> syn::Result<&Expr> {
        let span = match &self.value {
            Value::Assigned(value) => return Ok(ungrouped(value)),
            Value::Nothing => self.span,
            Value::Parenthesized(span) => *span,
        };
        Err(wanted(span, &self.name, example))
    }

    fn string(&self) -> syn::Result<&LitStr> {
        let example = format!("{} = \"…\"", self.name);
        let value = self.assigned(&example)?;
        string(value).ok_or_else(|| wanted(value.span(), &self.name, &example))
    }

    pub(crate) fn text(&self) -> syn::Result<Given<LitStr>> {
        let text = self.string()?;
        if text.value().trim().is_empty() {
            return Err(syn::Error::new(text.span(), format_args!("`{}` is empty", self.name)));
        }
        Ok(self.given(text.clone()))
    }

    pub(crate) fn case(&self) -> syn::Result<Given<Case>> {
        let text = self.string()?;
        let Some(case) = Case::from_name(&text.value()) else {
            let known: Vec<&str> = Case::names().collect();
            return Err(syn::Error::new(
                text.span(),
                format_args!("unknown case; `rename_all` takes {}", listed(&known, '"')),
            ));
        };
        Ok(self.given(case))
    }

    pub(crate) fn path(&self) -> syn::Result<Given<Path>> {
        let example = "crate = some::path";
        let value = self.assigned(example)?;
        let path = match (value, string(value)) {
            (Expr::Path(path), _) if path.qself.is_none() => Some(path.path.clone()),
            (_, Some(text)) => text.parse_with(Path::parse_mod_style).ok(),
            _ => None,
        };
        match path {
            Some(path) => Ok(self.given(path)),
            None => Err(wanted(value.span(), &self.name, example)),
        }
    }

    pub(crate) fn function(&self) -> syn::Result<Given<Expr>> {
        let examples = "with = ToString::to_string` or `with = |value| value.to_string()";
        let value = self.assigned(examples)?;
        let function = match string(value) {
            Some(text) => text.parse::<Expr>().ok(),
            None => Some(value.clone()),
        };
        match function {
            Some(function) if matches!(function, Expr::Path(_) | Expr::Closure(_)) => Ok(self.given(function)),
            _ => Err(wanted(value.span(), &self.name, examples)),
        }
    }
}

pub(crate) fn listed(names: &[&str], quote: char) -> String {
    let quoted: Vec<String> = names.iter().map(|name| format!("{quote}{name}{quote}")).collect();
    quoted.join(", ")
}

fn wanted(span: Span, name: &str, example: &str) -> syn::Error {
    syn::Error::new(span, format_args!("`{name}` is written `{example}`"))
}

fn string(value: &Expr) -> Option<&LitStr> {
    match value {
        Expr::Lit(ExprLit {
            lit: Lit::Str(text), ..
        }) => Some(text),
        _ => None,
    }
}

/// Returns the expression inside parentheses, or inside the invisible group in which `macro_rules!` passes an
/// `$x:expr`.
fn ungrouped(value: &Expr) -> &Expr {
    match value {
        Expr::Group(group) => ungrouped(&group.expr),
        Expr::Paren(paren) => ungrouped(&paren.expr),
        _ => value,
    }
}
