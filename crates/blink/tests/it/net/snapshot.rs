//! Texts that are compared with files.

use std::fmt::Write as _;
use std::path::PathBuf;

fn path(name: &str) -> PathBuf {
    let directory = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/it/net");
    PathBuf::from(directory).join(format!("{name}.snap"))
}

/// The content of the file; empty if there is none.
pub fn read(name: &str) -> String {
    std::fs::read_to_string(path(name)).unwrap_or_default()
}

/// Returns true if files are to be rewritten.
pub fn updates() -> bool {
    std::env::var_os("BLINK_UPDATE").is_some_and(|value| value == "1")
}

pub fn write(name: &str, text: &str) {
    std::fs::write(path(name), text).unwrap();
}

/// Compares a text with its file, or writes that.
pub fn compare(name: &str, now: &str) {
    let recorded = read(name);
    if recorded == now {
        return;
    }
    if updates() {
        write(name, now);
        return;
    }
    panic!(
        "{} is not what the run did now (-: recorded, +: now; BLINK_UPDATE=1 rewrites it):\n{}",
        path(name).display(),
        diff(&recorded, now)
    );
}

/// The lines that differ, each with those beside it.
pub fn diff(old: &str, new: &str) -> String {
    let (old, new) = (old.lines().collect::<Vec<_>>(), new.lines().collect::<Vec<_>>());
    let lines = edits(&old, &new);
    let near = |n: usize| {
        let around = n.saturating_sub(2)..(n + 3).min(lines.len());
        lines[around].iter().any(|(mark, _)| *mark != ' ')
    };
    let mut shown = String::new();
    let mut skipped = false;
    for (n, (mark, line)) in lines.iter().enumerate() {
        if near(n) {
            if skipped {
                shown.push_str("  …\n");
            }
            let _ = writeln!(shown, "{mark} {line}");
        }
        skipped = !near(n);
    }
    shown
}

/// By the longest common subsequence.
fn edits<'l>(old: &[&'l str], new: &[&'l str]) -> Vec<(char, &'l str)> {
    let mut common = vec![vec![0_usize; new.len() + 1]; old.len() + 1];
    for (o, old_line) in old.iter().enumerate().rev() {
        for (n, new_line) in new.iter().enumerate().rev() {
            common[o][n] = if old_line == new_line {
                common[o + 1][n + 1] + 1
            } else {
                common[o + 1][n].max(common[o][n + 1])
            };
        }
    }
    let (mut o, mut n) = (0, 0);
    let mut lines = Vec::new();
    while o < old.len() || n < new.len() {
        if o < old.len() && n < new.len() && old[o] == new[n] {
            lines.push((' ', old[o]));
            (o, n) = (o + 1, n + 1);
        } else if n == new.len() || (o < old.len() && common[o + 1][n] >= common[o][n + 1]) {
            lines.push(('-', old[o]));
            o += 1;
        } else {
            lines.push(('+', new[n]));
            n += 1;
        }
    }
    lines
}

#[test]
fn a_difference_is_shown_line_by_line() {
    assert_eq!(
        diff("a\nb\nc\nd\ne\nf", "a\nb\nc\nd\nx\nf"),
        "  …\n  c\n  d\n- e\n+ x\n  f\n"
    );
}
