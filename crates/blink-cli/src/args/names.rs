//! Names of columns in arguments.

/// Splits names at commas. A name in double quotes may contain one, and a quote as two.
pub(super) fn split_names(text: &str) -> Result<Vec<String>, String> {
    let mut names = Vec::new();
    let mut rest = text;
    loop {
        let (name, after) = first_name(rest)?;
        if name.is_empty() {
            return Err("a name is empty".to_owned());
        }
        if names.contains(&name) {
            return Err(format!("{name} is there twice"));
        }
        names.push(name);
        match after {
            Some(after) => rest = after,
            None => return Ok(names),
        }
    }
}

/// The first name, and the text behind its comma.
fn first_name(text: &str) -> Result<(String, Option<&str>), String> {
    let Some(mut rest) = text.strip_prefix('"') else {
        return Ok(match text.split_once(',') {
            Some((name, rest)) => (name.to_owned(), Some(rest)),
            None => (text.to_owned(), None),
        });
    };
    let mut name = String::new();
    loop {
        let Some((before, after)) = rest.split_once('"') else {
            return Err("a quote is not closed".to_owned());
        };
        name.push_str(before);
        if let Some(after) = after.strip_prefix('"') {
            name.push('"');
            rest = after;
        } else if after.is_empty() {
            return Ok((name, None));
        } else if let Some(after) = after.strip_prefix(',') {
            return Ok((name, Some(after)));
        } else {
            return Err("a comma is missing behind a quote".to_owned());
        }
    }
}

/// Splits a text at its commas, but for those in double quotes. The quotes stay.
pub(super) fn split_at_commas(text: &str) -> Vec<&str> {
    let mut is_quoted = false;
    text.split(|c| {
        is_quoted ^= c == '"';
        c == ',' && !is_quoted
    })
    .collect()
}

/// Splits `E-Mail=email` at its last `=`: a header may have one, and a column seldom has.
pub(super) fn split_mapping(text: &str) -> Option<(String, String)> {
    let (file, column) = text.rsplit_once('=')?;
    (!file.is_empty() && !column.is_empty()).then(|| (file.to_owned(), column.to_owned()))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn names_are_split_at_commas() {
        assert_eq!(split_names("id,E-Mail, x").unwrap(), ["id", "E-Mail", " x"]);
        assert_eq!(split_names("\"a,\"\"b\",c").unwrap(), ["a,\"b", "c"]);
        for (wrong, why) in [
            ("", "a name is empty"),
            ("a,,b", "a name is empty"),
            ("a,b,a", "a is there twice"),
            ("\"a", "a quote is not closed"),
            ("\"a\"b", "a comma is missing behind a quote"),
        ] {
            assert_eq!(split_names(wrong).unwrap_err(), why);
        }
        assert_eq!(split_mapping("a=b=c").unwrap(), ("a=b".to_owned(), "c".to_owned()));
        assert_eq!(
            [split_mapping("a"), split_mapping("=a"), split_mapping("a=")],
            [None, None, None]
        );
    }

    proptest! {
        #[test]
        fn quoted_names_are_read_back(names in prop::collection::hash_set("[a,\"é ]{1,6}", 1..4)) {
            let names = names.into_iter().collect::<Vec<_>>();
            let quoted = names.iter().map(|name| blink::quote_identifier(name)).collect::<Vec<_>>().join(",");
            prop_assert_eq!(split_names(&quoted).unwrap(), names);
        }
    }
}
