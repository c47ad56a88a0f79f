//! Facts as text, without what differs between servers: OIDs, and the categories of built-in types.

use std::fmt::Write as _;

use blink_schema::facts::{
    Column, Facts, Fires, KeyPart, PartOptions, Table, Type, TypeKind, TypeRef, Types, UniqueSet,
};

/// All that is known, a line each.
pub(super) fn show(facts: &Facts) -> String {
    let mut text = String::new();
    for table in &facts.tables {
        show_table(&mut text, facts, table);
    }
    let mut types = facts.types.iter().collect::<Vec<_>>();
    types.sort_by(|a, b| (&a.schema, &a.name).cmp(&(&b.schema, &b.name)));
    for ty in types {
        show_type(&mut text, facts, ty);
    }
    for trigger in &facts.event_triggers {
        writeln!(
            text,
            "event trigger {} on {} {:?}{}: {}",
            trigger.name,
            trigger.event,
            trigger.tags,
            fires(trigger.fires),
            functions(facts, &[trigger.function_oid])
        )
        .unwrap();
    }
    let mut functions = facts.functions.values().collect::<Vec<_>>();
    functions.sort_by(|a, b| (&a.schema, &a.name, &a.arguments).cmp(&(&b.schema, &b.name, &b.arguments)));
    for function in functions {
        writeln!(
            text,
            "function {}.{}({}): {} {} {:?}{} {:?}{}",
            function.schema,
            function.name,
            function.arguments,
            function.language,
            if function.is_trusted { "trusted" } else { "untrusted" },
            function.volatility,
            flag(function.is_strict, "strict"),
            function.source,
            option("extension", function.extension.as_deref())
        )
        .unwrap();
    }
    writeln!(text, "extensions {:?}", facts.extensions).unwrap();
    text
}

fn show_table(text: &mut String, facts: &Facts, table: &Table) {
    writeln!(
        text,
        "table {} {:?}: {}{} rows, {} bytes{}{}{}{}{}",
        table.name,
        table.kind,
        if table.rows_are_exact { "" } else { "about " },
        table.rows,
        table.size,
        option("using", table.access_method.as_deref()),
        flag(table.is_unlogged, "unlogged"),
        flag(table.has_row_security, "row security"),
        option("extension", table.extension.as_deref()),
        option("comment", table.comment.as_deref()),
    )
    .unwrap();
    for column in &table.columns {
        show_column(text, facts, column);
    }
    for set in &table.unique_sets {
        show_unique_set(text, facts, set);
    }
    for key in &table.foreign_keys {
        writeln!(
            text,
            "  foreign key {} {:?} -> {} {:?} {:?} {:?}{}{}{}{}{}{}{}",
            key.name,
            key.columns,
            key.parent,
            key.parent_columns,
            key.on_delete,
            key.on_update,
            flag(key.match_full, "full"),
            flag(key.deferrable, "deferrable"),
            flag(key.initially_deferred, "initially deferred"),
            flag(!key.validated, "not valid"),
            flag(!key.enforced, "not enforced"),
            flag(key.period, "period"),
            flag(key.is_inherited, "inherited"),
        )
        .unwrap();
    }
    for check in &table.checks {
        writeln!(
            text,
            "  check {} {:?}: {}{}{}{}{}",
            check.name,
            check.columns,
            check.expression,
            flag(!check.validated, "not valid"),
            flag(!check.enforced, "not enforced"),
            flag(check.is_inherited, "inherited"),
            functions(facts, &check.functions),
        )
        .unwrap();
    }
    show_rest(text, facts, table);
}

fn show_rest(text: &mut String, facts: &Facts, table: &Table) {
    for exclusion in &table.exclusions {
        let operators = exclusion
            .parts
            .iter()
            .map(|(part, operator)| format!("{} {operator}", show_part(part)));
        writeln!(
            text,
            "  exclusion {} [{}] {}{}{}{}{}",
            exclusion.name,
            operators.collect::<Vec<_>>().join(", "),
            options(&exclusion.part_options),
            option("where", exclusion.predicate.as_deref()),
            flag(exclusion.deferrable, "deferrable"),
            flag(exclusion.initially_deferred, "initially deferred"),
            functions(facts, &exclusion.functions),
        )
        .unwrap();
    }
    for trigger in &table.triggers {
        writeln!(
            text,
            "  trigger {}{}{}{}{}{}{}{} {:?} {:?}{}{}: {} ({}){}",
            trigger.name,
            flag(trigger.before_insert, "before insert"),
            flag(trigger.after_insert, "after insert"),
            flag(trigger.for_each_row, "each row"),
            flag(trigger.on_update, "update"),
            flag(trigger.on_delete, "delete"),
            flag(trigger.on_truncate, "truncate"),
            fires(trigger.fires),
            trigger.update_columns,
            trigger.arguments,
            flag(trigger.is_conditional, "conditional"),
            flag(trigger.is_deferrable, "deferrable"),
            trigger.function,
            trigger.language,
            functions(facts, &trigger.functions),
        )
        .unwrap();
    }
    show_place(text, table);
}

fn show_place(text: &mut String, table: &Table) {
    if let Some(partitioning) = &table.partitioning {
        let key = partitioning.key.iter().map(show_part).collect::<Vec<_>>();
        writeln!(
            text,
            "  partitioned {:?} [{}] {}",
            partitioning.strategy,
            key.join(", "),
            options(&partitioning.part_options)
        )
        .unwrap();
    }
    if let Some(partition) = &table.partition_of {
        writeln!(
            text,
            "  partition of {}: {:?}{}",
            partition.parent,
            partition.bound,
            flag(partition.detaching, "detaching")
        )
        .unwrap();
    }
    let shown = |names: &[blink::TableName]| names.iter().map(ToString::to_string).collect::<Vec<_>>();
    if !table.inheritance.parents.is_empty() || !table.inheritance.children.is_empty() {
        let (parents, children) = (shown(&table.inheritance.parents), shown(&table.inheritance.children));
        writeln!(text, "  inherits {parents:?}, children {children:?}").unwrap();
    }
}

fn show_column(text: &mut String, facts: &Facts, column: &Column) {
    writeln!(
        text,
        "  column {:?} {}{}{}{}{}{}{}{}{}",
        column.name,
        show_ref(&facts.types, &column.ty),
        "[]".repeat(column.dimensions.into()),
        flag(column.not_null, "not null"),
        flag(!column.not_null_validated, "not valid"),
        option("default", column.default.as_deref()),
        column
            .generation
            .as_ref()
            .map_or(String::new(), |generation| format!(" {generation:?}")),
        column.collation.as_ref().map_or(String::new(), |collation| format!(
            " collate {}.{}{}",
            collation.schema,
            collation.name,
            flag(!collation.deterministic, "non-deterministic")
        )),
        option("comment", column.comment.as_deref()),
        functions(facts, &column.default_functions),
    )
    .unwrap();
    if let Some(sequence) = &column.sequence {
        writeln!(text, "    {sequence:?}").unwrap();
    }
}

fn show_unique_set(text: &mut String, facts: &Facts, set: &UniqueSet) {
    let parts = set.parts.iter().map(show_part).collect::<Vec<_>>();
    writeln!(
        text,
        "  {:?} {} [{}] {}{}{}{}{}{}{}{}",
        set.kind,
        set.name,
        parts.join(", "),
        options(&set.part_options),
        option("where", set.predicate.as_deref()),
        flag(set.nulls_not_distinct, "nulls not distinct"),
        flag(set.without_overlaps, "without overlaps"),
        flag(set.deferrable, "deferrable"),
        flag(set.initially_deferred, "initially deferred"),
        flag(!set.is_valid, "invalid"),
        functions(facts, &set.functions),
    )
    .unwrap();
}

fn show_type(text: &mut String, facts: &Facts, ty: &Type) {
    let part = |oid: u32| {
        facts
            .types
            .get(oid)
            .map_or("?".to_owned(), |ty| format!("{}.{}", ty.schema, ty.name))
    };
    let kind = match &ty.kind {
        TypeKind::Base => "base".to_owned(),
        TypeKind::Enum(labels) => format!("enum {labels:?}"),
        TypeKind::Domain(domain) => {
            let checks = domain.checks.iter().map(|check| {
                let functions = functions(facts, &check.functions);
                format!(
                    ", {} {}{}{functions}",
                    check.name,
                    check.expression,
                    flag(!check.validated, "not valid")
                )
            });
            format!(
                "domain over {}{}{}{}{}{}",
                show_ref(&facts.types, &domain.base),
                "[]".repeat(domain.dimensions.into()),
                flag(domain.not_null, "not null"),
                option("default", domain.default.as_deref()),
                option(
                    "collate",
                    domain.collation.as_ref().map(|collation| collation.name.as_str())
                ),
                checks.collect::<String>()
            )
        }
        TypeKind::Composite(fields) => {
            let fields = fields
                .iter()
                .map(|field| format!("{:?} {}", field.name, show_ref(&facts.types, &field.ty)));
            format!("composite {}", fields.collect::<Vec<_>>().join(", "))
        }
        TypeKind::Range(of) => format!("range of {}", part(*of)),
        TypeKind::Multirange(of) => format!("multirange of {}", part(*of)),
        TypeKind::Array(of) => format!("array of {}", part(*of)),
    };
    writeln!(
        text,
        "type {}.{}: {kind}{}{}",
        ty.schema,
        ty.name,
        option("extension", ty.extension.as_deref()),
        option("comment", ty.comment.as_deref())
    )
    .unwrap();
}

fn show_ref(types: &Types, ty: &TypeRef) -> String {
    let known = types
        .get(ty.oid)
        .map_or("?".to_owned(), |ty| format!("{}.{}", ty.schema, ty.name));
    format!("{} ({known}, {})", ty.name, ty.modifier)
}

fn show_part(part: &KeyPart) -> String {
    match part {
        KeyPart::Column(name) => format!("{name:?}"),
        KeyPart::Expression(text) => text.clone(),
    }
}

fn options(options: &[PartOptions]) -> String {
    let shown = options.iter().map(|options| {
        let class = &options.operator_class;
        let collation = options
            .collation
            .as_ref()
            .map_or("-", |collation| collation.name.as_str());
        format!(
            "{}.{}{} {collation}",
            class.schema,
            class.name,
            flag(!class.is_default, "not default")
        )
    });
    format!("({})", shown.collect::<Vec<_>>().join(", "))
}

fn functions(facts: &Facts, oids: &[u32]) -> String {
    let name = |oid: &u32| {
        facts
            .functions
            .get(oid)
            .map_or("?".to_owned(), |function| function.name.clone())
    };
    let mut names = oids.iter().map(name).collect::<Vec<_>>();
    names.sort();
    match names.as_slice() {
        [] => String::new(),
        names => format!(" calls {}", names.join(", ")),
    }
}

fn fires(fires: Fires) -> String {
    match fires {
        Fires::Origin => String::new(),
        other => format!(" {other:?}"),
    }
}

fn flag(is_set: bool, name: &str) -> String {
    if is_set { format!(" {name}") } else { String::new() }
}

fn option(name: &str, value: Option<&str>) -> String {
    value.map_or(String::new(), |value| format!(" {name} {value:?}"))
}
