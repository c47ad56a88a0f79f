//! The columns of the table that a file's fields go into.

mod mistakes;

use std::collections::HashMap;

use crate::mistake::Mistake;
use crate::options::CsvOptions;
use crate::target::{Target, TargetColumn};
use crate::text::fold;

/// The fields that are stored, each with its column's position in the table.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Mapping {
    /// The positions of field and column.
    pub(crate) pairs: Vec<(usize, usize)>,
    /// The names of the file's columns that are left out.
    pub(crate) ignored: Vec<String>,
}

impl Mapping {
    /// Finds the column of each name.
    ///
    /// # Errors
    /// All mistakes: a name twice, a name that is no column's, a column that must have a value and gets none.
    pub(crate) fn by_name(names: &[String], target: &Target, options: &CsvOptions) -> Result<Self, Vec<Mistake>> {
        let mut mapping = Self::default();
        let mut mistakes = mistakes::unused_maps(names, options);
        let mut unknown = Vec::new();
        let mut taken: HashMap<usize, &str> = HashMap::new();
        for (field, name) in names.iter().enumerate() {
            let position = find(name, target, options);
            match position.and_then(|position| Some((position, target.columns.get(position)?))) {
                None if options.ignore_extra => mapping.ignored.push(name.clone()),
                None => unknown.push((field, name.as_str())),
                Some((_, column)) if column.is_generated => {
                    if options.ignore_extra {
                        mapping.ignored.push(name.clone());
                    } else {
                        mistakes.push(mistakes::computed(name));
                    }
                }
                Some((position, column)) => {
                    if let Some(other) = taken.insert(position, name) {
                        mistakes.push(mistakes::twice(other, name, column));
                    } else {
                        mapping.pairs.push((field, position));
                    }
                }
            }
        }
        mistakes.extend(mistakes::unknown(&unknown, &mapping.pairs, target, options));
        mistakes.extend(mapping.without_value(target));
        if mapping.pairs.is_empty() && mistakes.is_empty() {
            mistakes.push(Mistake::new(
                "the file has no column of the table",
                "name them with --map or --columns",
            ));
        }
        if mistakes.is_empty() {
            Ok(mapping)
        } else {
            Err(mistakes)
        }
    }

    /// The columns of a file without names: all that can be stored, in the order of the table.
    pub(crate) fn in_order(fields: usize, target: &Target) -> Option<Self> {
        let columns = target
            .columns
            .iter()
            .enumerate()
            .filter(|(_, column)| !column.is_generated);
        let pairs = columns
            .enumerate()
            .map(|(field, (position, _))| (field, position))
            .collect::<Vec<_>>();
        (pairs.len() == fields).then_some(Self {
            pairs,
            ignored: Vec::new(),
        })
    }

    /// The number of names that are columns of the table.
    pub(crate) fn known(names: &[String], target: &Target, options: &CsvOptions) -> usize {
        names
            .iter()
            .filter(|name| find(name, target, options).is_some())
            .count()
    }

    /// The mistakes of columns that must have a value and get none.
    fn without_value(&self, target: &Target) -> Vec<Mistake> {
        let is_sent = |position: usize| self.pairs.iter().any(|(_, sent)| *sent == position);
        let columns = target.columns.iter().enumerate();
        let missing = columns.filter(|(position, column)| {
            !is_sent(*position) && column.not_null && !column.has_default && !column.is_generated
        });
        if target.has_before_trigger {
            return Vec::new();
        }
        mistakes::without_value(&missing.map(|(_, column)| column).collect::<Vec<_>>())
    }

    /// The columns that are stored, each with the position of its field.
    pub(crate) fn columns<'t>(&self, target: &'t Target) -> Vec<(&'t TargetColumn, usize)> {
        let pairs = self.pairs.iter();
        pairs
            .filter_map(|(field, position)| Some((target.columns.get(*position)?, *field)))
            .collect()
    }
}

/// The position of the column with this name: the one that the user says, the same name, or the only one that is the
/// same but for capitals, blanks, hyphens, underscores, dots and slashes.
fn find(name: &str, target: &Target, options: &CsvOptions) -> Option<usize> {
    let said = options
        .map
        .iter()
        .find(|(from, _)| from == name.trim())
        .map(|(_, to)| to.as_str());
    let name = said.unwrap_or(name.trim());
    let exact = target.columns.iter().position(|column| column.name == name);
    if exact.is_some() || said.is_some() || name.is_empty() {
        return exact;
    }
    let folded = fold(name);
    let mut alike = target
        .columns
        .iter()
        .enumerate()
        .filter(|(_, column)| fold(&column.name) == folded);
    let (position, _) = alike.next()?;
    alike.next().is_none().then_some(position)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::target::tests::{column, target};

    fn names(names: &[&str]) -> Vec<String> {
        names.iter().map(ToString::to_string).collect()
    }

    fn mapped(file: &[&str], table: &Target, options: &CsvOptions) -> Result<Vec<(usize, usize)>, Vec<String>> {
        let mapping = Mapping::by_name(&names(file), table, options);
        mapping
            .map(|mapping| mapping.pairs)
            .map_err(|mistakes| mistakes.iter().map(ToString::to_string).collect())
    }

    #[test]
    fn names_are_the_same_but_for_capitals_blanks_hyphens_and_underscores() {
        let table = target(&["id", "birth_date", "E-Mail", "userName"]);
        let options = CsvOptions::default();
        let file = ["User Name", "BIRTH-DATE", " id ", "email"];
        assert_eq!(
            mapped(&file, &table, &options),
            Ok(vec![(0, 3), (1, 1), (2, 0), (3, 2)])
        );
        // R writes dots for blanks, and forms have two names of one thing.
        let file = ["user.name", "Birth/Date", "id"];
        assert_eq!(mapped(&file, &table, &options), Ok(vec![(0, 3), (1, 1), (2, 0)]));
        // Of two that are alike none is guessed, but the same name is meant.
        let table = target(&["user_id", "userId"]);
        assert!(mapped(&["USERID"], &table, &options).is_err());
        assert_eq!(mapped(&["userId"], &table, &options), Ok(vec![(0, 1)]));
    }

    #[test]
    fn all_mistakes_are_named_with_advice() {
        let mut table = target(&["id", "name", "total"]);
        table.columns[2].is_generated = true;
        table.columns.push(column("since"));
        table.columns[3].not_null = true;
        let options = CsvOptions {
            map: vec![("Nmae".to_owned(), "nam".to_owned()), ("x".to_owned(), "id".to_owned())],
            ..Default::default()
        };
        assert_eq!(
            mapped(&["id", "ID", "Nmae", "total", "colour\u{7}"], &table, &options).unwrap_err(),
            [
                "--map names \"x\", which is no column of the file; the file has id, ID, Nmae, total, \"colour\\u{7}\"",
                "\"id\" and \"ID\" of the file both go into id; rename one of them, or say --columns with --header",
                "the column \"total\" of the file goes into one that the database computes; leave it out with --ignore-extra",
                "--map says that \"Nmae\" goes into \"nam\", which is no column of public.t; say --map \"Nmae=name\", or leave it out with --ignore-extra",
                "the column \"colour\\u{7}\" of the file is none of public.t; the table has name, since besides; name all of the file's columns by --header --columns, or leave it out with --ignore-extra",
                "the file has no column for since, which is text NOT NULL without a default; add it to the file, name it with --map, or give it a default",
            ]
        );
        let options = CsvOptions {
            ignore_extra: true,
            map: vec![("when".to_owned(), "since".to_owned())],
            ..Default::default()
        };
        assert_eq!(mapped(&["total", "when", "colour"], &table, &options), Ok(vec![(1, 3)]));
    }

    /// 35 columns of an export were 35 mistakes, each with all columns of the table.
    #[test]
    fn many_columns_that_the_table_has_not_are_one_mistake() {
        let mut table = target(&["id", "city_name", "street", "zip", "since"]);
        for column in &mut table.columns[1..] {
            column.not_null = true;
        }
        let file = [
            "id",
            "Name of the city\n(new)",
            "Name (city name)",
            "zip code",
            "street (old)",
        ];
        assert_eq!(
            mapped(&file, &table, &CsvOptions::default()).unwrap_err(),
            [
                "4 columns of the file are none of public.t: \"Name of the city\\n(new)\", Name (city name), zip code, street (old); leave them out with --ignore-extra; or, as the table has city_name, street, zip, since besides, say --map \"Name (city name)=city_name\" --map \"zip code=zip\" --map \"street (old)=street\" and so on, or name all of the file's columns in order by --header --columns",
                "the file has no columns for city_name, street, zip, since, which are NOT NULL without a default; add them to the file, name them with --map, or give them defaults",
            ]
        );
        // A column that has its field is offered to no other.
        let file = ["id", "city_name", "street", "zip", "since", "a", "b", "c", "zip 2"];
        assert_eq!(
            mapped(&file, &table, &CsvOptions::default()).unwrap_err(),
            ["4 columns of the file are none of public.t: a, b, c, zip 2; leave them out with --ignore-extra"]
        );
    }

    /// R writes the names of rows under no name, and some exports end every line with a delimiter.
    #[test]
    fn a_column_without_a_name_is_not_mapped_by_an_empty_one() {
        let table = target(&["id", "name"]);
        assert_eq!(
            mapped(&["", "id"], &table, &CsvOptions::default()).unwrap_err(),
            [
                "column 1 of the file has no name; leave it out with --ignore-extra, or name all of the file's columns by --header --columns"
            ]
        );
    }

    #[test]
    fn a_file_without_names_has_all_columns_or_none() {
        let mut table = target(&["a", "b", "c"]);
        table.columns[1].is_generated = true;
        assert_eq!(Mapping::in_order(2, &table).unwrap().pairs, [(0, 0), (1, 2)]);
        assert_eq!(Mapping::in_order(3, &table), None);
    }
}
