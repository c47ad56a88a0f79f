//! The catalogs from which the text is made.

/// A catalog in which each row is an object or a part of one.
pub(super) struct Source {
    /// The catalog's name in `pg_catalog`.
    pub(super) catalog: &'static str,
    /// The first major version that has the catalog.
    pub(super) since: u32,
    /// The object of a row, as `pg_depend` identifies it: its catalog, its OID, and its part. The row is `x`.
    pub(super) object: [&'static str; 3],
    /// The condition for rows to be included.
    pub(super) filter: &'static str,
    /// The columns to omit: in the object's name, in a definition, or irrelevant to a schema.
    pub(super) ignored: &'static [&'static str],
    /// The columns that hold one or more OIDs, and the catalog of these OIDs.
    pub(super) references: &'static [(&'static str, &'static str)],
    /// The texts that replace a column or are added, and the first version that supports each.
    pub(super) texts: &'static [(u32, &'static str, &'static str)],
}

const ANY: Source = Source {
    catalog: "",
    since: 12,
    object: ["", "x.oid", "0"],
    filter: "x.oid >= 16384",
    ignored: &["oid"],
    references: &[],
    texts: &[],
};

/// Excludes temporary schemas and members of extensions; an extension is described as a whole.
macro_rules! own {
    ($catalog:literal, $namespace:literal) => {
        concat!(
            "x.oid >= 16384 AND x.",
            $namespace,
            " NOT IN (SELECT n.oid FROM pg_catalog.pg_namespace n WHERE n.nspname ~ '^pg_(toast|temp|toast_temp)')
            AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend d
                WHERE d.classid = 'pg_catalog.",
            $catalog,
            "'::pg_catalog.regclass AND d.objid = x.oid AND d.deptype = 'e')"
        )
    };
}

#[rustfmt::skip]
pub(super) const SOURCES: &[Source] = &[
    Source {
        catalog: "pg_database",
        object: ["pg_database", "x.oid", "0"],
        filter: "x.datname = pg_catalog.current_database()",
        ignored: &["oid", "datname", "datfrozenxid", "datminmxid", "datlastsysoid"],
        references: &[("datdba", "pg_authid"), ("dattablespace", "pg_tablespace")],
        ..ANY
    },
    Source {
        catalog: "pg_namespace",
        object: ["pg_namespace", "x.oid", "0"],
        filter: "(x.oid >= 16384 OR x.nspname = 'public') AND x.nspname !~ '^pg_(temp|toast_temp)'",
        references: &[("nspowner", "pg_authid")],
        ..ANY
    },
    Source {
        catalog: "pg_class",
        object: ["pg_class", "x.oid", "0"],
        filter: "x.oid IN (SELECT oid FROM relation)",
        // Files, sizes and transactions.
        ignored: &["oid", "relname", "reltype", "relfilenode", "relrewrite", "relpages", "reltuples", "relallvisible",
            "relallfrozen", "relfrozenxid", "relminmxid"],
        references: &[("relnamespace", "pg_namespace"), ("reloftype", "pg_type"), ("relowner", "pg_authid"), ("relam", "pg_am"),
            ("reltablespace", "pg_tablespace")],
        texts: &[
            (12, "reltoastrelid", "x.reltoastrelid <> 0"),
            (12, "toast.reloptions", "(SELECT t.reloptions FROM pg_catalog.pg_class t WHERE t.oid = x.reltoastrelid)"),
            (12, "relpartbound", "pg_catalog.pg_get_expr(x.relpartbound, x.oid)"),
        ],
        ..ANY
    },
    Source {
        catalog: "pg_attribute",
        object: ["pg_class", "x.attrelid", "x.attnum"],
        filter: "x.attrelid IN (SELECT oid FROM relation) AND x.attnum > 0 AND NOT x.attisdropped",
        // The missing value is that of rows which are older than the column.
        ignored: &["attrelid", "attname", "attcacheoff", "atthasmissing", "attmissingval"],
        references: &[("attcollation", "pg_collation")],
        texts: &[(12, "atttypid", "pg_catalog.format_type(x.atttypid, x.atttypmod)")],
        ..ANY
    },
    Source {
        catalog: "pg_attrdef",
        object: ["pg_class", "x.adrelid", "x.adnum"],
        filter: "x.adrelid IN (SELECT oid FROM relation)",
        ignored: &["oid", "adrelid", "adnum"],
        texts: &[(12, "adbin", "pg_catalog.pg_get_expr(x.adbin, x.adrelid)")],
        ..ANY
    },
    Source {
        catalog: "pg_index",
        object: ["pg_class", "x.indexrelid", "0"],
        filter: "x.indexrelid IN (SELECT oid FROM relation)",
        // `indcheckxmin` only restricts the transactions that may use the index.
        ignored: &["indexrelid", "indcheckxmin"],
        references: &[("indrelid", "pg_class"), ("indcollation", "pg_collation"), ("indclass", "pg_opclass")],
        texts: &[
            (12, "definition", "pg_catalog.pg_get_indexdef(x.indexrelid)"),
            (12, "indexprs", "pg_catalog.pg_get_expr(x.indexprs, x.indrelid)"),
            (12, "indpred", "pg_catalog.pg_get_expr(x.indpred, x.indrelid)"),
        ],
        ..ANY
    },
    Source {
        catalog: "pg_constraint",
        object: ["pg_constraint", "x.oid", "0"],
        filter: "x.oid >= 16384 AND (x.conrelid = 0 OR x.conrelid IN (SELECT oid FROM relation))",
        ignored: &["oid", "conname", "conbin"],
        references: &[("connamespace", "pg_namespace"), ("conrelid", "pg_class"), ("contypid", "pg_type"), ("conindid", "pg_class"),
            ("conparentid", "pg_constraint"), ("confrelid", "pg_class"), ("conpfeqop", "pg_operator"), ("conppeqop", "pg_operator"),
            ("conffeqop", "pg_operator"), ("conexclop", "pg_operator")],
        texts: &[
            (12, "definition", "pg_catalog.pg_get_constraintdef(x.oid)"),
            // Of a key with an index nothing reads it. It is false where CREATE TABLE … PARTITION OF made a partition's key
            // (`index_constraint_create` in index.c), and true where it was attached, as pg_dump does.
            (12, "connoinherit", "CASE WHEN x.contype NOT IN ('p', 'u', 'x') THEN x.connoinherit END"),
        ],
        ..ANY
    },
    Source {
        catalog: "pg_trigger",
        object: ["pg_trigger", "x.oid", "0"],
        filter: "x.tgrelid IN (SELECT oid FROM relation)",
        ignored: &["oid", "tgname", "tgqual"],
        references: &[("tgrelid", "pg_class"), ("tgparentid", "pg_trigger"), ("tgfoid", "pg_proc"), ("tgconstrrelid", "pg_class"),
            ("tgconstrindid", "pg_class"), ("tgconstraint", "pg_constraint")],
        texts: &[(12, "definition", "CASE WHEN NOT x.tgisinternal THEN pg_catalog.pg_get_triggerdef(x.oid) END")],
        ..ANY
    },
    Source {
        catalog: "pg_sequence",
        object: ["pg_class", "x.seqrelid", "0"],
        filter: "x.seqrelid IN (SELECT oid FROM relation)",
        ignored: &["seqrelid"],
        references: &[("seqtypid", "pg_type")],
        ..ANY
    },
    Source {
        catalog: "pg_inherits",
        object: ["pg_class", "x.inhrelid", "0"],
        filter: "x.inhrelid IN (SELECT oid FROM relation)",
        ignored: &["inhrelid"],
        references: &[("inhparent", "pg_class")],
        ..ANY
    },
    Source {
        catalog: "pg_partitioned_table",
        object: ["pg_class", "x.partrelid", "0"],
        filter: "x.partrelid IN (SELECT oid FROM relation)",
        ignored: &["partrelid", "partexprs"],
        references: &[("partdefid", "pg_class"), ("partclass", "pg_opclass"), ("partcollation", "pg_collation")],
        texts: &[(12, "definition", "pg_catalog.pg_get_partkeydef(x.partrelid)")],
        ..ANY
    },
    Source {
        catalog: "pg_rewrite",
        object: ["pg_rewrite", "x.oid", "0"],
        filter: "x.ev_class IN (SELECT oid FROM relation)",
        ignored: &["oid", "rulename", "ev_qual", "ev_action"],
        references: &[("ev_class", "pg_class")],
        texts: &[(12, "definition", "pg_catalog.pg_get_ruledef(x.oid)")],
        ..ANY
    },
    Source {
        catalog: "pg_policy",
        object: ["pg_policy", "x.oid", "0"],
        references: &[("polrelid", "pg_class"), ("polroles", "pg_authid")],
        texts: &[
            (12, "polqual", "pg_catalog.pg_get_expr(x.polqual, x.polrelid)"),
            (12, "polwithcheck", "pg_catalog.pg_get_expr(x.polwithcheck, x.polrelid)"),
        ],
        ..ANY
    },
    Source {
        catalog: "pg_statistic_ext",
        object: ["pg_statistic_ext", "x.oid", "0"],
        ignored: &["oid", "stxname", "stxexprs"],
        references: &[("stxrelid", "pg_class"), ("stxnamespace", "pg_namespace"), ("stxowner", "pg_authid")],
        texts: &[(12, "definition", "pg_catalog.pg_get_statisticsobjdef(x.oid)")],
        ..ANY
    },
    Source {
        catalog: "pg_publication",
        object: ["pg_publication", "x.oid", "0"],
        references: &[("pubowner", "pg_authid")],
        ..ANY
    },
    Source {
        catalog: "pg_publication_rel",
        object: ["pg_publication_rel", "x.oid", "0"],
        references: &[("prpubid", "pg_publication"), ("prrelid", "pg_class")],
        texts: &[(15, "prqual", "pg_catalog.pg_get_expr(x.prqual, x.prrelid)")],
        ..ANY
    },
    Source {
        catalog: "pg_publication_namespace",
        since: 15,
        object: ["pg_publication_namespace", "x.oid", "0"],
        references: &[("pnpubid", "pg_publication"), ("pnnspid", "pg_namespace")],
        ..ANY
    },
    Source {
        catalog: "pg_type",
        object: ["pg_type", "x.oid", "0"],
        // Excludes the row type of each relation, and the array type of each type.
        filter: concat!(own!("pg_type", "typnamespace"), " AND x.typcategory <> 'A' AND (x.typrelid = 0
            OR EXISTS (SELECT FROM pg_catalog.pg_class c WHERE c.oid = x.typrelid AND c.relkind = 'c'))"),
        ignored: &["oid", "typname", "typdefaultbin"],
        references: &[("typnamespace", "pg_namespace"), ("typowner", "pg_authid"), ("typrelid", "pg_class"), ("typelem", "pg_type"),
            ("typarray", "pg_type"), ("typbasetype", "pg_type"), ("typcollation", "pg_collation")],
        ..ANY
    },
    Source {
        catalog: "pg_enum",
        object: ["pg_type", "x.enumtypid", "0"],
        ignored: &["oid", "enumtypid", "enumsortorder"],
        texts: &[(12, "enumlabel", "x.enumsortorder || ' ' || x.enumlabel")],
        ..ANY
    },
    Source {
        catalog: "pg_range",
        object: ["pg_type", "x.rngtypid", "0"],
        filter: "x.rngtypid >= 16384",
        ignored: &["rngtypid"],
        references: &[("rngsubtype", "pg_type"), ("rngmultitypid", "pg_type"), ("rngcollation", "pg_collation"),
            ("rngsubopc", "pg_opclass")],
        ..ANY
    },
    Source {
        catalog: "pg_proc",
        object: ["pg_proc", "x.oid", "0"],
        filter: own!("pg_proc", "pronamespace"),
        ignored: &["oid", "proname", "proargdefaults", "prosqlbody"],
        references: &[("pronamespace", "pg_namespace"), ("proowner", "pg_authid"), ("prolang", "pg_language"),
            ("provariadic", "pg_type"), ("prorettype", "pg_type"), ("proargtypes", "pg_type"), ("proallargtypes", "pg_type"),
            ("protrftypes", "pg_type")],
        texts: &[(12, "definition", "CASE WHEN x.prokind <> 'a' THEN pg_catalog.pg_get_functiondef(x.oid) END")],
        ..ANY
    },
    Source {
        catalog: "pg_event_trigger",
        object: ["pg_event_trigger", "x.oid", "0"],
        references: &[("evtowner", "pg_authid"), ("evtfoid", "pg_proc")],
        ..ANY
    },
    Source {
        catalog: "pg_extension",
        object: ["pg_extension", "x.oid", "0"],
        references: &[("extowner", "pg_authid"), ("extnamespace", "pg_namespace"), ("extconfig", "pg_class")],
        ..ANY
    },
    Source {
        catalog: "pg_foreign_data_wrapper",
        object: ["pg_foreign_data_wrapper", "x.oid", "0"],
        references: &[("fdwowner", "pg_authid"), ("fdwhandler", "pg_proc"), ("fdwvalidator", "pg_proc")],
        ..ANY
    },
    Source {
        catalog: "pg_foreign_server",
        object: ["pg_foreign_server", "x.oid", "0"],
        references: &[("srvowner", "pg_authid"), ("srvfdw", "pg_foreign_data_wrapper")],
        ..ANY
    },
    Source {
        catalog: "pg_foreign_table",
        object: ["pg_class", "x.ftrelid", "0"],
        filter: "x.ftrelid >= 16384",
        ignored: &["ftrelid"],
        references: &[("ftserver", "pg_foreign_server")],
        ..ANY
    },
    Source {
        catalog: "pg_default_acl",
        object: ["pg_default_acl", "x.oid", "0"],
        references: &[("defaclrole", "pg_authid"), ("defaclnamespace", "pg_namespace")],
        ..ANY
    },
];
