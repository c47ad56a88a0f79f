//! A row with one field that only travels as text travels as text whole, and arrives as exactly.

use crate::arrivals::Route;

crate::types::all!(Route::Text);
