//! The conversions at their limits: what fits arrives, one beyond is an error with its place, and nothing wraps. All of it
//! in both formats.

mod arrays;
mod numbers;
mod plan;
mod texts;
mod times;
