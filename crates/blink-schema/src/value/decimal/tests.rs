use super::*;

fn decimal(text: &str) -> Decimal {
    Decimal::parse(text).expect("digits")
}

#[test]
fn texts() {
    for text in [
        "0",
        "1",
        "-1",
        "1.50",
        "-0.05",
        "123456789012345678901234567890.12345678",
        "0.000",
    ] {
        assert_eq!(decimal(text).to_string(), text);
    }
    assert_eq!(decimal("1.5e3").to_string(), "1500");
    assert_eq!(decimal("15e-3").to_string(), "0.015");
    assert_eq!(decimal(".5").to_string(), "0.5");
    for text in [
        "",
        ".",
        "-",
        "1e",
        "1.2.3",
        "NaN",
        "1 ",
        "0x1",
        &"9".repeat(40),
        "1e99",
        "1e-99",
    ] {
        assert_eq!(Decimal::parse(text), None, "{text}");
    }
}

#[test]
fn order_does_not_depend_on_the_scale() {
    let ascending = [
        "-1000000000000000000",
        "-1.5",
        "-1.05",
        "-0.1",
        "0",
        "0.00000000000000000000000000000000000001",
        "0.1",
        "1.05",
        "1.5",
        "99",
    ];
    for (n, left) in ascending.iter().enumerate() {
        for (m, right) in ascending.iter().enumerate() {
            assert_eq!(decimal(left).cmp(&decimal(right)), n.cmp(&m), "{left} {right}");
        }
    }
    assert_eq!(decimal("1.50"), decimal("1.5"));
    let smallest = Decimal {
        unscaled: i128::MIN,
        scale: 255,
    };
    assert!(smallest < decimal("0") && decimal("-1") < smallest);
}

#[test]
fn rounding_is_half_away_from_zero() {
    for (text, rounded, truncated, floor, ceil) in [
        ("2.5", "3", "2", 2, 3),
        ("-2.5", "-3", "-2", -3, -2),
        ("0.49", "0", "0", 0, 1),
        ("-0.05", "0", "0", -1, 0),
        ("7", "7", "7", 7, 7),
    ] {
        let number = decimal(text);
        assert_eq!(number.rounded(0), Some(decimal(rounded)), "{text}");
        assert_eq!(number.truncated(0), Some(decimal(truncated)), "{text}");
        assert_eq!((number.floor(), number.ceil()), (floor, ceil), "{text}");
    }
    assert_eq!(
        decimal("1.005").rounded(2).map(|number| number.to_string()),
        Some("1.01".to_owned())
    );
    assert_eq!(
        decimal("1").rounded(3).map(|number| number.to_string()),
        Some("1.000".to_owned())
    );
}

#[test]
fn what_does_not_fit_is_none() {
    let greatest = Decimal {
        unscaled: i128::MAX,
        scale: 0,
    };
    assert_eq!(greatest.checked_add(decimal("1")), None);
    assert_eq!(greatest.checked_mul(decimal("2")), None);
    assert_eq!(
        Decimal {
            unscaled: i128::MIN,
            scale: 0
        }
        .checked_neg(),
        None
    );
    assert_eq!(decimal("1").checked_div(decimal("0")), None);
    assert_eq!(decimal("1").checked_rem(decimal("0.00")), None);
    assert_eq!(greatest.rounded(1), None);
}

#[test]
fn quotients_have_the_scale_that_the_server_gives() {
    for (left, right, quotient) in [
        ("1", "3", "0.33333333333333333333"),
        ("2", "3", "0.66666666666666666667"),
        ("10", "4", "2.5000000000000000"),
        ("10000", "3", "3333.3333333333333333"),
        ("0.0001", "3", "0.000033333333333333333333"),
        ("1", "7000", "0.00014285714285714286"),
    ] {
        let found = decimal(left).checked_div(decimal(right)).expect("a quotient");
        assert_eq!(found.to_string(), quotient, "{left} / {right}");
    }
}
