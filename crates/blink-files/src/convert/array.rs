//! Arrays in braces: `{1,NULL,"a b"}`, `[0:1]={{1},{2}}` (`array_in` in arrayfuncs.c).

use std::fmt::Write as _;

use bytes::{BufMut, BytesMut};

use super::array_shape::{Bounds, MAX_DIMENSIONS, Shape};
use super::reason::Reason;
use super::scanner::{Scanner, is_space, trim};

/// The conversion of an array's elements.
pub(super) trait WriteElement {
    /// Appends the binary form of an element; after an error, perhaps a part of it.
    fn write_binary(&self, element: &str, out: &mut BytesMut) -> Result<(), Reason>;

    /// Appends text for the input function of the elements' type; after an error, perhaps a part of it.
    fn write_text(&self, element: &str, out: &mut String) -> Result<(), Reason>;
}

/// The elements of an array type.
#[derive(Clone, Debug)]
pub(super) struct Array<E> {
    pub(super) element: Box<E>,
    /// The OID that the binary form names (`array_recv` compares it).
    pub(super) element_oid: u32,
    pub(super) delimiter: u8,
}

/// The parts of an array, in the order in which they are written.
enum Part<'a> {
    Open,
    Close,
    Delimiter,
    Element(Option<&'a str>),
}

impl<E: WriteElement> Array<E> {
    /// Writes the binary form (`array_recv` in arrayfuncs.c).
    pub(super) fn write_binary(&self, field: &str, out: &mut BytesMut) -> Result<(), Reason> {
        let start = out.len();
        let mut reader = Reader::new(field, self.delimiter)?;
        let dimensions = reader.dimensions();
        out.put_i32(i32::try_from(dimensions).unwrap_or(0));
        out.put_i32(0);
        out.put_u32(self.element_oid);
        out.put_bytes(0, 8 * dimensions);
        let mut has_null = false;
        let shape = reader.read(|part| {
            match part {
                Part::Element(None) => {
                    has_null = true;
                    out.put_i32(-1);
                }
                Part::Element(Some(element)) => {
                    let at = out.len();
                    out.put_i32(0);
                    self.element.write_binary(element, out)?;
                    let length = i32::try_from(out.len() - at - 4).map_err(|_| Reason::OutOfRange("an array"))?;
                    patch(out, at, length);
                }
                Part::Open | Part::Close | Part::Delimiter => {}
            }
            Ok(())
        })?;
        patch(out, start + 4, has_null.into());
        for (n, (length, lower)) in shape.dimensions().enumerate() {
            patch(out, start + 12 + 8 * n, length);
            patch(out, start + 16 + 8 * n, lower);
        }
        Ok(())
    }

    /// Writes the array with every element in quotes.
    pub(super) fn write_text(&self, field: &str, out: &mut String) -> Result<(), Reason> {
        let mut reader = Reader::new(field, self.delimiter)?;
        for (lower, upper) in reader.bounds.iter() {
            // A String takes all that is written to it.
            let _ = write!(out, "[{lower}:{upper}]");
        }
        out.push_str(if reader.bounds.is_empty() { "" } else { "=" });
        let mut text = String::new();
        reader.read(|part| {
            match part {
                Part::Open => out.push('{'),
                Part::Close => out.push('}'),
                Part::Delimiter => out.push(self.delimiter.into()),
                Part::Element(None) => out.push_str("NULL"),
                Part::Element(Some(element)) => {
                    text.clear();
                    self.element.write_text(element, &mut text)?;
                    quote(&text, out);
                }
            }
            Ok(())
        })?;
        Ok(())
    }
}

/// Writes a number over what was left free for it.
fn patch(out: &mut BytesMut, at: usize, value: i32) {
    if let Some(free) = out.get_mut(at..at + 4) {
        free.copy_from_slice(&value.to_be_bytes());
    }
}

fn quote(text: &str, out: &mut String) {
    out.push('"');
    for c in text.chars() {
        if matches!(c, '"' | '\\') {
            out.push('\\');
        }
        out.push(c);
    }
    out.push('"');
}

/// Reads an array from its front.
struct Reader<'a> {
    rest: Scanner<'a>,
    delimiter: u8,
    bounds: Bounds,
    shape: Shape,
    /// An element with its escapes resolved.
    resolved: String,
}

impl<'a> Reader<'a> {
    fn new(field: &'a str, delimiter: u8) -> Result<Self, Reason> {
        let mut rest = Scanner(trim(field.as_bytes()));
        let bounds = Bounds::scan(&mut rest)?;
        let mut opened = rest;
        let mut depth = 0;
        while opened.eat(b'{') {
            depth += 1;
            opened.skip_spaces();
        }
        if depth == 0 {
            return Err(Reason::Array("it does not begin with {"));
        }
        let is_empty = depth == 1 && opened.peek() == Some(b'}');
        if depth > MAX_DIMENSIONS {
            return Err(Reason::Array("more than six dimensions"));
        }
        Ok(Self {
            rest,
            delimiter,
            bounds,
            shape: Shape::new(if is_empty { 0 } else { depth }),
            resolved: String::new(),
        })
    }

    fn dimensions(&self) -> usize {
        self.shape.count()
    }

    /// Reads all parts.
    fn read(&mut self, mut each: impl FnMut(Part<'_>) -> Result<(), Reason>) -> Result<Shape, Reason> {
        let mut depth = 0;
        // True where a value must follow.
        let mut is_open = true;
        loop {
            self.rest.skip_spaces();
            match self.rest.peek().ok_or(Reason::Array("it ends too early"))? {
                b'{' if is_open && depth < self.dimensions().max(1) => {
                    self.rest.skip_one();
                    depth += 1;
                    each(Part::Open)?;
                    if self.dimensions() == 0 {
                        is_open = false;
                    }
                }
                b'}' if !is_open => {
                    self.rest.skip_one();
                    each(Part::Close)?;
                    self.shape.close(depth)?;
                    depth -= 1;
                    if depth == 0 {
                        return self.end();
                    }
                }
                byte if byte == self.delimiter && !is_open && depth > 0 && self.dimensions() > 0 => {
                    self.rest.skip_one();
                    each(Part::Delimiter)?;
                    is_open = true;
                }
                _ if is_open && depth == self.dimensions() => {
                    self.element(&mut each)?;
                    self.shape.count_element(depth)?;
                    is_open = false;
                }
                _ => return Err(Reason::Array("its parts are not alike")),
            }
        }
    }

    /// Makes sure that nothing follows, and that the array is as large as it says.
    fn end(&mut self) -> Result<Shape, Reason> {
        if !self.rest.is_empty() {
            return Err(Reason::Array("something follows it"));
        }
        self.shape.set_bounds(&self.bounds)?;
        Ok(self.shape)
    }

    fn element(&mut self, each: &mut impl FnMut(Part<'_>) -> Result<(), Reason>) -> Result<(), Reason> {
        let is_quoted = self.rest.eat(b'"');
        let delimiter = self.delimiter;
        let ends = |byte: u8| {
            byte == b'"' || byte == b'\\' || !is_quoted && (byte == b'{' || byte == b'}' || byte == delimiter)
        };
        let start = self.rest.take_while(|byte| !ends(byte));
        let element = if self.rest.peek() == Some(b'\\') {
            self.resolve(start, is_quoted, ends)?;
            self.resolved.as_str()
        } else {
            let start = if is_quoted { start } else { trim(start) };
            if !is_quoted && start.eq_ignore_ascii_case(b"null") {
                return each(Part::Element(None));
            }
            text(start)?
        };
        if is_quoted {
            if !self.rest.eat(b'"') {
                return Err(Reason::Array("a quote is not closed"));
            }
        } else if element.is_empty() || matches!(self.rest.peek(), Some(b'"' | b'{')) {
            return Err(Reason::Array("an element is empty or not quoted"));
        }
        each(Part::Element(Some(element))).map_err(|reason| match reason {
            Reason::Element(_) | Reason::NoBinaryForm => reason,
            reason => Reason::Element(Box::new(reason)),
        })
    }

    /// Resolves the escapes of an element whose beginning has none.
    fn resolve(&mut self, start: &'a [u8], is_quoted: bool, ends: impl Fn(u8) -> bool) -> Result<(), Reason> {
        let mut bytes = std::mem::take(&mut self.resolved).into_bytes();
        bytes.clear();
        bytes.extend_from_slice(start);
        // Blanks at the end belong to the element if they are escaped.
        let mut kept = 0;
        while self.rest.eat(b'\\') {
            bytes.push(self.rest.peek().ok_or(Reason::Array("it ends too early"))?);
            self.rest.skip_one();
            kept = bytes.len();
            bytes.extend_from_slice(self.rest.take_while(|byte| !ends(byte)));
        }
        if !is_quoted {
            while bytes.len() > kept && bytes.last().copied().is_some_and(is_space) {
                bytes.pop();
            }
        }
        // A backslash stands before a whole character.
        self.resolved = String::from_utf8(bytes).map_err(|_| Reason::Array("a character is cut"))?;
        Ok(())
    }
}

/// The bytes as text; they were cut at ASCII characters.
fn text(bytes: &[u8]) -> Result<&str, Reason> {
    std::str::from_utf8(bytes).map_err(|_| Reason::Array("a character is cut"))
}
