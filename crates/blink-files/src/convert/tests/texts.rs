//! Texts, bytes, JSON, addresses, enums, domains, and what is left to the server.

use super::difference::Difference;
use super::generators::fields;
use super::oracle::Oracle;
use crate::convert::Reason;

#[tokio::test]
async fn texts_are_kept_as_they_stand() {
    let Some(oracle) = Oracle::new("texts_are_kept_as_they_stand").await else {
        return;
    };
    let all = fields(
        400,
        &[
            "[ -~]{0,8}",
            "[a-zäß€😀 ]{0,7}",
            "[ab]{0,4} {0,4}",
            "[\\\\\t\n\"{},]{0,5}",
            "NULL|null|\\\\N|\\\\\\.",
        ],
    );
    for ty in [
        "text",
        "varchar",
        "varchar(5)",
        "char(5)",
        "char",
        "bpchar",
        "json",
        "varchar(5) COLLATE \"C\"",
    ] {
        let outcome = Difference::new(&oracle, ty).run(&all).await;
        assert!(outcome.same > 100 || ty == "json", "{ty}: {outcome:?}");
        assert_eq!(
            outcome.lossy > 0,
            ty.contains("char") && ty != "varchar" && ty != "bpchar",
            "{ty}: {outcome:?}"
        );
    }
    let names = fields(100, &["[a-z]{0,64}", "[aäß€😀]{20,40}"]);
    let outcome = Difference::new(&oracle, "name").run(&names).await;
    assert!(outcome.same > 100 && outcome.lossy > 20, "{outcome:?}");
    // Before PostgreSQL 16 a byte that is cut out of a character comes back as it is.
    let second = if blink_testdb::server().version() < 16 {
        "[ -~]{1,2}"
    } else {
        "[ -~ä]{1,2}"
    };
    let outcome = Difference {
        // `charin` takes the first byte, and since PostgreSQL 16 a byte in octal digits.
        stricter: |field, reason| *reason == Reason::TooLong(1) && field.len() > 1,
        ..Difference::new(&oracle, "\"char\"")
    };
    assert!(outcome.run(&fields(100, &["[ -~]?", second])).await.same > 100);
}

#[tokio::test]
async fn bytes_bits_and_addresses_are_those_of_the_server() {
    let Some(oracle) = Oracle::new("bytes_bits_and_addresses_are_those_of_the_server").await else {
        return;
    };
    let cases: &[(&str, &[&str])] = &[
        (
            "bytea",
            &[
                "\\\\x([0-9a-fA-F]{2}){0,9}",
                "\\\\x([0-9a-f]{2}[ \n]?){0,5}",
                "([ -Z^-~ä]|\\\\\\\\|\\\\[0-3][0-7]{2}){0,6}",
                "[\\\\0-9x]{0,5}",
            ],
        ),
        (
            "uuid",
            &[
                "[0-9a-fA-F]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}",
                "[0-9a-f]{32}",
                "\\{[0-9a-f]{8}(-?[0-9a-f]{4}){6}\\}",
                "([0-9a-f]{4}-){7}[0-9a-f]{4}",
            ],
        ),
        (
            "inet",
            &[
                "[0-9]{1,3}\\.[0-9]{1,3}\\.[0-9]{1,3}\\.[0-9]{1,3}(/[0-9]{1,2})?",
                "[0-9]{1,3}(\\.[0-9]{1,3}){0,2}/[0-9]{1,2}",
                "([0-9a-f]{1,4}:){7}[0-9a-f]{1,4}(/[0-9]{1,3})?",
                "(::|::1|fe80::[0-9a-f]{1,4}|2001:db8::/32|::ffff:1\\.2\\.3\\.4)(/[0-9]{1,3})?",
            ],
        ),
        (
            "cidr",
            &[
                "[0-9]{1,3}\\.[0-9]{1,3}\\.[0-9]{1,3}\\.0(/24|/32)?",
                "1[0-9]\\.0\\.0\\.0/[0-9]{1,2}",
                "(10|192\\.168|172\\.16\\.4)/(8|16|24)",
                "2001:db8:[0-9a-f]{1,4}::/(48|64|32)",
            ],
        ),
        (
            "macaddr",
            &[
                "([0-9a-f]{2}:){5}[0-9A-F]{2}",
                "([0-9a-f]{2}-){5}[0-9a-f]{2}",
                "[0-9a-f]{6}[:-][0-9a-f]{6}",
                "([0-9a-f]{4}\\.){2}[0-9a-f]{4}",
                "([0-9a-f]{4}-){2}[0-9a-f]{4}",
                " ?[0-9a-f]{12} ?",
            ],
        ),
        (
            "macaddr8",
            &[
                "([0-9a-f]{2}:){7}[0-9A-F]{2}",
                "([0-9a-f]{2}-){5}[0-9a-f]{2}",
                "[0-9a-f]{6}:[0-9a-f]{6}",
                "([0-9a-f]{4}\\.){3}[0-9a-f]{4}",
                "[0-9a-f]{16}",
                " ?[0-9a-f]{12} ?",
            ],
        ),
        ("bit(5)", &["[01]{5}", "B[01]{5}", "[bx]?[01]{3,6}"]),
        ("bit(12)", &["X[0-9A-F]{3}", "x[0-9a-f]{3}"]),
        ("varbit", &["[01]{0,20}", "X[0-9A-F]{0,5}", "B[01]{0,9}"]),
        ("varbit(9)", &["[01]{0,12}", "X[0-9A-F]{0,3}"]),
    ];
    let is_whole = blink_testdb::needs_a_whole_server("bytes_bits_and_addresses_are_those_of_the_server");
    for (ty, patterns) in cases {
        if !is_whole && matches!(*ty, "inet" | "cidr") {
            continue;
        }
        let outcome = Difference {
            // Groups and marks that no standard has, the classes of old, zeros in front, single digits.
            stricter: |field, reason| {
                matches!(reason, Reason::Not("a MAC address" | "a network" | "an IP address"))
                    && !is_standard_address(field)
            },
            ..Difference::new(&oracle, ty)
        }
        .run(&fields(250, patterns))
        .await;
        assert!(outcome.same > 100 && outcome.refused > 100, "{ty}: {outcome:?}");
    }
}

/// True for addresses in the forms of their standards.
fn is_standard_address(field: &str) -> bool {
    let shape: String = field
        .trim()
        .chars()
        .map(|c| if c.is_ascii_hexdigit() { '0' } else { c })
        .collect();
    let is_mac = matches!(
        shape.as_str(),
        "00:00:00:00:00:00" | "00-00-00-00-00-00" | "0000.0000.0000" | "00:00:00:00:00:00:00:00" | "000000000000"
    );
    is_mac
        || field
            .split_once('/')
            .map_or(field, |(address, _)| address)
            .parse::<std::net::Ipv4Addr>()
            .is_ok()
}

/// JSON made of random numbers, some with the same key twice.
struct Json(u64);

impl Json {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % limit
    }

    fn one(&mut self, of: &[&str]) -> String {
        of[self.below(of.len() as u64) as usize].to_owned()
    }

    fn value(&mut self, depth: u64) -> String {
        let space = self.one(&["", "", " ", "\n", "\t"]);
        let count = self.below(5);
        let value = match self.below(if depth == 0 { 3 } else { 5 }) {
            0 => self.one(&[
                "1",
                "-0.50",
                "1e5",
                "12345678901234567890",
                "0",
                "-1E-3",
                "1e400",
                "1.10e+2",
            ]),
            1 => self.one(&[
                "\"\"",
                "\"a\"",
                "\"\\u00e4\\n\"",
                "\"ä😀\"",
                "\"\\ud83d\\ude00\"",
                "\"\\\\\\\"\\/\"",
                "\"\\t\"",
                "\"\\ud83d\"",
                "\"\\u0000\"",
                "\"\\ude00\\ud83d\"",
            ]),
            2 => self.one(&["true", "false", "null"]),
            3 => {
                let values: Vec<String> = (0..count).map(|_| self.value(depth - 1)).collect();
                format!("[{}]", values.join(","))
            }
            _ => {
                let keys = [
                    "a", "b", "c", "\\u0061", "ä", "\\u00e4", "", "long key", "a1", "a2", "a3", "a4", "a5",
                ];
                let pairs: Vec<String> = (0..count * 3)
                    .map(|_| format!("\"{}\"{space}:{}", self.one(&keys), self.value(depth - 1)))
                    .collect();
                format!("{{{}}}", pairs.join(","))
            }
        };
        format!("{space}{value}{space}")
    }
}

#[tokio::test]
async fn json_is_that_of_the_server() {
    let Some(oracle) = Oracle::new("json_is_that_of_the_server").await else {
        return;
    };
    let mut json = Json(1);
    let mut all: Vec<String> = (0..3000).map(|n| json.value(n % 4)).collect();
    all.extend(fields(
        500,
        &[
            "[\\[\\]{}:,\"0-9a \\\\-]{0,8}",
            "-?[0-9]{0,2}(\\.[0-9]{0,2})?([eE][+-]?[0-9]{0,2})?",
            "\"(\\\\[ -~]|[ -~]){0,4}\"",
            "\"\\\\u[0-9a-f]{3,5}\"",
        ],
    ));
    all.push(format!(
        "{{{}}}",
        (0..200).map(|n| format!("\"k{n}\":{n}")).collect::<Vec<_>>().join(",")
    ));
    all.push("[".repeat(200) + &"]".repeat(200));
    all.extend(
        [
            "1e200000",
            "1e-20000",
            "1e131071",
            "\"\u{7f}\"",
            "nul",
            "truex",
            "[1,]",
            "{\"a\":1,}",
            "'a'",
            "",
            " ",
            "NaN",
        ]
        .map(str::to_owned),
    );
    let outcome = Difference::new(&oracle, "json").run(&all).await;
    assert!(
        outcome.same > 2500 && outcome.refused > 1500 && outcome.stricter == 0,
        "{outcome:?}"
    );
    let outcome = Difference {
        stricter: |_, reason| *reason == Reason::DuplicateKey,
        ..Difference::new(&oracle, "jsonb")
    }
    .run(&all)
    .await;
    assert!(
        outcome.same > 1500 && outcome.stricter > 100 && outcome.refused > 1500,
        "{outcome:?}"
    );
}

#[tokio::test]
async fn enums_and_domains_are_those_of_the_server() {
    let Some(oracle) = Oracle::new("enums_and_domains_are_those_of_the_server").await else {
        return;
    };
    let outcome = Difference::new(&oracle, "mood")
        .run(&fields(
            200,
            &["happy|sad|so, so|q\"uote|null|Ärger", "Happy| sad|hapy|x"],
        ))
        .await;
    assert!(outcome.same > 200 && outcome.refused > 200, "{outcome:?}");
    let exact = |ty| Difference {
        broken: false,
        ..Difference::new(&oracle, ty)
    };
    let outcome = exact("cents").run(&fields(500, &["[0-9]{1,5}(\\.[0-9]{0,3})?"])).await;
    assert!(outcome.same > 200 && outcome.refused > 50, "{outcome:?}");
    for ty in ["short", "shorter"] {
        // The server's cast to a domain cuts what is too long; COPY's input does not.
        let outcome = Difference {
            stricter: |_, reason| *reason == Reason::TooLong(5),
            ..exact(ty)
        }
        .run(&fields(500, &["[a-mA-Z]{0,6} {0,2}"]))
        .await;
        assert!(outcome.same > 200 && outcome.stricter > 10, "{outcome:?}");
    }
}

#[tokio::test]
async fn other_types_are_left_to_the_server() {
    let Some(oracle) = Oracle::new("other_types_are_left_to_the_server").await else {
        return;
    };
    for (ty, pattern) in [
        ("int4range", "\\[[0-4],[5-9]\\)"),
        ("point", "\\([0-9],[0-9]\\)"),
        ("pair", "\\([0-9],[a-z]{0,3}\\)"),
        ("tsvector", "[a-z ]{0,9}"),
        ("pg_lsn", "[0-9A-F]{1,4}/[0-9A-F]{1,4}"),
        ("regclass", "pg_class|pg_type"),
    ] {
        let all = fields(100, &[pattern]);
        let ty_of_column = oracle.column(ty).await;
        assert!(!crate::convert::Converter::new(&ty_of_column, &crate::convert::Notation::default()).has_binary());
        let outcome = Difference {
            broken: false,
            ..Difference::new(&oracle, ty)
        }
        .run(&all)
        .await;
        assert_eq!(outcome.same, all.len(), "{ty}");
    }
    // Whole amounts mean the same whatever lc_monetary is.
    let outcome = Difference {
        stricter: |field, reason| {
            matches!(
                reason,
                Reason::MoneyDecimals | Reason::Not(_) | Reason::NumberStyle(_) | Reason::OutOfRange(_)
            ) && (field.trim().is_empty() || !field.trim().bytes().all(|b| b.is_ascii_digit()))
        },
        also: Some("$1::numeric::money"),
        ..Difference::new(&oracle, "money")
    }
    .run(&fields(
        200,
        &[
            "-?[0-9]{1,9}",
            "[0-9]{1,4}\\.00",
            "[0-9]{1,4}\\.[0-9]{2}",
            "\\$?[0-9]{1,3},[0-9]{3}",
        ],
    ))
    .await;
    assert!(outcome.same > 300 && outcome.stricter > 100, "{outcome:?}");
}

#[tokio::test]
async fn citext_is_text() {
    let Some(oracle) = Oracle::new("citext_is_text").await else {
        return;
    };
    if oracle
        .client
        .batch_execute("CREATE EXTENSION IF NOT EXISTS citext")
        .await
        .is_err()
    {
        blink_testdb::leave_out("citext_is_text", "the server has no citext");
        return;
    }
    let ty = oracle.column("citext").await;
    assert!(crate::convert::Converter::new(&ty, &crate::convert::Notation::default()).has_binary());
    let outcome = Difference::new(&oracle, "citext")
        .run(&fields(100, &["[ -~ä]{0,5}"]))
        .await;
    assert!(outcome.same > 100, "{outcome:?}");
}
