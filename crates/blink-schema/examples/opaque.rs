//! Counts the expressions that are understood, and shows the parts that are not.
//!
//! ```sh
//! psql -XAt0c "SELECT pg_get_expr(conbin, conrelid) FROM pg_constraint WHERE contype = 'c'" |
//!     cargo run -p blink-schema --example opaque
//! ```
//!
//! The expressions are separated by zero bytes or, where there is none, by line ends.

use std::collections::BTreeMap;
use std::io::{self, Read as _};

use blink_schema::expr::{Expr, parse};

fn main() -> io::Result<()> {
    let mut text = String::new();
    io::stdin().read_to_string(&mut text)?;
    let separator = if text.contains('\0') { '\0' } else { '\n' };
    let (mut all, mut understood) = (0_u64, 0_u64);
    let mut opaque: BTreeMap<String, u64> = BTreeMap::new();
    for text in text.split(separator).filter(|text| !text.trim().is_empty()) {
        let expr = parse(text);
        let mut is_understood = true;
        expr.visit(&mut |part| {
            if let Expr::Opaque(part) = part {
                is_understood = false;
                *opaque.entry(part.text.clone()).or_default() += 1;
            }
        });
        all += 1;
        understood += u64::from(is_understood);
    }
    println!("{understood} of {all} expressions are understood");
    for (text, count) in opaque {
        println!("{count:>6}  {text}");
    }
    Ok(())
}
