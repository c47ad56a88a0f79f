use blink::Table;

fn main() {
    let _ = Table::from_rows(vec![(1, "Alice")]);
    let _ = Table::records("users", ["id"], vec![1, 2]);
}
