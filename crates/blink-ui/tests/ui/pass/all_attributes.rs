#![deny(warnings)]

use blink::ToRow;

#[derive(ToRow)]
struct Address {
    street: String,
    #[blink(rename = "zip")]
    postcode: Option<String>,
}

struct Status(u8);

impl Status {
    fn name(&self) -> &'static str {
        if self.0 == 0 { "open" } else { "closed" }
    }
}

#[derive(Clone, Debug, Default)]
struct NotSendable;

#[derive(ToRow)]
#[blink(table = "Ticket", rename_all = "camelCase", crate = "blink")]
struct Ticket {
    #[blink(default)]
    id: Option<i64>,
    #[blink(default, rename = "at")]
    created_at: NotSendable,
    #[blink(rename = "the title")]
    title: String,
    #[blink(with = Status::name)]
    status: Status,
    #[blink(with = "ToString::to_string", rename = "from")]
    opened_from: std::net::Ipv4Addr,
    #[blink(with = |minutes| f64::from(*minutes) / 60.0)]
    hours: u32,
    #[blink(with = |tags: &Vec<u64>| tags.iter().map(u64::to_string).collect::<Vec<_>>())]
    tag_ids: Vec<u64>,
    #[blink(with = Self::shortened)]
    body: String,
    #[blink(with = |signature| signature.trim())]
    signature: Box<str>,
    #[blink(flatten)]
    address: Address,
    #[blink(skip)]
    note: NotSendable,
}

impl Ticket {
    fn shortened(body: &String) -> &str {
        &body[..3]
    }
}

fn row<T: ToRow>(_: &T) {}

fn main() {
    assert_eq!(Ticket::TABLE, Some("Ticket"));
    assert_eq!(Address::TABLE, None);
    let ticket = Ticket {
        id: None,
        created_at: NotSendable,
        title: String::new(),
        status: Status(1),
        opened_from: std::net::Ipv4Addr::LOCALHOST,
        hours: 90,
        tag_ids: vec![1],
        body: "long".to_owned(),
        signature: Box::default(),
        address: Address {
            street: String::new(),
            postcode: None,
        },
        note: NotSendable,
    };
    row(&ticket);
    let _ = (ticket.id, ticket.created_at, ticket.note);
}
