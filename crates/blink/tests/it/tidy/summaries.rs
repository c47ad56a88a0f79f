//! The first lines of doc comments.

use super::{ROOT, files};

/// The words that begin a question.
const QUESTIONS: [&str; 11] = [
    "What", "How", "Which", "Whether", "Where", "When", "Who", "Whom", "Whose", "Why", "Whatever",
];

/// The mark of a line of a doc comment, and its text.
fn doc(line: &str) -> Option<(&str, &str)> {
    let line = line.trim_start();
    let (mark, text) = line.split_at_checked(3)?;
    let is_doc = matches!(mark, "///" | "//!") && !text.starts_with('/');
    is_doc.then_some((mark, text.trim_start()))
}

/// The summaries in a Rust source file that begin with a question word, each with the number of its line.
fn questions(source: &str) -> Vec<(usize, &str)> {
    let mut found = Vec::new();
    let mut before = None;
    for (n, line) in source.lines().enumerate() {
        let here = doc(line);
        // The first line of its comment.
        if let Some((mark, text)) = here
            && before != Some(mark)
        {
            let word = text.split(|char: char| !char.is_alphabetic()).next();
            if word.is_some_and(|word| QUESTIONS.contains(&word)) {
                found.push((n + 1, text));
            }
        }
        before = here.map(|(mark, _)| mark);
    }
    found
}

#[test]
fn no_summary_begins_with_a_question_word() {
    let source =
        "//! How it works.\n/// Rows.\n/// What they are.\n\n    /// Who's there.\n//// Why.\n// When.\n/// Howling.";
    assert_eq!(questions(source), [(1, "How it works."), (5, "Who's there.")]);
    let (mut wrong, mut looked_at) = (Vec::new(), 0);
    for path in ["crates", "bench", "fuzz"].into_iter().flat_map(files) {
        let is_rust = path.extension().is_some_and(|extension| extension == "rs");
        if !is_rust || path.components().any(|part| part.as_os_str() == "target") {
            continue;
        }
        looked_at += 1;
        let source = std::fs::read_to_string(&path).unwrap();
        let path = path.strip_prefix(ROOT).unwrap_or(&path).display();
        wrong.extend(
            questions(&source)
                .into_iter()
                .map(|(n, text)| format!("{path}:{n}: {text}")),
        );
    }
    assert!(looked_at > 500, "{looked_at} files");
    assert_eq!(
        wrong,
        Vec::<String>::new(),
        "a summary begins with a noun phrase or a verb"
    );
}
