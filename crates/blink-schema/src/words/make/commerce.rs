//! Products and money.

use super::job::Job;
use crate::words::grammar::Template;
use crate::words::list::List;
use crate::words::made::Made;
use crate::words::meaning::Meaning;
use crate::words::product::{CARRIERS, PAYMENT_METHODS, Product, SHIPPING_METHODS, SIZES, UNITS};

static MAKERS: List = List::words(include_str!("../lists/technical.txt"), "makers");

/// The rates of tax that a row may have, in tenths of a percent: the row's tax is that of its rate.
const TAX_RATES: [i64; 5] = [190, 200, 210, 250, 70];

pub(super) fn make(meaning: Meaning, job: &mut Job<'_>) -> Made {
    let product = job.identity.product();
    match meaning {
        Meaning::Category => category(&product, job),
        Meaning::Brand => job.listed(&MAKERS),
        Meaning::Unit => job.listed(&UNITS),
        Meaning::Size => job.listed(&SIZES),
        Meaning::PaymentMethod => payment_method(job),
        Meaning::ShippingMethod => job.listed(&SHIPPING_METHODS),
        Meaning::Carrier => job.listed(&CARRIERS),
        Meaning::Quantity => Made::Number(product.quantity, 0),
        Meaning::Stock => {
            let stock = if job.bits.chance(80) { 0 } else { job.bits.long_tail(60) };
            Made::Number(i64::try_from(stock).unwrap_or(0), 0)
        }
        Meaning::Weight => Made::Number(product.grams, 3),
        Meaning::Grams => Made::Number(product.grams, 0),
        Meaning::TaxRate => Made::Number(tax_rate(job), 1),
        Meaning::Balance => Made::Number(balance(job), 2),
        Meaning::Salary => Made::Number(job.bits.between(28, 95).min(job.bits.between(28, 190)) * 1000, 0),
        Meaning::Budget => {
            let thousands = 5 + i64::try_from(job.bits.long_tail(40)).unwrap_or(0);
            Made::Number(thousands * 1000, 0)
        }
        Meaning::HourlyRate => Made::Number(job.bits.between(5, 36) * 500, 2),
        Meaning::ProductName => {
            product.write_name(job.out);
            Made::Written
        }
        _ => money(meaning, &product, job),
    }
}

fn money(meaning: Meaning, product: &Product, job: &mut Job<'_>) -> Made {
    let subtotal = product.price * product.quantity;
    let hundredths = match meaning {
        Meaning::Price => product.price,
        Meaning::Cost => product.cost,
        Meaning::Tax => subtotal * tax_rate(job) / 1000,
        Meaning::Shipping => *job.bits.pick(&[0, 0, 390, 490, 490, 690, 990]).unwrap_or(&490),
        Meaning::DiscountAmount if job.bits.chance(700) => 0,
        Meaning::DiscountAmount => (subtotal / job.bits.between(4, 20)).max(1),
        Meaning::Subtotal => subtotal,
        // What is paid in all, so that the columns of one row add up.
        _ => subtotal + subtotal * tax_rate(job) / 1000,
    };
    Made::Number(hundredths, 2)
}

fn tax_rate(job: &Job<'_>) -> i64 {
    job.identity.bits(23).pick(&TAX_RATES).copied().unwrap_or(200)
}

fn balance(job: &mut Job<'_>) -> i64 {
    let hundredths = i64::try_from(job.bits.long_tail(80_000)).unwrap_or(0);
    if job.bits.chance(60) {
        -(hundredths / 10)
    } else {
        hundredths
    }
}

fn payment_method(job: &mut Job<'_>) -> Made {
    if job.identity.nth().is_some() {
        return job.listed(&PAYMENT_METHODS);
    }
    let weights = [50, 12, 15, 8, 6, 4, 3, 1, 1];
    let place = job.bits.weighted(weights.into_iter());
    Made::Listed(PAYMENT_METHODS.at(place as u64))
}

/// The category of the row's product; of a list of categories, one that is no product's alone.
fn category(product: &Product, job: &Job<'_>) -> Made {
    Made::Listed(match job.identity.nth() {
        Some(nth) => Template("category").at(nth),
        None => product.category,
    })
}
