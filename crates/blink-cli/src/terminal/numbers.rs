//! Numbers, sizes and durations as people read them.

use std::time::Duration;

pub use blink::__private::{counted, format_bytes as size, with_thousands};

/// A duration in whole seconds, minutes or hours: `8 s`, `3 min 05 s`, `2 h 05 min`.
pub fn duration(elapsed: Duration) -> String {
    let seconds = elapsed.as_secs();
    match seconds {
        0..60 => format!("{seconds} s"),
        60..3_600 => format!("{} min {:02} s", seconds / 60, seconds % 60),
        _ => format!("{} h {:02} min", seconds / 3_600, seconds / 60 % 60),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_short() {
        assert_eq!(
            [0, 59, 60, 3_599, 7_500].map(|s| duration(Duration::from_secs(s))),
            ["0 s", "59 s", "1 min 00 s", "59 min 59 s", "2 h 05 min"]
        );
    }
}
