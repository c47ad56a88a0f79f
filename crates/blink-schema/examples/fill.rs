//! Fills the database of `DATABASE_URL`: `cargo run -p blink-schema --example fill -- 1000`.

use std::error::Error;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error + Send + Sync>> {
    let rows = std::env::args().nth(1).map_or(Ok(1_000), |rows| rows.parse())?;
    let url = std::env::var("DATABASE_URL")?;
    let (mut client, connection) = tokio_postgres::connect(&url, tokio_postgres::NoTls).await?;
    tokio::spawn(connection);
    match blink_schema::fill(&mut client).rows(rows).await {
        Ok(filled) => {
            println!("{}", filled.report);
            for table in filled.left_out {
                println!("left out: {}: {}", table.table, table.because);
            }
            for table in filled.left_alone {
                println!("left alone: {}: {}", table.table, table.because);
            }
        }
        Err(error) => eprintln!("{error:#}"),
    }
    Ok(())
}
