//! Areas that do not overlap: each row has its own square of a grid.

use std::borrow::Cow;

use crate::value::Value;

/// The geometric types that have an area.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Area {
    Box,
    Circle,
    Polygon,
}

/// The squares that lie beside one another, before the next line of them begins.
const BESIDE: u64 = 1_000;

impl Area {
    /// The type of this name, if it has an area.
    pub(crate) fn named(ty: &str) -> Option<Self> {
        match ty {
            "box" => Some(Self::Box),
            "circle" => Some(Self::Circle),
            "polygon" => Some(Self::Polygon),
            _ => None,
        }
    }

    /// The area in the square of a row.
    pub(crate) fn of_row(self, row: u64) -> Value<'static> {
        let (x, y) = (row % BESIDE, row / BESIDE);
        let text = match self {
            Self::Box => format!("({x}.9,{y}.9),({x}.1,{y}.1)"),
            Self::Circle => format!("<({x}.5,{y}.5),0.4>"),
            Self::Polygon => format!("(({x}.1,{y}.1),({x}.9,{y}.1),({x}.5,{y}.9))"),
        };
        Value::Literal(Cow::Owned(text))
    }
}
