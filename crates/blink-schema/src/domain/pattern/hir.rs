//! A parsed regular expression as the texts in which it is found.

use std::cell::Cell;

use regex_syntax::hir::{Class, Hir, HirKind, Look, Repetition};

use super::unsupported::Unsupported;
use crate::domain::language::Language;

/// Repetitions of what looks around that are written out.
const MOST_WRITTEN_OUT: u32 = 4;

/// Parts that are looked at: branches with assertions one behind the other are as many ways as their product.
const MOST_STEPS: usize = 1_000;

/// The texts in which the expression is found.
pub(super) fn matching(hir: &Hir) -> Result<Language, Unsupported> {
    rest(&[hir], Language::all(), true, &Cell::new(MOST_STEPS))
}

/// The texts that have one of `before`, then what `items` match one behind the other, and then whatever follows.
///
/// `whole` says that `before` begins where the text does, so that what looks back sees it.
fn rest(items: &[&Hir], before: Language, whole: bool, steps: &Cell<usize>) -> Result<Language, Unsupported> {
    let left = steps.get().checked_sub(items.len() + 1);
    steps.set(left.ok_or_else(|| unsupported("too many assertions"))?);
    let mut before = before;
    let mut items = items;
    while let Some((first, others)) = items.split_first() {
        if first.properties().look_set().is_empty() {
            before = before.then(plain(first)?);
            items = others;
            continue;
        }
        return match first.kind() {
            HirKind::Look(look) => looked(before, around(*look)?, others, whole, steps),
            HirKind::Capture(capture) => rest(&spliced(&[&capture.sub], others), before, whole, steps),
            HirKind::Concat(all) => rest(&spliced(&all.iter().collect::<Vec<_>>(), others), before, whole, steps),
            HirKind::Alternation(all) => {
                let branches = all
                    .iter()
                    .map(|branch| rest(&spliced(&[branch], others), before.clone(), whole, steps));
                Ok(Language::Or(branches.collect::<Result<_, _>>()?))
            }
            HirKind::Repetition(repetition) => {
                let counts = written_out(repetition)?;
                let branches = counts.map(|count| {
                    let inner = vec![&*repetition.sub; usize::try_from(count).unwrap_or(0)];
                    rest(&spliced(&inner, others), before.clone(), whole, steps)
                });
                Ok(Language::Or(branches.collect::<Result<_, _>>()?))
            }
            HirKind::Empty | HirKind::Literal(_) | HirKind::Class(_) => Err(unsupported("an unknown assertion")),
        };
    }
    Ok(before.then(Language::all()))
}

fn spliced<'h>(inner: &[&'h Hir], others: &[&'h Hir]) -> Vec<&'h Hir> {
    inner.iter().chain(others).copied().collect()
}

/// The same at a place where `behind` must lie before and `ahead` after it.
fn looked(
    before: Language,
    (behind, ahead): Around,
    others: &[&Hir],
    whole: bool,
    steps: &Cell<usize>,
) -> Result<Language, Unsupported> {
    let Some(behinds) = behind else {
        let after = rest(others, Language::empty_text(), false, steps)?;
        let aheads = ahead.map_or_else(Language::all, Language::Or);
        return Ok(before.then(after.and(aheads)));
    };
    if !whole && before.has_empty_text() {
        return Err(unsupported("two assertions at what may be one place"));
    }
    let Some(aheads) = ahead else {
        return rest(others, before.and(Language::Or(behinds)), whole, steps);
    };
    let after = rest(others, Language::empty_text(), false, steps)?;
    // One of the pairs of what lies behind and what lies ahead.
    let pairs = behinds.into_iter().zip(aheads);
    let pairs = pairs.map(|(behind, ahead)| before.clone().and(behind).then(after.clone().and(ahead)));
    Ok(Language::Or(pairs.collect()))
}

/// The texts that must lie behind and ahead of an assertion; if both: pairs of them.
type Around = (Option<Vec<Language>>, Option<Vec<Language>>);

fn around(look: Look) -> Result<Around, Unsupported> {
    let word = || {
        let letter = Language::between('a', 'z').or(Language::between('A', 'Z'));
        letter.or(Language::between('0', '9')).or(Language::character('_'))
    };
    let ends = || Language::Concat(vec![Language::all(), word()]);
    let begins = || Language::Concat(vec![word(), Language::all()]);
    let not_ends = || ends().negated();
    let not_begins = || begins().negated();
    Ok(match look {
        Look::Start => (Some(vec![Language::empty_text()]), None),
        Look::End => (None, Some(vec![Language::empty_text()])),
        Look::WordStartAscii | Look::WordStartUnicode => (Some(vec![not_ends()]), Some(vec![begins()])),
        Look::WordEndAscii | Look::WordEndUnicode => (Some(vec![ends()]), Some(vec![not_begins()])),
        Look::WordAscii | Look::WordUnicode => (Some(vec![not_ends(), ends()]), Some(vec![begins(), not_begins()])),
        Look::WordAsciiNegate | Look::WordUnicodeNegate => {
            (Some(vec![not_ends(), ends()]), Some(vec![not_begins(), begins()]))
        }
        _ => return Err(unsupported("an assertion about lines")),
    })
}

fn written_out(repetition: &Repetition) -> Result<std::ops::RangeInclusive<u32>, Unsupported> {
    match repetition.max {
        Some(most) if most <= MOST_WRITTEN_OUT => Ok(repetition.min..=most),
        _ => Err(unsupported("a repetition of what looks around")),
    }
}

/// An expression that does not look around.
fn plain(hir: &Hir) -> Result<Language, Unsupported> {
    Ok(match hir.kind() {
        HirKind::Empty => Language::empty_text(),
        HirKind::Literal(literal) => {
            let text = std::str::from_utf8(&literal.0).map_err(|_| unsupported("bytes that are no characters"))?;
            Language::text(text)
        }
        HirKind::Class(Class::Unicode(class)) => Language::Class(class.clone()),
        HirKind::Class(Class::Bytes(class)) => Language::Class(
            class
                .to_unicode_class()
                .ok_or_else(|| unsupported("bytes that are no characters"))?,
        ),
        HirKind::Repetition(repetition) => plain(&repetition.sub)?.repeated(repetition.min, repetition.max),
        HirKind::Capture(capture) => plain(&capture.sub)?,
        HirKind::Concat(all) => Language::Concat(all.iter().map(plain).collect::<Result<_, _>>()?),
        HirKind::Alternation(all) => Language::Or(all.iter().map(plain).collect::<Result<_, _>>()?),
        HirKind::Look(_) => return Err(unsupported("an assertion")),
    })
}

fn unsupported(what: &str) -> Unsupported {
    Unsupported(what.to_owned())
}
