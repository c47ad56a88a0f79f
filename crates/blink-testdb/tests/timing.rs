//! x
use std::time::Instant;
#[test]
fn timing() {
    let t = Instant::now();
    blink_testdb::server();
    println!("server {:?}", t.elapsed());
    for _ in 0..4 {
        let t = Instant::now();
        let db = blink_testdb::database();
        println!("create {:?}", t.elapsed());
        for _ in 0..3 {
            let t = Instant::now();
            let c = postgres::Client::connect(db.url(), postgres::NoTls).unwrap();
            println!("  connect {:?}", t.elapsed());
            drop(c);
        }
        let t = Instant::now();
        drop(db);
        println!("drop {:?}", t.elapsed());
    }
}
