//! The time of the splitter beside that of the crate `simd-csv`. By hand:
//! `cargo test --release -p blink-files -- --ignored --nocapture speed`.

use std::fmt::Write as _;
use std::hint::black_box;
use std::io::Cursor;
use std::time::{Duration, Instant};

use crate::csv::{Blocks, Dialect};
use crate::input::Input;

const ROUNDS: usize = 11;

fn median(mut run: impl FnMut() -> u64) -> (Duration, u64) {
    let mut times = Vec::new();
    let mut count = 0;
    for _ in 0..ROUNDS {
        let start = Instant::now();
        count = run();
        times.push(start.elapsed());
    }
    times.sort();
    (times[ROUNDS / 2], count)
}

fn texts() -> Vec<(&'static str, String)> {
    let mut posts = String::from("id,title,body,published,price,tags,meta\n");
    let mut users = String::from("id,name,email\n");
    let mut quoted = String::from("\"id\",\"name\",\"email\"\n");
    for n in 0..300_000 {
        let body = "lorem ipsum dolor sit amet ".repeat(4);
        let end = match n % 200 {
            0..9 => ", he said \"\"yes\"\"",
            9 => "\n\nand more",
            10..14 => "ä€",
            _ => "",
        };
        let body = if n % 200 < 10 {
            format!("\"{body}{end}\"")
        } else {
            format!("{body}{end}")
        };
        writeln!(
            posts,
            "{n},title {n},{body},2024-01-02 03:04:05+00,12.345678,\"{{a,b}}\",\"{{\"\"views\"\": {n}}}\""
        )
        .unwrap();
        writeln!(users, "{n},user {n},user{n}@example.com").unwrap();
        writeln!(quoted, "\"{n}\",\"user {n}\",\"user{n}@example.com\"").unwrap();
    }
    let cyrillic = posts.replace("lorem ipsum dolor sit amet", "быстрая коричневая лиса");
    vec![
        ("posts", posts),
        ("users", users),
        ("all quoted", quoted),
        ("Cyrillic", cyrillic),
    ]
}

#[test]
#[ignore = "takes times"]
fn speed() {
    for (name, text) in texts() {
        let text: &'static str = text.leak();
        let bytes = text.len();
        let (theirs, records) = median(|| {
            let mut splitter = simd_csv::Splitter::from_reader(Cursor::new(text));
            splitter.count_records().unwrap()
        });
        let input = || Input::from_reader(Cursor::new(text), None).unwrap();
        let (ours, our_records) = median(|| {
            let mut blocks = Blocks::new(input(), Dialect::default());
            blocks.header().unwrap();
            blocks.map(|block| block.unwrap().len()).sum()
        });
        assert_eq!(records, our_records);
        let (only_input, _) = median(|| {
            let (mut input, mut chunk) = (input(), String::new());
            while input.read(&mut chunk).unwrap() {
                black_box(&chunk);
                chunk.clear();
            }
            0
        });
        let (alone, _) = median(|| {
            let (block, fault) = crate::csv::tests::speed::split_only(text);
            assert!(fault.is_none());
            block
        });
        let mut blocks = Blocks::new(input(), Dialect::default());
        let all: Vec<_> = blocks.by_ref().map(Result::unwrap).collect();
        let (fields, _) = median(|| {
            let mut sum = 0;
            for block in &all {
                let mut records = block.records(None);
                while let Some(record) = records.next() {
                    sum += record
                        .unwrap()
                        .fields()
                        .map(|field| field.text.len() as u64)
                        .sum::<u64>();
                }
            }
            sum
        });
        let (their_fields, _) = median(|| {
            let mut reader = simd_csv::Reader::from_reader(Cursor::new(text));
            let mut record = simd_csv::ByteRecord::new();
            let mut sum = 0;
            while reader.read_byte_record(&mut record).unwrap() {
                sum += record.iter().map(|field| field.len() as u64).sum::<u64>();
            }
            sum
        });
        let rate = |time: Duration| format!("{time:.1?} ({:.2} GB/s)", bytes as f64 / time.as_secs_f64() / 1e9);
        println!("{name}: {bytes} bytes, {records} records");
        println!(
            "  simd-csv splitter {}, ours alone {}, ratio {:.2}",
            rate(theirs),
            rate(alone),
            alone.as_secs_f64() / theirs.as_secs_f64()
        );
        println!(
            "  blocks with input {}, ratio {:.2}; input alone {}",
            rate(ours),
            ours.as_secs_f64() / theirs.as_secs_f64(),
            rate(only_input)
        );
        println!("  fields {}, simd-csv {}", rate(fields), rate(their_fields));
    }
}

fn split_only(text: &str) -> (u64, Option<crate::csv::Fault>) {
    use crate::csv::position::Position;
    use crate::csv::splitter::Splitter;
    let mut splitter = Splitter::new(Dialect::default());
    let fault = splitter.scan(text.as_bytes(), Position::START, true, u64::MAX).err();
    (splitter.cut().records, fault)
}
