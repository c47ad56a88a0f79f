//! Products.

use super::bits::Bits;
use super::list::{List, fields, section};
use std::sync::OnceLock;

const COMMERCE: &str = include_str!("lists/commerce.txt");

static ADJECTIVES: List = List::words(COMMERCE, "product_adjectives");
pub(crate) static SIZES: List = List::words(COMMERCE, "sizes");
pub(crate) static PAYMENT_METHODS: List = List::words(COMMERCE, "payment_methods");
pub(crate) static CARD_BRANDS: List = List::words(COMMERCE, "card_brands");
pub(crate) static SHIPPING_METHODS: List = List::words(COMMERCE, "shipping_methods");
pub(crate) static CARRIERS: List = List::words(COMMERCE, "carriers");
pub(crate) static UNITS: List = List::words(COMMERCE, "units");
pub(crate) static COUPON_WORDS: List = List::words(COMMERCE, "coupon_words");

/// The kind of thing that is sold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Goods {
    noun: &'static str,
    category: &'static str,
    lowest: i64,
    highest: i64,
    grams: i64,
}

fn goods() -> &'static [Goods] {
    static GOODS: OnceLock<Vec<Goods>> = OnceLock::new();
    GOODS.get_or_init(|| {
        let goods = |[noun, category, lowest, highest, grams]: [&'static str; 5]| {
            Some(Goods {
                noun,
                category,
                lowest: lowest.parse().ok()?,
                highest: highest.parse().ok()?,
                grams: grams.parse().ok()?,
            })
        };
        section(COMMERCE, "products")
            .filter_map(fields)
            .filter_map(goods)
            .collect()
    })
}

/// Stands where the list had none, which a test rules out.
const MUG: Goods = Goods {
    noun: "Mug",
    category: "Kitchen",
    lowest: 600,
    highest: 2400,
    grams: 350,
};

/// A product: all that belongs together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Product {
    /// The first word of the name.
    pub adjective: &'static str,
    /// The rest of the name.
    pub noun: &'static str,
    /// The category.
    pub category: &'static str,
    /// The price in hundredths of the currency.
    pub price: i64,
    /// The cost to the shop, in hundredths of the currency; less than the price.
    pub cost: i64,
    /// The weight in grams.
    pub grams: i64,
    /// The number of an order, mostly small.
    pub quantity: i64,
}

impl Product {
    /// The product of a key.
    pub(crate) fn of(key: u64) -> Self {
        let mut bits = Bits::of(key, 4);
        let goods = bits.pick(goods()).copied().unwrap_or(MUG);
        let price = price(&mut bits, goods.lowest, goods.highest);
        Self {
            adjective: ADJECTIVES.pick(&mut bits),
            noun: goods.noun,
            category: goods.category,
            price,
            cost: price * bits.between(40, 75) / 100,
            grams: goods.grams * bits.between(85, 115) / 100,
            quantity: quantity(&mut bits),
        }
    }

    /// Appends the name, such as `Blue Kettle`.
    pub fn write_name(&self, out: &mut String) {
        out.push_str(self.adjective);
        out.push(' ');
        out.push_str(self.noun);
    }
}

/// A price between two, both in hundredths, that ends as shops let prices end.
fn price(bits: &mut Bits, lowest: i64, highest: i64) -> i64 {
    // The lower of two draws: there are more cheap things than dear ones.
    let draw = bits.between(lowest, highest).min(bits.between(lowest, highest));
    if draw < 300 {
        return (draw / 10 * 10 + 9).clamp(lowest, highest);
    }
    let whole = draw / 100 * 100;
    let ending = match bits.below(20) {
        0..=9 => 99,
        10..=12 => 95,
        13..=15 => 0,
        16..=17 => 50,
        18 => 49,
        _ => 90,
    };
    let price = if whole >= 10_000 {
        whole / 1000 * 1000 + 900 + ending
    } else {
        whole + ending
    };
    price.clamp(lowest, highest)
}

/// A number of pieces: one, two, seldom many.
fn quantity(bits: &mut Bits) -> i64 {
    match bits.below(100) {
        0..=54 => 1,
        55..=76 => 2,
        77..=87 => 3,
        88..=92 => 4,
        93..=95 => 5,
        96 => 6,
        97 => 10,
        98 => 12,
        _ => 7 + i64::try_from(bits.below(18)).unwrap_or(0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_of_the_list_is_read() {
        assert_eq!(section(COMMERCE, "products").count(), goods().len());
        assert!(goods().len() > 120);
        assert!(
            goods()
                .iter()
                .all(|goods| goods.lowest < goods.highest && goods.grams > 0)
        );
    }

    #[test]
    fn prices_are_those_of_a_shop() {
        for key in 0..5000 {
            let product = Product::of(key);
            assert!(
                (100..=249_900).contains(&product.price) || product.category == "Groceries",
                "{product:?}"
            );
            assert!(
                product.cost > 0 && product.cost < product.price && product.grams > 0,
                "{product:?}"
            );
            assert!((1..=24).contains(&product.quantity));
        }
    }
}
