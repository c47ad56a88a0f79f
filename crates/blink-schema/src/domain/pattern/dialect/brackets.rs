//! Bracket expressions.

use std::fmt::Write as _;

use super::{Done, Reader, refused};
use crate::domain::pattern::unsupported::Unsupported;

/// An item of a bracket expression.
enum Item {
    Character(char),
    /// A class, written for `regex-syntax`.
    Class(&'static str),
    End,
}

impl Reader<'_> {
    /// A bracket expression; its first bracket has been read.
    pub(super) fn bracket(&mut self) -> Done {
        if self.word_boundary() {
            return Ok(());
        }
        self.output.push('[');
        if self.input.next_if_eq(&'^').is_some() {
            self.output.push('^');
        }
        let mut first = true;
        loop {
            match self.item(first)? {
                Item::End => break,
                Item::Class(class) => {
                    self.locale = true;
                    self.output.push_str(class);
                }
                Item::Character(from) => {
                    self.code(from);
                    self.range(from)?;
                }
            }
            first = false;
        }
        self.output.push(']');
        Ok(())
    }

    /// `[[:<:]]` and `[[:>:]]`.
    fn word_boundary(&mut self) -> bool {
        let rest = self.input.clone().take(6).collect::<String>();
        let boundary = match rest.as_str() {
            "[:<:]]" => "\\b{start}",
            "[:>:]]" => "\\b{end}",
            _ => return false,
        };
        for _ in rest.chars() {
            self.input.next();
        }
        self.locale = true;
        self.output.push_str(boundary);
        true
    }

    fn code(&mut self, c: char) {
        if !c.is_ascii() {
            self.others.push(c);
        }
        let _ = write!(self.output, "\\x{{{:x}}}", u32::from(c));
    }

    /// The end of a range that began with `from`, if there is one.
    fn range(&mut self, from: char) -> Done {
        let mut ahead = self.input.clone();
        if ahead.next() != Some('-') || ahead.next() == Some(']') {
            return Ok(());
        }
        self.input.next();
        let Item::Character(to) = self.item(false)? else {
            return refused("a range up to a class");
        };
        if to < from {
            return refused("a range that ends before it begins");
        }
        if !from.is_ascii() || !to.is_ascii() {
            self.others.extend((from..=to).take(1_024));
        }
        self.output.push('-');
        self.code(to);
        Ok(())
    }

    fn item(&mut self, first: bool) -> Result<Item, Unsupported> {
        let Some(c) = self.input.next() else {
            return refused("a bracket without an end");
        };
        Ok(match c {
            ']' if !first => Item::End,
            '[' => match self.input.peek() {
                Some(':') => Item::Class(self.named_class()?),
                Some('.' | '=') => return refused("a collating element"),
                _ => Item::Character('['),
            },
            '\\' => match self.input.next() {
                Some('d') => Item::Class("0-9"),
                Some('s') => Item::Class("\\t-\\r "),
                Some('w') => Item::Class("0-9A-Za-z_"),
                Some(c @ ('D' | 'S' | 'W')) => return refused(format!("\\{c} within brackets")),
                Some(c) => Item::Character(self.character(c)?),
                None => return refused("a bracket without an end"),
            },
            c => Item::Character(c),
        })
    }

    /// `[:alpha:]`; its bracket has been read.
    fn named_class(&mut self) -> Result<&'static str, Unsupported> {
        self.input.next();
        let mut name = String::new();
        while let Some(c) = self.input.next_if(|c| *c != ':') {
            name.push(c);
        }
        if self.input.next() != Some(':') || self.input.next() != Some(']') {
            return refused("a class without an end");
        }
        Ok(match name.as_str() {
            "alnum" => "[:alnum:]",
            "alpha" => "[:alpha:]",
            "ascii" => "[:ascii:]",
            "blank" => "[:blank:]",
            "cntrl" => "[:cntrl:]",
            "digit" => "[:digit:]",
            "graph" => "[:graph:]",
            "lower" => "[:lower:]",
            "print" => "[:print:]",
            "punct" => "[:punct:]",
            "space" => "[:space:]",
            "upper" => "[:upper:]",
            "word" => "[:word:]",
            "xdigit" => "[:xdigit:]",
            _ => return refused(format!("the class {name}")),
        })
    }
}
