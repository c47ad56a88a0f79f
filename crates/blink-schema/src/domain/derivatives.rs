//! Regular expressions of one alphabet, shared and simplified, and their derivatives.
//!
//! A derivative is what may follow a character (Brzozowski, 1964). Equal expressions have equal numbers, so that the
//! derivatives of an expression are finitely many: the states of its automaton. Intersection and complement cost
//! nothing here.

use std::collections::HashMap;

use super::language::Language;

pub(super) type Id = u32;

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Node {
    /// The empty text.
    Epsilon,
    /// The parts of the alphabet that it has.
    Class(Vec<bool>),
    Concat(Id, Id),
    Repeat(Id, u32, Option<u32>),
    /// Ascending, without repetitions.
    Or(Vec<Id>),
    And(Vec<Id>),
    Not(Id),
}

/// The expressions that were made.
#[derive(Debug, Default)]
pub(super) struct Derivatives {
    nodes: Vec<(Node, bool)>,
    ids: HashMap<Node, Id>,
    derived: HashMap<(Id, usize), Id>,
    /// The members of all unions and intersections that were asked for.
    work: usize,
}

/// The number of expressions that one language may need.
const MOST_NODES: usize = 200_000;
/// The members of unions and intersections that are put together for one language: some seconds of work.
const MOST_WORK: usize = 10_000_000;
/// Expressions in one another that are derived, which is done by recursion.
const DEEPEST: u32 = 500;

/// The number of expressions is larger than what is worked with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TooLarge;

type Made = Result<Id, TooLarge>;

impl Derivatives {
    /// The expression of a language; `class_parts` are the parts of its classes in the order of
    /// [`visit_classes`](Language::visit_classes).
    pub(super) fn language(&mut self, language: &Language, class_parts: &mut impl Iterator<Item = Vec<bool>>) -> Made {
        match language {
            Language::Class(_) => {
                let parts = class_parts.next().unwrap_or_default();
                if parts.contains(&true) {
                    self.node(Node::Class(parts))
                } else {
                    self.none()
                }
            }
            Language::Concat(all) => {
                let ids = self.each(all, class_parts)?;
                let epsilon = self.node(Node::Epsilon)?;
                ids.into_iter()
                    .rev()
                    .try_fold(epsilon, |tail, head| self.concat(head, tail))
            }
            Language::Repeat(inner, least, most) => {
                let inner = self.language(inner, class_parts)?;
                self.repeat(inner, *least, *most)
            }
            Language::Or(all) => {
                let ids = self.each(all, class_parts)?;
                self.or(ids)
            }
            Language::And(all) => {
                let ids = self.each(all, class_parts)?;
                self.and(ids)
            }
            Language::Not(inner) => {
                let inner = self.language(inner, class_parts)?;
                self.not(inner)
            }
        }
    }

    fn each(&mut self, all: &[Language], parts: &mut impl Iterator<Item = Vec<bool>>) -> Result<Vec<Id>, TooLarge> {
        all.iter().map(|language| self.language(language, parts)).collect()
    }

    /// True if the empty text is in the expression.
    pub(super) fn is_nullable(&self, id: Id) -> bool {
        self.get(id).is_some_and(|node| node.1)
    }

    /// The texts that may follow a character of this part.
    pub(super) fn derive(&mut self, id: Id, part: usize) -> Made {
        self.derive_below(id, part, 0)
    }

    fn derive_below(&mut self, id: Id, part: usize, depth: u32) -> Made {
        if depth > DEEPEST {
            return Err(TooLarge);
        }
        let depth = depth + 1;
        if let Some(known) = self.derived.get(&(id, part)) {
            return Ok(*known);
        }
        let Some((node, nullable)) = self.get(id).cloned() else {
            return self.none();
        };
        let derived = match node {
            Node::Epsilon => self.none(),
            Node::Class(parts) => {
                if parts.get(part) == Some(&true) {
                    self.node(Node::Epsilon)
                } else {
                    self.none()
                }
            }
            Node::Concat(head, tail) => {
                let first = self.derive_below(head, part, depth)?;
                let first = self.concat(first, tail)?;
                if self.is_nullable(head) {
                    let second = self.derive_below(tail, part, depth)?;
                    self.or(vec![first, second])
                } else {
                    Ok(first)
                }
            }
            Node::Repeat(inner, least, most) => {
                let first = self.derive_below(inner, part, depth)?;
                // Repetitions of what may be empty have been given the least number zero.
                let _ = nullable;
                let rest = self.repeat(inner, least.saturating_sub(1), most.map(|most| most.saturating_sub(1)))?;
                self.concat(first, rest)
            }
            Node::Or(all) => {
                let ids = self.derive_each(&all, part, depth)?;
                self.or(ids)
            }
            Node::And(all) => {
                let ids = self.derive_each(&all, part, depth)?;
                self.and(ids)
            }
            Node::Not(inner) => {
                let inner = self.derive_below(inner, part, depth)?;
                self.not(inner)
            }
        }?;
        self.derived.insert((id, part), derived);
        Ok(derived)
    }

    fn derive_each(&mut self, all: &[Id], part: usize, depth: u32) -> Result<Vec<Id>, TooLarge> {
        all.iter().map(|id| self.derive_below(*id, part, depth)).collect()
    }

    fn get(&self, id: Id) -> Option<&(Node, bool)> {
        self.nodes.get(usize::try_from(id).ok()?)
    }

    fn node(&mut self, node: Node) -> Made {
        if let Some(known) = self.ids.get(&node) {
            return Ok(*known);
        }
        if self.nodes.len() >= MOST_NODES {
            return Err(TooLarge);
        }
        let nullable = match &node {
            Node::Epsilon => true,
            Node::Class(_) => false,
            Node::Concat(head, tail) => self.is_nullable(*head) && self.is_nullable(*tail),
            Node::Repeat(inner, least, _) => *least == 0 || self.is_nullable(*inner),
            Node::Or(all) => all.iter().any(|id| self.is_nullable(*id)),
            Node::And(all) => all.iter().all(|id| self.is_nullable(*id)),
            Node::Not(inner) => !self.is_nullable(*inner),
        };
        let id = Id::try_from(self.nodes.len()).map_err(|_| TooLarge)?;
        self.nodes.push((node.clone(), nullable));
        self.ids.insert(node, id);
        Ok(id)
    }

    fn none(&mut self) -> Made {
        self.node(Node::Or(Vec::new()))
    }

    fn all(&mut self) -> Made {
        self.node(Node::And(Vec::new()))
    }

    fn concat(&mut self, head: Id, tail: Id) -> Made {
        // To the right, so that the same text is the same expression.
        let mut heads = vec![head];
        while let Some(last) = heads.last()
            && let Some((Node::Concat(first, second), _)) = self.get(*last)
        {
            let (first, second) = (*first, *second);
            heads.pop();
            heads.extend([first, second]);
        }
        heads
            .into_iter()
            .rev()
            .try_fold(tail, |tail, head| self.concat_one(head, tail))
    }

    /// The concatenation of what is none itself.
    fn concat_one(&mut self, head: Id, tail: Id) -> Made {
        match self.get(head) {
            Some((Node::Epsilon, _)) => return Ok(tail),
            Some((Node::Or(all), _)) if all.is_empty() => return Ok(head),
            _ => {}
        }
        match self.get(tail) {
            Some((Node::Epsilon, _)) => Ok(head),
            Some((Node::Or(all), _)) if all.is_empty() => Ok(tail),
            Some((Node::And(all), _)) if all.is_empty() && self.get(head) == self.get(tail) => Ok(tail),
            _ => self.node(Node::Concat(head, tail)),
        }
    }

    fn repeat(&mut self, inner: Id, least: u32, most: Option<u32>) -> Made {
        let least = if self.is_nullable(inner) { 0 } else { least };
        match (self.get(inner), most) {
            (_, Some(0)) | (Some((Node::Epsilon, _)), _) => self.node(Node::Epsilon),
            (_, Some(1)) if least == 1 => Ok(inner),
            (Some((Node::Or(all), _)), _) if all.is_empty() => {
                if least == 0 {
                    self.node(Node::Epsilon)
                } else {
                    self.none()
                }
            }
            (Some((Node::Class(parts), _)), None) if least == 0 && !parts.contains(&false) => self.all(),
            (Some((Node::And(all), _)), _) if all.is_empty() => self.all(),
            _ => self.node(Node::Repeat(inner, least, most)),
        }
    }

    fn count(&mut self, members: usize) -> Result<(), TooLarge> {
        self.work = self.work.saturating_add(members);
        if self.work > MOST_WORK { Err(TooLarge) } else { Ok(()) }
    }

    fn or(&mut self, ids: Vec<Id>) -> Made {
        let all = self.all()?;
        let mut members = Vec::with_capacity(ids.len());
        for id in ids {
            match self.get(id) {
                Some((Node::Or(inner), _)) => members.extend(inner),
                _ => members.push(id),
            }
        }
        self.count(members.len())?;
        members.sort_unstable();
        members.dedup();
        if members.contains(&all) {
            return Ok(all);
        }
        match members.as_slice() {
            [one] => Ok(*one),
            _ => self.node(Node::Or(members)),
        }
    }

    fn and(&mut self, ids: Vec<Id>) -> Made {
        let none = self.none()?;
        let mut members = Vec::with_capacity(ids.len());
        for id in ids {
            match self.get(id) {
                Some((Node::And(inner), _)) => members.extend(inner),
                _ => members.push(id),
            }
        }
        self.count(members.len())?;
        members.sort_unstable();
        members.dedup();
        if members.contains(&none) {
            return Ok(none);
        }
        match members.as_slice() {
            [one] => Ok(*one),
            _ => self.node(Node::And(members)),
        }
    }

    fn not(&mut self, inner: Id) -> Made {
        match self.get(inner) {
            Some((Node::Not(twice), _)) => Ok(*twice),
            Some((Node::Or(all), _)) if all.is_empty() => self.all(),
            Some((Node::And(all), _)) if all.is_empty() => self.none(),
            _ => self.node(Node::Not(inner)),
        }
    }
}
