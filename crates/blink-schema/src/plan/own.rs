//! The tables of the user's own in a plan: which columns of them others refer to, and what is wrong with them.

use blink::__private::counted;
use blink::TableName;
use blink::postgres_types::{Kind, Type};

use super::columns::Draft;
use super::own_table::OwnTable;
use super::planning::Planning;
use crate::make::cells::TableCells;
use crate::make::maker::{ColumnCells, Maker, Nulls};
use crate::make::related::{RelatedTable, Relation};
use crate::make::shape::Shape;
use crate::mistakes::Mistake;
use crate::value::Value;
use crate::words::{Form, Meaning};

/// A table of the user's own.
#[derive(Clone, Debug)]
pub(crate) struct OwnPlan {
    pub(crate) table: OwnTable,
    /// The name, with its schema.
    pub(crate) name: TableName,
    /// The index among the tables of the cells.
    pub(crate) index: usize,
    /// The columns that are read.
    pub(crate) columns: Vec<OwnColumn>,
    /// The place among these of the one that tells when a row came to be.
    pub(crate) born: Option<usize>,
    /// The first table that has to refer to its rows.
    required_by: Option<TableName>,
}

/// A column of the user's own rows that is read.
#[derive(Clone, Debug)]
pub(crate) struct OwnColumn {
    /// The place among the table's columns.
    place: usize,
    pub(crate) name: String,
    /// The type that it is read as.
    pub(crate) ty: Type,
    /// The first table that refers to it.
    wanted_by: TableName,
}

/// The reason that stands with the references of rows that the plan does not make.
const YOUR_OWN: &str = "its rows are your own";

impl Planning<'_, '_> {
    /// The tables of the user's own, by their indexes.
    pub(super) fn own(&self) -> Vec<Option<OwnPlan>> {
        (0..self.scope.filled.len()).map(|table| self.own_plan(table)).collect()
    }

    fn own_plan(&self, index: usize) -> Option<OwnPlan> {
        let table = self.scope.own(index)?.clone();
        let facts = self.scope.filled[index];
        let mut own = OwnPlan {
            table,
            name: facts.name.clone(),
            index,
            columns: Vec::new(),
            born: None,
            required_by: None,
        };
        for (child, references) in self.references.of.iter().enumerate() {
            if self.scope.own(child).is_some() {
                continue;
            }
            let name = &self.scope.filled[child].name;
            for (reference, shape) in references.iter().zip(&self.relations[child].shapes) {
                if reference.filled_parent() != Some(index) || matches!(shape, Shape::Absent(_)) {
                    continue;
                }
                if !reference.is_optional && own.required_by.is_none() {
                    own.required_by = Some(name.clone());
                }
                for column in &reference.key.parent_columns {
                    self.read(&mut own, column, name);
                }
            }
        }
        let created = self.drafts[index].iter().find(|draft| tells_birth(draft));
        if let Some(created) = created {
            let name = &created.column.name;
            let is_sent = own
                .table
                .check(name, &self.scope.facts.types.postgres_type(&created.column.ty));
            if is_sent.is_ok() {
                self.read(&mut own, name, &facts.name);
                own.born = own.columns.iter().position(|one| one.name == *name);
            }
        }
        Some(own)
    }

    /// Lets a column be read, once.
    fn read(&self, own: &mut OwnPlan, column: &str, wanted_by: &TableName) {
        let columns = &self.scope.filled[own.index].columns;
        let place = columns.iter().position(|one| one.name == column);
        let Some((place, found)) = place.and_then(|place| Some((place, columns.get(place)?))) else {
            return;
        };
        if own.columns.iter().all(|one| one.place != place) {
            own.columns.push(OwnColumn {
                place,
                name: column.to_owned(),
                ty: read_as(self.scope.facts.types.postgres_type(&found.ty)),
                wanted_by: wanted_by.clone(),
            });
        }
    }

    /// The cells of a table of the user's own.
    pub(super) fn cells_of_own(&self, own: &OwnPlan, rng: blink::TableRng) -> (RelatedTable, TableCells) {
        let references = self.references.of[own.index].iter();
        let relations = references.map(|reference| Relation {
            shape: Shape::Absent(YOUR_OWN),
            parent: reference.filled_parent(),
            key: rng.purpose(&reference.key.name),
            group: None,
            absent: 0,
            by_way: None,
            roots_are_own_parents: false,
            first_differ: false,
        });
        let related = RelatedTable {
            rows: self.counts.rows[own.index],
            run: None,
            classes: None,
            relations: relations.collect(),
            joints: Vec::new(),
            ways: Vec::new(),
            popularity: rng.purpose("popularity"),
        };
        let columns = 0..self.scope.filled[own.index].columns.len();
        let columns = columns.map(|place| {
            let part = own.columns.iter().position(|column| column.place == place);
            ColumnCells {
                maker: part.map_or(Maker::Constant(Value::Null), |part| Maker::Own { part }),
                nulls: Nulls::Never,
                group: None,
                alternatives: None,
                is_real: false,
            }
        });
        let cells = TableCells {
            columns: columns.collect(),
            types: Vec::new(),
            identity: rng.identity(),
            is_list: false,
            groups: Vec::new(),
        };
        (related, cells)
    }
}

/// The type that a column is read as. Of one that the database defines nothing is known but the text.
fn read_as(ty: Type) -> Type {
    let is_known = Type::from_oid(ty.oid()).is_some() || matches!(ty.kind(), Kind::Enum(_));
    if is_known { ty } else { Type::TEXT }
}

fn tells_birth(draft: &Draft<'_>) -> bool {
    let is_moment = matches!(draft.found.form, Some(Form::Date | Form::Timestamp));
    is_moment && draft.has_time() && draft.found.meaning == Meaning::Created
}

/// The mistakes about a table of the user's own.
pub(super) fn mistakes(own: &OwnPlan) -> Vec<Mistake> {
    let mut mistakes = Vec::new();
    if let (0, Some(child)) = (own.table.rows, &own.required_by) {
        mistakes.push(Mistake::new(
            format!(
                "{}, which is your own, has no row, and each row of {child} needs one",
                own.name
            ),
            format!("give it at least one row, or leave {child} out"),
        ));
    }
    for column in &own.columns {
        if let Err(error) = own.table.check(&column.name, &column.ty) {
            mistakes.push(Mistake::new(
                format!(
                    "{} refers to the column {} of {}, which is your own: {error}",
                    column.wanted_by, column.name, own.name
                ),
                format!(
                    "let {} send its values, or leave {} out",
                    own.table.row_type(),
                    column.wanted_by
                ),
            ));
        }
    }
    mistakes
}

impl OwnPlan {
    /// The mistake about the number of rows that there are; None if it is the one that the plan was told.
    pub(crate) fn wrong_number(&self, rows: u64) -> Option<String> {
        (rows != self.table.rows).then(|| {
            format!(
                "{}, which is your own, has {}, and the plan was told {}",
                self.name,
                counted(rows, "row"),
                counted(self.table.rows, "row")
            )
        })
    }
}
