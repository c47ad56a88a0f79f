//! Rows of blocks are seen only where they are encoded.

use blink::{BlockRows, EncodeError, EncodedColumn, Format, RowBlock, Seeder, Table};

struct Block;

impl RowBlock for Block {
    fn rows(&self) -> u64 {
        0
    }

    fn encode(self, _: &mut BlockRows<'_>) -> Result<(), EncodeError> {
        Ok(())
    }
}

fn main() {
    let table = || Table::blocks("t", Format::Binary, Vec::<EncodedColumn>::new(), [Ok(Block)]);
    table().keep(|_| ());
    table().insert_with(|_| Box::pin(async { Ok(0) }));
    let mut seeder = Seeder::new();
    let rows = seeder.add_table(table());
    seeder.add_context(move |store| drop(&store[rows]));
}
