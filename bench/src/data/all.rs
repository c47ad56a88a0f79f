//! The datasets by name.

use serde::{Deserialize, Serialize};

use crate::data::seed::Seed;
use crate::data::{Dataset, Filled, Spec, filled};

/// A dataset.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Data {
    Seed,
    Uuid,
    Wide,
    Small,
    Pair,
    Partitioned,
    Shop,
    Onto,
    Pgbench,
    Articles,
    Blog,
    Store,
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
            $crate::data::all::Data::Pair => {
                type $dataset = $crate::data::pair::Pair;
                $do
            }
            $crate::data::all::Data::Partitioned => {
                type $dataset = $crate::data::partitioned::Partitioned;
                $do
            }
            $crate::data::all::Data::Shop => {
                type $dataset = $crate::data::shop::Shop;
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
            $crate::data::all::Data::Articles => {
                type $dataset = $crate::data::articles::Articles;
                $do
            }
            $crate::data::all::Data::Blog => {
                type $dataset = $crate::data::blog::Blog;
                $do
            }
            $crate::data::all::Data::Store => {
                type $dataset = $crate::data::store::Store;
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

    /// The tables that get rows if about so many are requested.
    pub(crate) async fn filled(self, about: u64) -> anyhow::Result<Vec<Filled>> {
        each!(self, D => filled(D::of_rows(about)).await, _shape => filled(Seed::of_rows(about)).await)
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

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use blink_testdb::catalog;

    use super::*;
    use crate::target::connect;
    use crate::tools::Flavor;

    const ALL: [Data; 12] = [
        Data::Seed,
        Data::Uuid,
        Data::Wide,
        Data::Small,
        Data::Pair,
        Data::Partitioned,
        Data::Shop,
        Data::Onto,
        Data::Pgbench,
        Data::Articles,
        Data::Blog,
        Data::Store,
    ];

    /// The catalog after each of these scripts, in one database.
    fn catalogs<const N: usize>(scripts: [&str; N]) -> [String; N] {
        let database = blink_testdb::database();
        let runtime = Flavor::CurrentThread.runtime().unwrap();
        scripts.map(|script| {
            let run = async { connect(database.url()).await.unwrap().batch_execute(script).await };
            runtime.block_on(run).unwrap();
            catalog::text(database.url()).unwrap()
        })
    }

    /// The facts that are in one catalog alone. What a table once had is remembered until VACUUM.
    fn difference<'c>(one: &'c str, other: &'c str) -> Vec<&'c str> {
        let (one, other) = (
            one.lines().collect::<BTreeSet<_>>(),
            other.lines().collect::<BTreeSet<_>>(),
        );
        let difference = one.symmetric_difference(&other).copied();
        difference.filter(|fact| !fact.contains("pg_class.relhas")).collect()
    }

    #[test]
    fn a_schema_without_its_keys_and_with_them_again_is_what_it_was() {
        for data in ALL {
            let spec = data.spec();
            let [keyed, dropped, built] = catalogs([spec.keyed, spec.drop, spec.build]);
            assert_eq!(difference(&keyed, &built), [""; 0], "{data:?}");
            let [bare] = catalogs([spec.bare]);
            assert_eq!(difference(&dropped, &bare), [""; 0], "{data:?}");
        }
    }

    #[test]
    fn the_number_of_rows_is_that_of_the_tables() {
        for data in ALL {
            let rows = data.rows(30_000);
            let filled = Flavor::CurrentThread.runtime().unwrap().block_on(data.filled(rows));
            let tables = filled.unwrap();
            assert_eq!(tables.iter().map(|table| table.rows).sum::<u64>(), rows, "{data:?}");
            for table in tables {
                assert!(data.spec().tables.contains(&table.name), "{data:?}: {}", table.name);
            }
        }
    }
}
