//! A comparison of outputs without what differs from run to run.

/// Returns true if an output is as it is shown: but for times, sizes, the server, and lines that are left out by `…`.
pub fn is_same(shown: &str, output: &str) -> bool {
    let output = masked(output);
    let mut rest = output.as_slice();
    let mut skips = false;
    let shown = masked(shown);
    let mut pieces = shown.split(|line| line == "…").peekable();
    while let Some(piece) = pieces.next() {
        let is_last = pieces.peek().is_none();
        let at = match (skips, is_last) {
            (false, _) => Some(0).filter(|_| rest.starts_with(piece)),
            (true, true) => rest.len().checked_sub(piece.len()).filter(|at| rest[*at..] == *piece),
            (true, false) => (0..=rest.len()).find(|at| rest[*at..].starts_with(piece)),
        };
        let Some(at) = at else { return false };
        rest = &rest[at + piece.len()..];
        skips = true;
    }
    rest.is_empty()
}

fn masked(text: &str) -> Vec<String> {
    let lines = text.trim_end().lines().filter(|line| !is_timed(line));
    lines.map(masked_line).collect()
}

/// Lines that come or not, as the run takes its time: the phases of a report, and progress.
fn is_timed(line: &str) -> bool {
    let is_progress = line.contains(" %, ") && line.contains(" of ") || line.starts_with("the server ");
    is_progress
        || ["generate ", "copy "]
            .iter()
            .any(|phase| line.starts_with(phase) && line.contains(" ms"))
}

fn masked_line(line: &str) -> String {
    let indent = line.len() - line.trim_start().len();
    if line.starts_with("  server ") || line.starts_with("  role ") {
        return line.split_whitespace().next().unwrap_or_default().to_owned();
    }
    let mut words = line.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
    let mut has_time = false;
    for at in 1..words.len() {
        let unit = words[at].trim_end_matches([',', ';', ')', ':']).to_owned();
        let (is_time, is_size) = (["ms", "s"].contains(&&*unit), ["B", "kB", "MB", "GB"].contains(&&*unit));
        if (is_time || is_size)
            && words[at - 1]
                .trim_start_matches('(')
                .starts_with(|c: char| c.is_ascii_digit())
        {
            has_time |= is_time;
            words[at - 1] = "#".to_owned();
            words[at] = words[at].replace(&unit, if is_time { "time" } else { "size" });
        }
    }
    // The rate at the end of a report's line.
    if let Some(last) = words.last_mut().filter(|_| has_time)
        && last.chars().all(|c| c.is_ascii_digit() || c == ',')
    {
        *last = "#".to_owned();
    }
    format!("{}{}", " ".repeat(indent), words.join(" "))
}

#[test]
fn what_differs_from_run_to_run_is_not_compared() {
    let shown = "people.csv\n  server    localhost, 15\n  holds     1 table, 7.7 MB\ntable  rows  size  time  rows/s\n\
                 a   2  99 B   4.7 ms     1,421\ngenerate 0.5 ms, commit 0.2 ms\n";
    let output = "people.csv\n  server  x\n  holds  1 table, 17.7 kB\ntable rows size time rows/s\na 2 101 B 1.20 s 9\n\
                  100 %, 99 B of 99 B, 2 rows\n\n";
    assert!(is_same(shown, output));
    assert!(!is_same(shown, &output.replace("1 table", "2 tables")));
    assert!(!is_same(shown, &output.replace("a 2", "a 3")));
    assert!(!is_same(shown, &output.replace("  holds", "holds")));
}

#[test]
fn lines_may_be_left_out() {
    for (shown, is_so) in [
        ("a\n…\nd\n", true),
        ("a\n…\n", true),
        ("…\nd\n", true),
        ("…\nb\n…\n", true),
        ("a\n…\nc\n", false),
        ("…\nx\n…\n", false),
        ("b\n…\n", false),
        ("a\nb\n", false),
    ] {
        assert_eq!(is_same(shown, "a\nb\nc\nd\n"), is_so, "{shown}");
    }
}
