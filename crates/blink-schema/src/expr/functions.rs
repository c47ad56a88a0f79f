//! The names of PostgreSQL's own functions that may be in a CHECK, a default, an index or a generated column.

/// True if PostgreSQL itself has a function of this name, so that a call of it is not opaque.
pub fn is_known(name: &str) -> bool {
    KNOWN.binary_search(&name).is_ok()
}

/// In their order. Names of functions that read tables, files or settings are not among them.
#[rustfmt::skip]
const KNOWN: &[&str] = &[
    "abs", "acos", "acosd", "acosh", "age", "area", "array_append", "array_cat", "array_dims", "array_fill",
    "array_length", "array_lower", "array_ndims", "array_position", "array_positions", "array_prepend",
    "array_remove", "array_replace", "array_reverse", "array_sample", "array_shuffle", "array_sort", "array_to_json",
    "array_to_string", "array_to_tsvector", "array_upper", "ascii", "asin", "asind", "asinh", "atan", "atan2",
    "atan2d", "atand", "atanh", "bit", "bit_count", "bit_length", "bool", "bound_box", "box", "bpchar", "btrim",
    "bytea", "cardinality", "casefold", "cbrt", "ceil", "ceiling", "center", "char", "char_length",
    "character_length", "chr", "circle", "clock_timestamp", "coalesce", "concat", "concat_ws", "convert",
    "convert_from", "convert_to", "cos", "cosd", "cosh", "cot", "cotd", "crc32", "crc32c", "current_catalog",
    "current_database", "current_date", "current_role", "current_schema", "current_schemas", "current_setting",
    "current_time", "current_timestamp", "current_user", "currval", "date", "date_add", "date_bin", "date_part",
    "date_subtract", "date_trunc", "datemultirange", "daterange", "decode", "degrees", "diagonal", "diameter", "div",
    "encode", "enum_first", "enum_last", "enum_range", "erf", "erfc", "exp", "extract", "factorial", "family",
    "float4", "float8", "floor", "format", "format_type", "gamma", "gcd", "gen_random_uuid", "get_bit", "get_byte",
    "get_current_ts_config", "getdatabaseencoding", "greatest", "hashtext", "hashtextextended", "height", "host",
    "hostmask", "inet_client_addr", "inet_merge", "inet_same_family", "initcap", "int2", "int4", "int4range", "int8",
    "int8range", "interval", "is_normalized", "isempty", "isfinite", "json_array_length", "json_build_array",
    "json_build_object", "json_extract_path", "json_extract_path_text", "json_object", "json_populate_record",
    "json_strip_nulls", "json_to_record", "json_to_tsvector", "json_typeof", "jsonb_array_length",
    "jsonb_build_array", "jsonb_build_object", "jsonb_concat", "jsonb_contained", "jsonb_contains", "jsonb_delete",
    "jsonb_delete_path", "jsonb_exists", "jsonb_exists_all", "jsonb_exists_any", "jsonb_extract_path",
    "jsonb_extract_path_text", "jsonb_insert", "jsonb_object", "jsonb_path_exists", "jsonb_path_exists_opr",
    "jsonb_path_exists_tz", "jsonb_path_match", "jsonb_path_match_opr", "jsonb_path_match_tz",
    "jsonb_path_query_array", "jsonb_path_query_array_tz", "jsonb_path_query_first", "jsonb_path_query_first_tz",
    "jsonb_populate_record", "jsonb_populate_record_valid", "jsonb_pretty", "jsonb_set", "jsonb_set_lax",
    "jsonb_strip_nulls", "jsonb_to_record", "jsonb_to_tsvector", "jsonb_typeof", "justify_days", "justify_hours",
    "justify_interval", "lcm", "least", "left", "length", "lgamma", "like", "like_escape", "line", "ln", "localtime",
    "localtimestamp", "log", "lower", "lower_inc", "lower_inf", "lpad", "lseg", "ltrim", "macaddr8_set7bit",
    "make_date", "make_interval", "make_time", "make_timestamp", "make_timestamptz", "masklen", "md5", "min_scale",
    "mod", "money", "multirange", "name", "netmask", "network", "nextval", "normalize", "notlike", "now", "npoints",
    "nullif", "num_nonnulls", "num_nulls", "numeric", "nummultirange", "numnode", "numrange", "octet_length", "oid",
    "overlaps", "overlay", "parse_ident", "path", "pclose", "pg_backend_pid", "pg_column_size", "pg_current_xact_id",
    "pg_size_pretty", "pg_typeof", "phraseto_tsquery", "pi", "plainto_tsquery", "point", "polygon", "popen",
    "position", "pow", "power", "querytree", "quote_ident", "quote_literal", "quote_nullable", "radians", "radius",
    "random", "range_merge", "regclass", "regexp_count", "regexp_instr", "regexp_like", "regexp_match",
    "regexp_replace", "regexp_split_to_array", "regexp_substr", "repeat", "replace", "reverse", "right", "round",
    "row_to_json", "rpad", "rtrim", "scale", "session_user", "set_bit", "set_byte", "set_masklen", "setweight",
    "sha224", "sha256", "sha384", "sha512", "sign", "similar_escape", "similar_to_escape", "sin", "sind", "sinh",
    "slope", "split_part", "sqrt", "starts_with", "statement_timestamp", "string_to_array", "strip", "strpos",
    "substr", "substring", "system_user", "tan", "tand", "tanh", "text", "time", "timeofday", "timestamp",
    "timestamptz", "timetz", "timezone", "to_ascii", "to_bin", "to_char", "to_date", "to_hex", "to_json", "to_jsonb",
    "to_number", "to_oct", "to_timestamp", "to_tsquery", "to_tsvector", "transaction_timestamp", "translate",
    "trim_array", "trim_scale", "trunc", "ts_delete", "ts_filter", "ts_headline", "ts_rank", "ts_rank_cd",
    "ts_rewrite", "tsrange", "tstzmultirange", "tstzrange", "txid_current", "unicode_assigned", "unicode_version",
    "unistr", "upper", "upper_inc", "upper_inf", "user", "uuid_extract_timestamp", "uuid_extract_version", "uuidv4",
    "uuidv7", "varbit", "varchar", "version", "websearch_to_tsquery", "width", "width_bucket", "xml",
    "xml_is_well_formed", "xml_is_well_formed_content", "xml_is_well_formed_document", "xmlcomment", "xmlexists",
    "xmltext", "xpath", "xpath_exists",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_names_are_in_their_order() {
        assert!(KNOWN.is_sorted());
        assert!(is_known("lower") && is_known("coalesce") && !is_known("is_valid_email"));
    }
}
