//! Every type arrives exactly as it was. What is sent is compared, as text, with what the server reads from a text.

use crate::arrivals::Route;

pub mod made;
pub mod numbers;
pub mod several;
pub mod texts;
pub mod times;

/// A test of each of these functions, in this format.
macro_rules! each {
    ($route:expr; $($module:ident::{$($subject:ident),* $(,)?})*) => {$($(
        #[tokio::test]
        async fn $subject() {
            $crate::types::$module::$subject($route).await;
        }
    )*)*};
}

macro_rules! all {
    ($route:expr) => {
        $crate::types::each! { $route;
            numbers::{truth_and_integers, floats, numerics}
            texts::{strings, names, citext, bytes, uuids, documents, networks, bits, chars, ltree}
            times::{dates, timestamps, times_of_day, intervals}
            several::{arrays, arrays_of_texts, dimensions, ranges, hstore}
            made::{enums, domains, composites, ranges_of_texts}
        }
    };
}

pub(crate) use {all, each};

all!(Route::Binary);
