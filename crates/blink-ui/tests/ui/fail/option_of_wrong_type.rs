use blink::Seeder;

fn main() {
    let mut seeder = Seeder::new();
    seeder.batch_size("many");
    seeder.batch_sizes(5);
}
