use blink::Seeder;

async fn asynchronous(url: String, client: postgres::Client) {
    let _ = Seeder::new().insert(&url).await;
    let _ = Seeder::new().insert(client).await;
}

fn blocking(mut client: tokio_postgres::Client) {
    let _ = Seeder::new().insert_blocking(&mut client);
}

fn main() {}
