//! Escapes outside brackets, and those that brackets have, too.

use super::{Done, Reader, refused};
use crate::domain::pattern::unsupported::Unsupported;

impl Reader<'_> {
    /// An escape outside brackets; the backslash has been read.
    pub(super) fn escape(&mut self) -> Done {
        let Some(c) = self.input.next() else {
            return refused("a backslash at the end");
        };
        let class = match c {
            'd' => "[0-9]",
            'D' => "[^0-9]",
            's' => "[\\t-\\r ]",
            'S' => "[^\\t-\\r ]",
            'w' => "[0-9A-Za-z_]",
            'W' => "[^0-9A-Za-z_]",
            'm' => "\\b{start}",
            'M' => "\\b{end}",
            'y' => "\\b",
            'Y' => "\\B",
            'A' => "\\A",
            'Z' => "\\z",
            // `\0` and octal numbers of two digits and more are characters, a single digit is a back reference.
            '1'..='9' => return refused("a back reference"),
            _ => {
                let character = self.character(c)?;
                self.literal(character);
                return Ok(());
            }
        };
        self.locale |= !matches!(c, 'A' | 'Z');
        self.output.push_str(class);
        Ok(())
    }

    /// The character that an escape is; `c` comes behind the backslash.
    pub(super) fn character(&mut self, c: char) -> Result<char, Unsupported> {
        Ok(match c {
            'a' => '\x07',
            'b' => '\x08',
            'B' => '\\',
            'c' => match self.input.next() {
                Some(letter) => char::from(u8::try_from(u32::from(letter) & 0x1f).unwrap_or(0)),
                None => return refused("an escape without an end"),
            },
            'e' => '\x1b',
            'f' => '\x0c',
            'n' => '\n',
            'r' => '\r',
            't' => '\t',
            'v' => '\x0b',
            'u' => self.hexadecimal(4)?,
            'U' => self.hexadecimal(8)?,
            'x' => self.hexadecimal_of_any_length()?,
            '0' => self.octal()?,
            c if c.is_ascii_alphanumeric() => return refused(format!("the escape \\{c}")),
            c => c,
        })
    }

    fn hexadecimal(&mut self, digits: u32) -> Result<char, Unsupported> {
        let mut code = 0_u32;
        for _ in 0..digits {
            let digit = self.input.next().and_then(|c| c.to_digit(16));
            match digit.and_then(|digit| code.checked_mul(16)?.checked_add(digit)) {
                Some(longer) => code = longer,
                None => return refused("an escape that is no character"),
            }
        }
        char::from_u32(code).ok_or_else(|| Unsupported("an escape that is no character".to_owned()))
    }

    fn hexadecimal_of_any_length(&mut self) -> Result<char, Unsupported> {
        let mut code = None;
        while let Some(digit) = self.input.peek().and_then(|c| c.to_digit(16)) {
            self.input.next();
            code = code
                .unwrap_or(0_u32)
                .checked_mul(16)
                .and_then(|code| code.checked_add(digit));
            if code.is_none() {
                break;
            }
        }
        code.and_then(char::from_u32)
            .ok_or_else(|| Unsupported("an escape that is no character".to_owned()))
    }

    fn octal(&mut self) -> Result<char, Unsupported> {
        let mut code = 0;
        for _ in 0..2 {
            if let Some(digit) = self.input.peek().and_then(|c| c.to_digit(8)) {
                self.input.next();
                code = code * 8 + digit;
            }
        }
        char::from_u32(code).ok_or_else(|| Unsupported("an escape that is no character".to_owned()))
    }
}
