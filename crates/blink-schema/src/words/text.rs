//! Texts as parts of addresses.
use super::bits::Bits;
use super::grammar::Template;

/// Appends a title as part of a URL: `a-quiet-guide-to-bike-repair`.
pub(crate) fn write_slug(bits: &mut Bits, out: &mut String) {
    let start = out.len();
    Template("article_title").write(bits, out);
    slug(out, start);
}

/// Makes the text behind `start` a slug: lower case, digits, and single hyphens between.
pub(crate) fn slug(out: &mut String, start: usize) {
    let Some(text) = out.get(start..).map(str::to_owned) else {
        return;
    };
    out.truncate(start);
    for character in text.chars() {
        if character.is_ascii_alphanumeric() {
            out.push(character.to_ascii_lowercase());
        } else if character != '\'' && !out.ends_with('-') && out.len() > start {
            out.push('-');
        }
    }
    if out.ends_with('-') && out.len() > start {
        out.pop();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slugs_have_single_hyphens_between_words() {
        let mut text = "x/ Anna's  guide: 5 ideas!".to_owned();
        slug(&mut text, 2);
        assert_eq!(text, "x/annas-guide-5-ideas");
        let mut text = "?!".to_owned();
        slug(&mut text, 0);
        assert_eq!(text, "");
        slug(&mut text, 9);
    }
}
