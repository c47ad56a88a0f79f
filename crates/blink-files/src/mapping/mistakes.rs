//! Mistakes about the columns of a file. Many of one kind are told as one.

use crate::mistake::Mistake;
use crate::options::CsvOptions;
use crate::target::{Target, TargetColumn};
use crate::text::{argument, listed, nearest, shown};

/// The most mistakes of a kind that are told one by one.
const ONE_BY_ONE: usize = 3;

/// Columns that the table has not, each with its position.
pub(super) fn unknown(
    names: &[(usize, &str)],
    taken: &[(usize, usize)],
    target: &Target,
    options: &CsvOptions,
) -> Vec<Mistake> {
    let columns = target.columns.iter().enumerate();
    // A column that has its field is not the one that is meant.
    let free = columns.filter(|(position, _)| taken.iter().all(|(_, taken)| taken != position));
    let free = free.map(|(_, column)| column).filter(|column| !column.is_generated);
    let free = free.map(|column| column.name.as_str()).collect::<Vec<_>>();
    if names.len() > ONE_BY_ONE {
        return vec![many_unknown(names, &free, target)];
    }
    let one = |(position, name): &(usize, &str)| one_unknown(*position, name, &free, target, options);
    names.iter().map(one).collect()
}

fn one_unknown(position: usize, name: &str, free: &[&str], target: &Target, options: &CsvOptions) -> Mistake {
    let said = options.map.iter().find(|(from, _)| from == name.trim());
    let what = match said {
        Some((_, to)) => format!(
            "--map says that {} goes into {}, which is no column of {}",
            shown(name),
            shown(to),
            target.name
        ),
        None if name.trim().is_empty() => format!("column {} of the file has no name", position + 1),
        None => format!("the column {} of the file is none of {}", shown(name), target.name),
    };
    let leave_out = "leave it out with --ignore-extra";
    let wanted = said.map_or(name, |(_, to)| to.as_str());
    if wanted.trim().is_empty() {
        return Mistake::new(
            what,
            format!("{leave_out}, or name all of the file's columns by --header --columns"),
        );
    }
    let near = nearest(wanted, free.iter().copied());
    let map = |column: &str| match argument(&format!("{}={column}", name.trim())) {
        Some(argument) => format!("say --map {argument}"),
        None => "name all of the file's columns by --header --columns".to_owned(),
    };
    let advice = match near.first() {
        Some(near) => format!("{}, or {leave_out}", map(near)),
        None if free.is_empty() => leave_out.to_owned(),
        None => format!(
            "the table has {} besides; {}, or {leave_out}",
            listed(free.iter().copied()),
            map("COLUMN")
        ),
    };
    Mistake::new(what, advice)
}

fn many_unknown(names: &[(usize, &str)], free: &[&str], target: &Target) -> Mistake {
    let what = format!(
        "{} columns of the file are none of {}: {}",
        names.len(),
        target.name,
        listed(names.iter().map(|(_, name)| *name))
    );
    let leave_out = "leave them out with --ignore-extra";
    if free.is_empty() {
        return Mistake::new(what, leave_out);
    }
    let near = names.iter().filter_map(|(_, name)| {
        let near = *nearest(name, free.iter().copied()).first()?;
        argument(&format!("{}={near}", name.trim()))
    });
    let near = near.take(ONE_BY_ONE).collect::<Vec<_>>();
    let map = match near.as_slice() {
        [] => "say --map \"NAME=COLUMN\" for each".to_owned(),
        near => format!("say --map {} and so on", near.join(" --map ")),
    };
    Mistake::new(
        what,
        format!(
            "{leave_out}; or, as the table has {} besides, {map}, or name all of the file's columns in order by --header --columns",
            listed(free.iter().copied())
        ),
    )
}

pub(super) fn computed(name: &str) -> Mistake {
    Mistake::new(
        format!(
            "the column {} of the file goes into one that the database computes",
            shown(name)
        ),
        "leave it out with --ignore-extra",
    )
}

/// Two columns of the file for one of the table.
pub(super) fn twice(other: &str, name: &str, column: &TargetColumn) -> Mistake {
    let what = if other == name {
        format!("the file has the column {} twice", shown(name))
    } else {
        format!(
            "{} and {} of the file both go into {}",
            shown(other),
            shown(name),
            column.name
        )
    };
    Mistake::new(what, "rename one of them, or say --columns with --header")
}

/// Columns that must have a value and get none.
pub(super) fn without_value(columns: &[&TargetColumn]) -> Vec<Mistake> {
    let advice = "add it to the file, name it with --map, or give it a default";
    if columns.len() > ONE_BY_ONE {
        let names = columns.iter().map(|column| column.name.as_str());
        return vec![Mistake::new(
            format!(
                "the file has no columns for {}, which are NOT NULL without a default",
                listed(names)
            ),
            advice.replace("it ", "them ").replace("a default", "defaults"),
        )];
    }
    let one = |column: &&TargetColumn| {
        Mistake::new(
            format!(
                "the file has no column for {}, which is {} NOT NULL without a default",
                column.name, column.ty.name
            ),
            advice,
        )
    };
    columns.iter().map(one).collect()
}

/// Names of `--map` that the file has not.
pub(super) fn unused_maps(names: &[String], options: &CsvOptions) -> Vec<Mistake> {
    let unused = options
        .map
        .iter()
        .filter(|(from, _)| names.iter().all(|name| name.trim() != from));
    let mistakes = unused.map(|(from, _)| {
        let near = nearest(from, names.iter().map(String::as_str));
        let advice = match near.first() {
            Some(near) => format!("did you mean {}?", shown(near)),
            None => format!("the file has {}", listed(names.iter().map(String::as_str))),
        };
        Mistake::new(
            format!("--map names {}, which is no column of the file", shown(from)),
            advice,
        )
    });
    mistakes.collect()
}
