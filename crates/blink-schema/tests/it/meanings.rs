//! The meanings of columns, by a table of real names.

use blink_schema::facts::{Column, Domain, Table, Type, TypeKind, TypeRef, Types};
use blink_schema::meaning::{Found, meaning_of, meanings_of, time_order};
use blink_schema::words::Meaning;

const NAMES: &str = include_str!("meanings/names.txt");

pub(crate) fn column(name: &str, ty: &str) -> Column {
    let mut column = Column::new(name, "text");
    column.ty = TypeRef {
        oid: 0,
        modifier: -1,
        name: ty.to_owned(),
    };
    column
}

pub(crate) fn table(name: &str, columns: Vec<Column>) -> Table {
    let mut table = Table::new(blink::TableName::qualified("public", name));
    table.columns = columns;
    table
}

/// The tables of the list, each column with the name of its meaning.
fn listed() -> Vec<(Table, Vec<&'static str>)> {
    let mut tables: Vec<(Table, Vec<&str>)> = Vec::new();
    for line in NAMES.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
        if let Some(name) = line.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
            tables.push((table(name, Vec::new()), Vec::new()));
            continue;
        }
        let parts: Vec<&str> = line.split('|').map(str::trim).collect();
        let (table, meanings) = tables.last_mut().unwrap();
        table.columns.push(column(parts[0], parts[1]));
        meanings.push(parts[2]);
    }
    tables
}

#[test]
fn real_names_have_the_meaning_that_people_give_them() {
    let mut wrong = Vec::new();
    let mut count = 0;
    for (table, meanings) in listed() {
        for (column, expected) in table.columns.iter().zip(meanings) {
            assert!(Meaning::from_name(expected).is_some(), "{expected}");
            let found = meaning_of(&table, column, &Types::default());
            count += 1;
            if found.meaning.name() != expected {
                let ty = &column.ty.name;
                wrong.push(format!(
                    "{} {} {ty}: {} ({}), not {expected}",
                    table.name, column.name, found.meaning, found.because
                ));
            }
        }
    }
    assert!(count > 400, "{count}");
    assert!(wrong.is_empty(), "{} of {count}\n{}", wrong.len(), wrong.join("\n"));
}

fn only(table_name: &str, column_name: &str, ty: &str) -> Found {
    let table = table(table_name, vec![column(column_name, ty)]);
    meaning_of(&table, &table.columns[0], &Types::default())
}

#[test]
fn a_reason_is_given_in_words() {
    assert_eq!(only("users", "email", "text").because, "the name `email`, text");
    assert_eq!(
        only("products", "name", "varchar(40)").because,
        "the name `name`, varchar(40), of products"
    );
    assert_eq!(
        only("odd", "xyzzy", "text[]").because,
        "the type text[], since nothing knows the name `xyzzy`"
    );
}

#[test]
fn enums_bring_their_labels_and_weights() {
    let mut types = Types::default();
    types.add(Type {
        oid: 90_001,
        schema: "public".to_owned(),
        name: "mood".to_owned(),
        kind: TypeKind::Enum(vec!["active".to_owned(), "pending".to_owned(), "cancelled".to_owned()]),
        category: 'E',
        extension: None,
        comment: None,
    });
    let mut column = column("email", "mood");
    column.ty.oid = 90_001;
    let table = table("users", vec![column]);
    let found = meaning_of(&table, &table.columns[0], &types);
    assert_eq!(
        (found.meaning, found.because.as_str()),
        (Meaning::State, "the labels of `mood`")
    );
    let weights: Vec<u32> = found.choices.iter().map(|choice| choice.weight).collect();
    assert!(weights.is_sorted_by(|one, two| one > two), "{weights:?}");
}

#[test]
fn domains_are_looked_through_and_their_names_are_evidence() {
    let mut types = Types::default();
    let text = TypeRef {
        oid: 1043,
        modifier: 84,
        name: "character varying(80)".to_owned(),
    };
    types.add(Type {
        oid: 90_002,
        schema: "public".to_owned(),
        name: "email_address".to_owned(),
        kind: TypeKind::Domain(Domain {
            base: text,
            dimensions: 0,
            not_null: false,
            checks: Vec::new(),
            default: None,
            collation: None,
        }),
        category: 'S',
        extension: None,
        comment: None,
    });
    let mut column = column("xyzzy", "email_address");
    column.ty.oid = 90_002;
    let table = table("things", vec![column]);
    let found = meaning_of(&table, &table.columns[0], &types);
    assert_eq!((found.meaning, found.max_length), (Meaning::Email, Some(80)));
}

#[test]
fn a_comment_decides_and_a_mistake_in_it_is_said() {
    let mut asked = column("xyzzy", "text");
    asked.comment = Some("What it is called.\nblink: commerce.product".to_owned());
    let mut mistaken = column("email", "text");
    mistaken.comment = Some("blink: e-mail".to_owned());
    let table = table("things", vec![asked, mistaken]);
    let found = meanings_of(&table, &Types::default());
    assert_eq!(
        (found[0].meaning, found[0].because.as_str()),
        (Meaning::ProductName, "the comment says so")
    );
    assert_eq!(found[1].meaning, Meaning::Email);
    assert!(found[1].mistake.as_deref().unwrap().contains("`e-mail`"));
}

#[test]
fn states_have_labels_that_fit() {
    let labels = |found: &Found| {
        found
            .choices
            .iter()
            .map(|choice| choice.label.clone())
            .collect::<Vec<_>>()
    };
    assert!(labels(&only("orders", "status", "text")).contains(&"shipped".to_owned()));
    assert!(labels(&only("posts", "status", "text")).contains(&"draft".to_owned()));
    assert_eq!(labels(&only("orders", "status", "smallint"))[..2], ["0", "1"]);
    for length in 1..12 {
        let found = only("orders", "status", &format!("varchar({length})"));
        assert!(!found.choices.is_empty());
        assert!(
            labels(&found).iter().all(|label| label.len() <= length),
            "{:?}",
            labels(&found)
        );
    }
    assert_eq!(labels(&only("users", "is_active", "char(1)")), ["Y", "N"]);
}

#[test]
fn shares_of_null_follow_the_name_and_not_null_has_none() {
    let share = |name, ty| only("users", name, ty).null_share;
    assert_eq!(
        (share("deleted_at", "timestamptz"), share("middle_name", "text")),
        (950, 600)
    );
    let mut required = column("deleted_at", "timestamptz");
    required.not_null = true;
    let table = table("users", vec![required]);
    assert_eq!(meaning_of(&table, &table.columns[0], &Types::default()).null_share, 0);
}

#[test]
fn another_party_is_another_person() {
    let own = only("messages", "sender_email", "text");
    let other = only("messages", "recipient_email", "text");
    assert_eq!(own.party, 0);
    assert_ne!(other.party, 0);
    assert_eq!(other.party, only("letters", "recipient_name", "text").party);
}

#[test]
fn times_of_a_row_run_forward() {
    let columns = ["deleted_at", "created_at", "updated_at", "ends_at", "starts_at", "name"];
    let ty = |name: &str| if name == "name" { "text" } else { "timestamptz" };
    let table = table("events", columns.iter().map(|name| column(name, ty(name))).collect());
    let pairs = time_order(&meanings_of(&table, &Types::default()));
    for pair in [(1, 0), (1, 2), (2, 0), (4, 3), (1, 3), (1, 4)] {
        assert!(pairs.contains(&pair), "{pair:?} is not among {pairs:?}");
    }
    assert!(
        !pairs
            .iter()
            .any(|(one, two)| pairs.contains(&(*two, *one)) || *one == 5 || *two == 5)
    );
}

#[test]
fn hostile_names_and_types_do_not_panic() {
    let names = [
        "",
        "\0",
        "<script>",
        "💥",
        "İ",
        "a'b\"c",
        "%s",
        "____",
        "9",
        "123abc",
        "名前",
        "é\u{301}",
        "at",
        "date",
        "is",
        "has_",
    ];
    let types = [
        "text",
        "varchar(0)",
        "varchar(-1)",
        "varchar(",
        "numeric(,)",
        "numeric(99999999999,1)",
        "char(1)",
        "int4",
        "bool",
        "date",
        "time",
        "interval",
        "jsonb",
        "uuid",
        "hstore",
        "",
        "[]",
        "text[]",
        "\"odd type\"",
        "xml",
        "point",
        "numeric(2,-5)",
    ];
    for table_name in names {
        for name in names {
            for ty in types {
                let found = only(table_name, name, ty);
                let _ = found.limits();
            }
        }
    }
}
