use std::collections::HashSet;

use proc_macro2::{Span, TokenStream, TokenTree};
use quote::{ToTokens, quote, quote_spanned};
use syn::spanned::Spanned;
use syn::{DeriveInput, Generics, Ident, Type, WhereClause, parse_quote};

use crate::ast::{Field, Role, Row};
use crate::attr::StructAttrs;
use crate::errors::Errors;

pub(crate) fn derive(input: &DeriveInput) -> TokenStream {
    let mut errors = Errors::default();
    let attrs = StructAttrs::read(&input.attrs, &mut errors);
    let row = Row::read(input, &attrs, &mut errors);
    if let Some(row) = &row {
        row.validate(&mut errors);
    }
    let krate = attrs.krate.as_ref();
    let blink = krate.map_or_else(|| quote!(::blink), |path| path.value.to_token_stream());
    match (errors.into_compile_errors(), row) {
        (None, Some(row)) => row.expand(&blink),
        (errors, _) => {
            let stub = stub(input, &blink);
            quote!(#errors #stub)
        }
    }
}

/// An implementation that does nothing, so that code that uses the type has no errors of its own.
fn stub(input: &DeriveInput, blink: &TokenStream) -> TokenStream {
    let body = quote! {
        fn columns(_: &mut #blink::Columns) {}
        fn encode(
            &self,
            _: &mut #blink::RowEncoder<'_>,
        ) -> ::core::result::Result<(), #blink::EncodeError> {
            ::core::result::Result::Ok(())
        }
    };
    implementation(
        input,
        &quote!(#blink::ToRow),
        input.generics.where_clause.as_ref(),
        &body,
    )
}

fn implementation(
    input: &DeriveInput,
    of: &TokenStream,
    where_clause: Option<&WhereClause>,
    body: &TokenStream,
) -> TokenStream {
    let name = &input.ident;
    let (impl_generics, type_generics, _) = input.generics.split_for_impl();
    quote! {
        #[automatically_derived]
        #[allow(deprecated, unused_qualifications)]
        impl #impl_generics #of for #name #type_generics #where_clause {
            #body
        }
    }
}

impl Row<'_> {
    fn expand(&self, blink: &TokenStream) -> TokenStream {
        let fields = self.fields.iter().enumerate();
        let described = fields.clone().map(|(number, field)| field.describe(blink, number));
        let encoded: Vec<TokenStream> = fields
            .clone()
            .filter_map(|(number, field)| field.encode(blink, number))
            .collect();
        let table = self.attrs.table.as_ref().map(|table| {
            let table = &table.value;
            quote! {
                const TABLE: ::core::option::Option<&'static ::core::primitive::str> =
                    ::core::option::Option::Some(#table);
            }
        });
        let columns = local("columns", Span::call_site());
        let row = match encoded.len() {
            0 => quote!(_),
            _ => local("row", Span::call_site()).into_token_stream(),
        };
        let body = quote! {
            #table
            fn columns(#columns: &mut #blink::Columns) {
                #(#described)*
            }
            fn encode(
                &self,
                #row: &mut #blink::RowEncoder<'_>,
            ) -> ::core::result::Result<(), #blink::EncodeError> {
                #(#encoded)*
                ::core::result::Result::Ok(())
            }
        };
        let where_clause = self.where_clause(blink);
        let where_clause = where_clause.as_ref();
        let to_row = implementation(self.input, &quote!(#blink::ToRow), where_clause, &body);
        let computed = fields.filter_map(|(number, field)| {
            let (of, body) = (field.computed(blink, number), field.compute(blink)?);
            Some(implementation(self.input, &of, where_clause, &body))
        });
        quote!(#to_row #(#computed)*)
    }

    /// Returns the struct's bounds, and the bound that a sent type parameter can be sent.
    ///
    /// A field with `with` needs the bounds of its function. Only the function's author knows them, so they must be
    /// declared on the struct.
    fn where_clause(&self, blink: &TokenStream) -> Option<WhereClause> {
        let mut generics = self.input.generics.clone();
        let mut seen = HashSet::new();
        for field in &self.fields {
            let ty = field.ty;
            let bound = match field.role() {
                Role::Sent => quote!(#blink::Field),
                Role::Flattened => quote!(#blink::ToRow),
                Role::Computed(_) | Role::LeftToDatabase | Role::Skipped => continue,
            };
            if mentions_parameter(ty, &self.input.generics) && seen.insert(quote!(#ty: #bound).to_string()) {
                let clause = generics.make_where_clause();
                clause.predicates.push(parse_quote!(#ty: #bound));
            }
        }
        generics.where_clause
    }
}

impl Field<'_> {
    fn describe(&self, blink: &TokenStream, number: usize) -> TokenStream {
        let (ty, name, span) = (self.ty, &self.column, self.span());
        let columns = local("columns", span);
        match self.role() {
            Role::Sent => quote_spanned!(span=> #columns.field::<#ty>(#name);),
            Role::Computed(_) => {
                let computed = self.computed(blink, number);
                quote!(#columns.with::<#ty, _, _>(#name, <Self as #computed>::computed);)
            }
            Role::Flattened => quote_spanned!(span=> <#ty as #blink::ToRow>::columns(#columns);),
            Role::LeftToDatabase => quote!(#columns.database_default(#name);),
            Role::Skipped => TokenStream::new(),
        }
    }

    fn encode(&self, blink: &TokenStream, number: usize) -> Option<TokenStream> {
        let (ty, ident, span) = (self.ty, self.ident, self.span());
        let value = quote!(&self.#ident);
        let row = local("row", span);
        Some(match self.role() {
            Role::Sent => quote_spanned! {span=>
                // The exact bound of `Columns::field` comes first, so that the compiler does not report another one.
                let _ = #blink::Columns::field::<#ty>;
                #row.field::<#ty>(#value)?;
            },
            Role::Computed(_) => {
                let computed = self.computed(blink, number);
                quote!(#row.field(&<Self as #computed>::computed(#value))?;)
            }
            Role::Flattened => {
                quote_spanned!(span=> <#ty as #blink::ToRow>::encode(#value, #row)?;)
            }
            // Reads the field, so that the compiler does not report it as dead code.
            Role::LeftToDatabase => quote!(let _ = #value;),
            Role::Skipped => return None,
        })
    }

    /// The trait through which the struct provides this field's function.
    ///
    /// A column's type and its value both need the function. It is emitted once, so that the compiler reports a mistake
    /// in it once, and inside an implementation, so that it may use `Self`.
    fn computed(&self, blink: &TokenStream, number: usize) -> TokenStream {
        let ty = self.ty;
        quote!(#blink::__private::Computed<#number, #ty>)
    }

    fn compute(&self, blink: &TokenStream) -> Option<TokenStream> {
        let Role::Computed(function) = self.role() else {
            return None;
        };
        let span = here(function);
        let (ty, value, blink) = (self.ty, local("value", span), relocated(blink, span));
        Some(quote_spanned! {span=>
            fn computed(#value: &#ty) -> impl #blink::Field {
                #blink::__private::apply(#value, #function)
            }
        })
    }

    fn span(&self) -> Span {
        here(self.ty)
    }
}

/// Returns the location of `tokens` for messages, with the hygiene of the macro instead of the user's code.
fn here(tokens: &impl Spanned) -> Span {
    tokens.span().resolved_at(Span::call_site())
}

/// Moves a path to `location`, so that messages point there.
fn relocated(path: &TokenStream, location: Span) -> TokenStream {
    let tokens = path.clone().into_iter().map(|mut token| {
        token.set_span(token.span().located_at(location));
        token
    });
    tokens.collect()
}

/// Makes a variable that the user's code cannot name: `row` in `with = row` refers to a function of that name.
fn local(name: &str, location: Span) -> Ident {
    Ident::new(name, Span::mixed_site().located_at(location))
}

fn mentions_parameter(ty: &Type, generics: &Generics) -> bool {
    let parameters: Vec<&Ident> = generics.type_params().map(|parameter| &parameter.ident).collect();
    mentions(ty.to_token_stream(), &parameters)
}

/// Searches the tokens, since types nest in too many places of a type to visit each.
fn mentions(tokens: TokenStream, parameters: &[&Ident]) -> bool {
    let mut elsewhere = false;
    for token in tokens {
        let found = match &token {
            // `T` is the parameter; `module::T` and `'T` are not.
            TokenTree::Ident(ident) => !elsewhere && parameters.contains(&ident),
            TokenTree::Group(group) => mentions(group.stream(), parameters),
            TokenTree::Punct(_) | TokenTree::Literal(_) => false,
        };
        if found {
            return true;
        }
        elsewhere = matches!(&token, TokenTree::Punct(punct) if matches!(punct.as_char(), ':' | '\''));
    }
    false
}

#[cfg(test)]
mod tests {
    use quote::quote;
    use syn::parse_quote;

    use super::mentions_parameter;

    #[test]
    fn which_types_mention_a_parameter() {
        let generics = parse_quote!(<'a, T: Clone, const N: usize>);
        let mentioning = [
            parse_quote!(T),
            parse_quote!(Option<Vec<T>>),
            parse_quote!([T; N]),
            parse_quote!(&'a (i32, T)),
            parse_quote!(T::Id),
            parse_quote!(<T as Entity>::Id),
            parse_quote!(::std::vec::Vec<T>),
        ];
        for ty in mentioning {
            assert!(mentions_parameter(&ty, &generics), "{}", quote!(#ty));
        }
        let others = [
            parse_quote!(i64),
            parse_quote!(&'a str),
            parse_quote!([u8; N]),
            parse_quote!(module::T),
            parse_quote!(Self::T),
            parse_quote!(&'T str),
        ];
        for ty in others {
            assert!(!mentions_parameter(&ty, &generics), "{}", quote!(#ty));
        }
    }
}
