//! The datasets by name.

use serde::{Deserialize, Serialize};

use crate::data::Dataset;
use crate::data::Spec;
use crate::data::seed::Seed;

/// A dataset.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Data {
    Seed,
    Uuid,
    Wide,
    Small,
    Onto,
    Pgbench,
    /// Generated rows, which only Blink can make, for the tables of the seed.
    Generated(Shape),
}

/// Runs the same code for any dataset.
macro_rules! each {
    ($data:expr, $dataset:ident => $do:expr, $shape:ident => $else:expr) => {
        match $data {
            $crate::data::all::Data::Seed => {
                type $dataset = $crate::data::seed::Seed;
                $do
            }
            $crate::data::all::Data::Uuid => {
                type $dataset = $crate::data::uuid::Uuids;
                $do
            }
            $crate::data::all::Data::Wide => {
                type $dataset = $crate::data::wide::Wide;
                $do
            }
            $crate::data::all::Data::Small => {
                type $dataset = $crate::data::small::Small;
                $do
            }
            $crate::data::all::Data::Onto => {
                type $dataset = $crate::data::onto::Onto;
                $do
            }
            $crate::data::all::Data::Pgbench => {
                type $dataset = $crate::data::pgbench::Tables;
                $do
            }
            $crate::data::all::Data::Generated($shape) => $else,
        }
    };
}

pub(crate) use each;

impl Data {
    pub(crate) const fn spec(self) -> Spec {
        each!(self, D => D::SPEC, _shape => Seed::SPEC)
    }

    /// The number of rows if about so many are requested.
    pub(crate) fn rows(self, about: u64) -> u64 {
        each!(self, D => D::of_rows(about).rows(), _shape => about.next_multiple_of(5))
    }
}

/// The kind of generated rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Shape {
    Users,
    /// Posts that each pick a user, who is regenerated.
    Posts,
    /// Five posts of each user, who is made once for them.
    PostsPerUser,
    /// Users with a name and an e-mail from the crate `fake`.
    Fake,
}
