//! The cases of `rename_all`.

/// The form that `rename_all` gives to a field's name, which is assumed to be in snake case.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Case {
    Lower,
    Upper,
    Pascal,
    Camel,
    Snake,
    ScreamingSnake,
    Kebab,
    ScreamingKebab,
}

impl Case {
    /// The cases under serde's names, each name written in its case.
    const NAMES: [(&'static str, Self); 8] = [
        ("lowercase", Self::Lower),
        ("UPPERCASE", Self::Upper),
        ("PascalCase", Self::Pascal),
        ("camelCase", Self::Camel),
        ("snake_case", Self::Snake),
        ("SCREAMING_SNAKE_CASE", Self::ScreamingSnake),
        ("kebab-case", Self::Kebab),
        ("SCREAMING-KEBAB-CASE", Self::ScreamingKebab),
    ];

    pub(crate) fn from_name(name: &str) -> Option<Self> {
        Self::NAMES
            .iter()
            .find(|(known, _)| *known == name)
            .map(|(_, case)| *case)
    }

    pub(crate) fn names() -> impl Iterator<Item = &'static str> {
        Self::NAMES.iter().map(|(name, _)| *name)
    }

    pub(crate) fn apply(self, field: &str) -> String {
        match self {
            Self::Lower | Self::Snake => field.to_owned(),
            Self::Upper | Self::ScreamingSnake => field.to_uppercase(),
            Self::Pascal => field.split('_').map(capitalized).collect(),
            Self::Camel => {
                let mut words = field.split('_').filter(|word| !word.is_empty());
                let first = words.next().map(str::to_owned);
                first.into_iter().chain(words.map(capitalized)).collect()
            }
            Self::Kebab => field.replace('_', "-"),
            Self::ScreamingKebab => field.to_uppercase().replace('_', "-"),
        }
    }
}

fn capitalized(word: &str) -> String {
    let mut letters = word.chars();
    letters
        .next()
        .into_iter()
        .flat_map(char::to_uppercase)
        .chain(letters)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::Case;

    #[test]
    fn each_name_is_the_case_of_itself() {
        for (name, case) in Case::NAMES {
            let words = match case {
                Case::Lower | Case::Upper => name.to_lowercase(),
                Case::Pascal => "pascal_case".to_owned(),
                Case::Camel => "camel_case".to_owned(),
                _ => name.to_lowercase().replace('-', "_"),
            };
            assert_eq!(case.apply(&words), name);
            assert_eq!(Case::from_name(name), Some(case));
        }
    }

    #[test]
    fn unknown_names_are_refused() {
        for name in ["", "camel", "camelcase", "Snake_Case", "lower case"] {
            assert_eq!(Case::from_name(name), None);
        }
    }

    #[test]
    fn underscores_at_the_edges_and_in_a_row() {
        assert_eq!(Case::Camel.apply("_created__at_"), "createdAt");
        assert_eq!(Case::Pascal.apply("_created__at_"), "CreatedAt");
        assert_eq!(Case::Kebab.apply("_id"), "-id");
        assert_eq!(Case::Snake.apply("_id"), "_id");
    }

    #[test]
    fn letters_and_digits_beyond_ascii_words() {
        assert_eq!(Case::Camel.apply("line_2_text"), "line2Text");
        assert_eq!(Case::Pascal.apply("élan_vital"), "ÉlanVital");
        assert_eq!(Case::ScreamingSnake.apply("größe"), "GRÖSSE");
    }

    #[test]
    fn nothing_stays_nothing() {
        for (_, case) in Case::NAMES {
            assert_eq!(case.apply(""), "");
        }
    }
}
