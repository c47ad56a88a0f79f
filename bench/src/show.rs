//! Results as text for people.

use crate::results::Result;

const HEAD: [&str; 11] = [
    "work", "tool", "rows", "median s", "min s", "rows/s", "ratio", "95 %", "client s", "server s", "peak MB",
];

/// Formats the results as a table.
pub(crate) fn table(results: &[Result]) -> String {
    let mut lines = vec![HEAD.map(str::to_owned)];
    lines.extend(results.iter().map(cells));
    let widths: Vec<usize> = (0..HEAD.len())
        .map(|n| lines.iter().map(|line| line[n].len()).max().unwrap_or(0))
        .collect();
    lines.iter().map(|cells| line(cells, &widths)).collect()
}

fn line(cells: &[String; 11], widths: &[usize]) -> String {
    let padded = cells.iter().zip(widths).enumerate().map(|(n, (cell, &width))| {
        // Names are aligned to the left, numbers to the right.
        if n < 2 {
            format!("{cell:width$}")
        } else {
            format!("{cell:>width$}")
        }
    });
    padded.collect::<Vec<_>>().join("  ") + "\n"
}

fn cells(result: &Result) -> [String; 11] {
    [
        result.work.clone(),
        result.tool.clone(),
        result.rows.to_string(),
        number(Some(result.median_s), 3),
        number(Some(result.min_s), 3),
        number(Some(result.rows_per_s), 0),
        number(result.ratio_to_floor, 2),
        result
            .ratio_interval
            .map_or_else(|| "–".to_owned(), |[low, high]| format!("{low:.2}–{high:.2}")),
        number(result.client_cpu_s, 3),
        number(result.server_cpu_s, 3),
        number(result.peak_rss_mb, 1),
    ]
}

fn number(value: Option<f64>, digits: usize) -> String {
    value.map_or("–".to_owned(), |value| format!("{value:.digits$}"))
}
