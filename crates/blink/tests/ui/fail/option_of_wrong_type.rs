use blink::Seeder;

fn main() {
    let mut seed = Seeder::new();
    seed.batch_size("many");
    seed.batch_sizes(5);
}
