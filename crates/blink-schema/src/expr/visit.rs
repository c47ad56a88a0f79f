//! The parts of an expression.

use super::tree::Expr;

impl Expr {
    /// The parts that this one is made of directly.
    pub fn parts(&self) -> Vec<&Self> {
        match self {
            Self::Constant(_) | Self::Column(_) | Self::Opaque(_) => Vec::new(),
            Self::And(parts) | Self::Or(parts) | Self::Call(_, parts) | Self::Array(parts) | Self::Row(parts) => {
                parts.iter().collect()
            }
            Self::Not(part)
            | Self::Negated(part)
            | Self::IsNull(part)
            | Self::Cast(part, _)
            | Self::Field(part, _)
            | Self::Collate(part, _) => vec![part],
            Self::Binary(_, left, right)
            | Self::Any(_, left, right)
            | Self::All(_, left, right)
            | Self::IsNotDistinct(left, right)
            | Self::Element(left, right) => vec![left, right],
            Self::Case(branches, otherwise) => branches
                .iter()
                .flat_map(|(condition, result)| [condition, result])
                .chain([&**otherwise])
                .collect(),
        }
    }

    /// The same parts, which may be changed.
    pub(super) fn parts_mut(&mut self) -> Vec<&mut Self> {
        match self {
            Self::Constant(_) | Self::Column(_) | Self::Opaque(_) => Vec::new(),
            Self::And(parts) | Self::Or(parts) | Self::Call(_, parts) | Self::Array(parts) | Self::Row(parts) => {
                parts.iter_mut().collect()
            }
            Self::Not(part)
            | Self::Negated(part)
            | Self::IsNull(part)
            | Self::Cast(part, _)
            | Self::Field(part, _)
            | Self::Collate(part, _) => vec![part],
            Self::Binary(_, left, right)
            | Self::Any(_, left, right)
            | Self::All(_, left, right)
            | Self::IsNotDistinct(left, right)
            | Self::Element(left, right) => vec![left, right],
            Self::Case(branches, otherwise) => branches
                .iter_mut()
                .flat_map(|(condition, result)| [condition, result])
                .chain([&mut **otherwise])
                .collect(),
        }
    }

    /// Shows this expression and all its parts, each before its own parts.
    pub fn visit<'a>(&'a self, see: &mut impl FnMut(&'a Self)) {
        see(self);
        for part in self.parts() {
            part.visit(see);
        }
    }

    /// The number of expressions that are in one another, at most.
    pub(super) fn depth(&self) -> usize {
        let deepest = self.parts().into_iter().map(Self::depth).max();
        deepest.unwrap_or_default() + 1
    }

    /// The names of the columns in it, also in opaque parts, each once, in the order of their bytes.
    pub fn columns(&self) -> Vec<String> {
        let mut columns = Vec::new();
        self.visit(&mut |part| match part {
            Self::Column(name) => columns.push(name.clone()),
            Self::Opaque(opaque) => columns.extend(opaque.columns.iter().cloned()),
            _ => {}
        });
        columns.sort_unstable();
        columns.dedup();
        columns
    }
}
