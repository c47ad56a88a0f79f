//! Parents, halved down to blocks.

use super::block::{BLOCK, Block};
use super::node::{Node, Part};
use crate::generate::fanout::Classes;
use crate::generate::random::RngKey;

/// The parents that a tree has if their number may grow: more than there can be.
const ALL: u64 = 1 << 63;

/// The levels that a path has room for from the start: those of a million parents.
const LEVELS: usize = 16;

/// All parents. How many of them are in which class is known; halving them at random, again and again, decides which of
/// them.
///
/// If the number of parents may grow, the tree has always the same 2^63 of them, of which only the first are asked for.
#[derive(Clone, Debug)]
pub(super) struct Tree {
    classes: Classes,
    splits: RngKey,
    shuffles: RngKey,
    /// The smallest node that has all parents that are asked for.
    root: Node,
    parts: Vec<Part>,
}

/// The nodes from the root down to the one that was asked for last. What is asked for next often shares most of them.
#[derive(Clone, Debug)]
pub(super) struct Path<'t> {
    tree: &'t Tree,
    /// True if nodes above the last one are kept, for what is asked for next.
    keeps: bool,
    /// The nodes below the root, each with the beginning of its parts.
    nodes: Vec<(Node, usize)>,
    /// The parts of all nodes, one node's after the other's.
    parts: Vec<Part>,
}

impl Tree {
    pub(super) fn new(classes: Classes, parents: u64, key: RngKey) -> Self {
        let size = classes.parents().unwrap_or(ALL);
        let whole = Self {
            splits: key.nth(SPLITS),
            shuffles: key.nth(SHUFFLES),
            root: Node::whole(size),
            parts: Part::of_all(&classes, size),
            classes,
        };
        let mut path = whole.path(false);
        while path.node().size / 2 >= parents.max(BLOCK as u64) {
            path.descend(|_, _| false);
        }
        let (root, parts) = (*path.node(), path.node_parts().to_vec());
        Self { root, parts, ..whole }
    }

    /// The number of the first child of a parent, or of all children if it is the number of parents. Saturates.
    pub(super) fn first_child(&self, parent: u64) -> u64 {
        if parent >= self.root.size {
            return Part::children(&self.parts, &self.classes);
        }
        let run = self.path(false).block_of_parent(parent).children_of(parent);
        run.map_or(u64::MAX, |run| run.start)
    }

    /// The path that ends at the root.
    #[inline]
    pub(super) fn path(&self, keeps: bool) -> Path<'_> {
        Path {
            tree: self,
            keeps,
            nodes: Vec::new(),
            parts: Vec::new(),
        }
    }
}

impl Path<'_> {
    /// The block that a parent is in.
    pub(super) fn block_of_parent(&mut self, parent: u64) -> Block {
        self.ascend(|node| node.first <= parent && parent - node.first < node.size);
        while self.node().size > BLOCK as u64 {
            self.descend(|middle, _| parent >= middle);
        }
        self.block()
    }

    /// The block that a child is in. There must be such a child.
    pub(super) fn block_of_child(&mut self, child: u64) -> Block {
        self.ascend(|node| (node.first_child..node.end_child).contains(&child));
        while self.node().size > BLOCK as u64 {
            self.descend(|_, middle_child| child >= middle_child);
        }
        self.block()
    }

    fn node(&self) -> &Node {
        self.nodes.last().map_or(&self.tree.root, |(node, _)| node)
    }

    fn node_parts(&self) -> &[Part] {
        match self.nodes.last() {
            Some((_, from)) => self.parts.get(*from..).unwrap_or_default(),
            None => &self.tree.parts,
        }
    }

    /// Leaves nodes until one has what is sought. The root has everything.
    fn ascend(&mut self, has_it: impl Fn(&Node) -> bool) {
        while let Some((node, from)) = self.nodes.last() {
            if has_it(node) {
                return;
            }
            self.parts.truncate(*from);
            self.nodes.pop();
        }
    }

    /// Goes to one of the node's halves. `goes_right` is told the first parent and the first child of the right one.
    fn descend(&mut self, goes_right: impl FnOnce(u64, u64) -> bool) {
        steps::count();
        let split = self.node().split(self.tree.splits);
        let middle_child = split.middle_child(self.node_parts(), &self.tree.classes);
        let right = goes_right(split.middle(), middle_child);
        let mut half_part = split.half_parts(right);
        let to = self.parts.len();
        let from = match self.nodes.last() {
            None => {
                let levels = if self.keeps { LEVELS } else { 1 };
                self.nodes.reserve(levels);
                self.parts.reserve(levels * self.tree.parts.len());
                self.parts.extend(self.tree.parts.iter().copied().filter_map(half_part));
                0
            }
            Some((_, from)) if self.keeps => {
                for n in *from..to {
                    let half = self.parts.get(n).copied().and_then(&mut half_part);
                    self.parts.extend(half);
                }
                to
            }
            Some(_) => {
                self.parts.retain_mut(|part| {
                    let half = half_part(*part);
                    *part = half.unwrap_or(*part);
                    half.is_some()
                });
                self.nodes.clear();
                0
            }
        };
        self.nodes.push((split.half(right, middle_child), from));
    }

    /// The parents of the node, in an order that hides the classes.
    fn block(&self) -> Block {
        let (node, parts) = (self.node(), self.node_parts());
        let key = self.tree.shuffles.nth(node.first);
        Block::shuffled(node.first, node.first_child, node.size, key, |numbers| {
            Part::fill(parts, &self.tree.classes, numbers);
        })
    }
}

/// The number of steps that a search takes, for the tests.
pub(in crate::generate) mod steps {
    #[cfg(test)]
    thread_local! {
        pub(crate) static STEPS: std::cell::Cell<u32> = const { std::cell::Cell::new(0) };
    }

    #[inline]
    pub(super) fn count() {
        #[cfg(test)]
        STEPS.set(STEPS.get() + 1);
    }
}

/// The uses of a key that are kept apart.
const SPLITS: u64 = 0;
const SHUFFLES: u64 = 1;
