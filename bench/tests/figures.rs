//! Every figure that the README and docs/performance.md claim is in the results that they point to.
//!
//! A table of figures comes after a comment that says what its columns are, `<!-- figures: work/rows field, … -->`, and has
//! a tool in each row; a figure in a sentence after `<!-- figure: work/rows tool field -->`. Both are the result's value to
//! three digits. `FIGURES=overwrite cargo test -p blink-bench --test figures` writes them anew.

use std::collections::HashMap;

use serde_json::Value;

const ROOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/..");

/// By work and rows, and by tool.
struct Results(HashMap<(String, String), Value>);

impl Results {
    fn read() -> Self {
        let text = std::fs::read_to_string(format!("{ROOT}/docs/performance/results.json")).unwrap();
        let results = serde_json::from_str::<Vec<Value>>(&text).unwrap();
        let key = |result: &Value| {
            let work = format!("{}/{}", result["work"].as_str().unwrap(), result["rows"]);
            (work, result["tool"].as_str().unwrap().to_owned())
        };
        Self(results.into_iter().map(|result| (key(&result), result)).collect())
    }

    /// A dash where a tool does not do the work, and as long as nothing was measured.
    fn figure(&self, work: &str, tool: &str, field: &str) -> String {
        let known = self.0.is_empty() || self.0.keys().any(|(known, _)| known == work);
        assert!(known, "there are no results of {work}");
        let result = self.0.get(&(work.to_owned(), tool.to_owned()));
        match result {
            Some(result) => result[field].as_f64().map_or("–".to_owned(), three_digits),
            None => "–".to_owned(),
        }
    }
}

/// `0.583`, `1.52`, `129`, `1,240,000`.
fn three_digits(value: f64) -> String {
    if value == 0.0 {
        return "0".to_owned();
    }
    #[expect(clippy::cast_possible_truncation, reason = "a double has some hundreds of digits")]
    let magnitude = value.abs().log10().floor() as i32;
    if magnitude < 3 {
        return format!("{value:.*}", usize::try_from(2 - magnitude).unwrap());
    }
    let unit = 10_f64.powi(magnitude - 2);
    let digits = format!("{:.0}", (value / unit).round() * unit);
    let groups = digits
        .as_bytes()
        .rchunks(3)
        .rev()
        .map(|group| std::str::from_utf8(group).unwrap());
    groups.collect::<Vec<_>>().join(",")
}

/// The text as it has to be.
fn corrected(text: &str, results: &Results) -> String {
    let mut columns = None;
    let lines = text.lines().map(|line| {
        let figures = line
            .strip_prefix("<!-- figures:")
            .and_then(|rest| rest.strip_suffix("-->"));
        if let Some(figures) = figures {
            columns = Some(
                figures
                    .split(',')
                    .map(|column| column.trim().to_owned())
                    .collect::<Vec<_>>(),
            );
        } else if !line.starts_with('|') {
            columns = None;
        }
        match &columns {
            Some(columns) if line.starts_with("| `") => table_row(line, columns, results),
            _ => sentence(line, results),
        }
    });
    lines.map(|line| line + "\n").collect()
}

fn table_row(line: &str, columns: &[String], results: &Results) -> String {
    let cells = line.trim_matches('|').split('|').collect::<Vec<_>>();
    let tool = cells[0].split('`').nth(1).unwrap();
    assert_eq!(cells.len(), 1 + columns.len(), "{line}");
    let figures = columns.iter().map(|column| {
        let (work, field) = column.split_once(' ').unwrap_or_else(|| panic!("{column}"));
        results.figure(work, tool, field)
    });
    let figures = figures.collect::<Vec<_>>().join(" | ");
    format!("|{}| {figures} |", cells[0])
}

fn sentence(line: &str, results: &Results) -> String {
    const BEGIN: &str = "<!-- figure: ";
    let mut parts = line.split(BEGIN);
    let mut text = parts.next().unwrap().to_owned();
    for part in parts {
        let (what, rest) = part.split_once(" -->").unwrap_or_else(|| panic!("{part}"));
        let [work, tool, field] = what.split(' ').collect::<Vec<_>>()[..] else {
            panic!("{what}");
        };
        let end = rest
            .find(|c: char| !(c.is_ascii_digit() || ".,–".contains(c)))
            .unwrap_or(rest.len());
        // What ends the sentence is not the figure's.
        let end = rest[..end].trim_end_matches(['.', ',']).len();
        let figure = results.figure(work, tool, field);
        let parts = [BEGIN, what, " -->", &figure, &rest[end..]];
        text.extend(parts);
    }
    text
}

#[test]
fn every_figure_is_in_the_results() {
    for file in ["README.md", "docs/performance.md"] {
        let path = format!("{ROOT}/{file}");
        let text = std::fs::read_to_string(&path).unwrap();
        if !text.contains("<!-- figure") {
            continue;
        }
        let right = corrected(&text, &Results::read());
        if std::env::var_os("FIGURES").is_some_and(|value| value == "overwrite") {
            std::fs::write(path, right).unwrap();
            continue;
        }
        for (line, right) in text.lines().zip(right.lines()) {
            assert_eq!(line, right, "{file}, and docs/performance/results.json");
        }
    }
}

#[test]
fn figures_have_three_digits() {
    let shown = [0.0, 0.004_567, 0.5831, 1.517, 12.94, 129.4, 999.6, 1_239_600.0].map(three_digits);
    assert_eq!(
        shown,
        ["0", "0.00457", "0.583", "1.52", "12.9", "129", "1000", "1,240,000"]
    );
}

#[test]
fn a_wrong_figure_is_found() {
    let result = serde_json::json!({ "median_s": 1.234 });
    let results = Results(HashMap::from([(("w/10".to_owned(), "t".to_owned()), result)]));
    let text = "<!-- figures: w/10 median_s -->\n| | s |\n| --- | --- |\n| `t` | 9 |\n\nIn <!-- figure: w/10 t median_s -->8.0.\n";
    let right = "<!-- figures: w/10 median_s -->\n| | s |\n| --- | --- |\n| `t` | 1.23 |\n\nIn <!-- figure: w/10 t median_s -->1.23.\n";
    assert_eq!(corrected(text, &results), right);
}
