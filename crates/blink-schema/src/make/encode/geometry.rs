//! Geometric types.

use bytes::{BufMut, BytesMut};

/// A geometric type.
#[derive(Clone, Copy, Debug)]
pub(super) enum Shape {
    Point,
    Line,
    Segment,
    Box,
    Path,
    Polygon,
    Circle,
}

impl Shape {
    /// Writes a value as the output function writes it (geo_ops.c); None if the text is none. A part may be written.
    pub(super) fn write(self, text: &str, out: &mut BytesMut) -> Option<()> {
        let mut scanner = Scanner(text);
        match self {
            Self::Point => scanner.point(out)?,
            Self::Line => {
                scanner.eat('{')?;
                scanner.number(out)?;
                scanner.eat(',')?;
                scanner.number(out)?;
                scanner.eat(',')?;
                scanner.number(out)?;
                scanner.eat('}')?;
            }
            Self::Segment => {
                scanner.eat('[')?;
                scanner.two_points(out)?;
                scanner.eat(']')?;
            }
            Self::Box => scanner.two_points(out)?,
            Self::Path => {
                let is_open = scanner.eat('[').is_some();
                out.put_u8(u8::from(!is_open));
                if !is_open {
                    scanner.eat('(')?;
                }
                scanner.points(out)?;
                scanner.eat(if is_open { ']' } else { ')' })?;
            }
            Self::Polygon => {
                scanner.eat('(')?;
                scanner.points(out)?;
                scanner.eat(')')?;
            }
            Self::Circle => {
                scanner.eat('<')?;
                scanner.point(out)?;
                scanner.eat(',')?;
                scanner.number(out)?;
                scanner.eat('>')?;
            }
        }
        scanner.is_at_end().then_some(())
    }
}

/// Reads a shape from its front.
struct Scanner<'a>(&'a str);

impl Scanner<'_> {
    fn eat(&mut self, mark: char) -> Option<()> {
        self.0 = self.0.trim_start().strip_prefix(mark)?;
        Some(())
    }

    fn is_at_end(&self) -> bool {
        self.0.trim_start().is_empty()
    }

    fn number(&mut self, out: &mut BytesMut) -> Option<()> {
        let rest = self.0.trim_start();
        let end = rest.find([',', ')', ']', '}', '>']).unwrap_or(rest.len());
        let (number, rest) = rest.split_at_checked(end)?;
        out.put_f64(number.trim_end().parse().ok()?);
        self.0 = rest;
        Some(())
    }

    fn point(&mut self, out: &mut BytesMut) -> Option<()> {
        self.eat('(')?;
        self.number(out)?;
        self.eat(',')?;
        self.number(out)?;
        self.eat(')')
    }

    fn two_points(&mut self, out: &mut BytesMut) -> Option<()> {
        self.point(out)?;
        self.eat(',')?;
        self.point(out)
    }

    /// Writes the number of the points, and the points.
    fn points(&mut self, out: &mut BytesMut) -> Option<()> {
        let at = out.len();
        out.put_i32(0);
        let mut count = 0_i32;
        loop {
            self.point(out)?;
            count = count.checked_add(1)?;
            if self.eat(',').is_none() {
                break;
            }
        }
        out.get_mut(at..at + 4)?.copy_from_slice(&count.to_be_bytes());
        Some(())
    }
}
