//! COPY's text format, written by hand: a line for each row, tabs between its fields.

use crate::data::onto::One;
use crate::data::pgbench;
use crate::data::seed::{Post, User};
use crate::data::uuid::{Account, Event};
use crate::data::wide::Order;
use crate::row::Row;
use crate::row::columns::{Column, Columns, Visit};
use crate::row::text::{Line, TextRow, int_array, text_array};

/// The number of bytes that are sent at once.
pub(crate) const CHUNK: usize = 64 * 1024;

pub(crate) fn copy_command<R: Row>(name: &str) -> String {
    format!("COPY {} ({}) FROM STDIN", name, R::COLUMNS.join(", "))
}

impl TextRow for User {
    fn fields(&self, line: &mut Line<'_>) {
        line.plain(self.id);
        line.text(&self.name);
        line.text(&self.email);
        line.timestamptz(self.inserted_at);
    }
}

impl TextRow for Post {
    fn fields(&self, line: &mut Line<'_>) {
        line.plain(self.id);
        line.text(&self.title);
        line.text(&self.body);
        line.plain(self.user_id);
        line.timestamptz(self.inserted_at);
    }
}

impl TextRow for Account {
    fn fields(&self, line: &mut Line<'_>) {
        line.plain(self.id);
        line.text(&self.name);
    }
}

impl TextRow for Event {
    fn fields(&self, line: &mut Line<'_>) {
        line.plain(self.id);
        line.plain(self.account_id);
        line.plain(self.n);
    }
}

impl TextRow for Order {
    fn fields(&self, line: &mut Line<'_>) {
        line.plain(self.id);
        line.plain(self.total);
        line.text(&self.details.to_string());
        line.text(&text_array(&self.tags));
        line.text(&int_array(&self.quantities));
        line.plain(self.status.as_str());
        line.timestamptz(self.placed_at);
        line.timestamp(self.local_time);
        line.plain(self.due);
        line.bool(self.gift);
        line.plain(self.weight);
        match &self.note {
            Some(note) => line.text(note),
            None => line.null(),
        }
    }
}

impl Visit for Line<'_> {
    fn field(&mut self, value: &impl Column) {
        value.write(self);
    }
}

impl<R: Columns> TextRow for R {
    fn fields(&self, line: &mut Line<'_>) {
        self.each(line);
    }
}

impl TextRow for One {
    fn fields(&self, line: &mut Line<'_>) {
        line.plain(self.id);
        line.plain(self.n);
    }
}

impl TextRow for pgbench::Branch {
    fn fields(&self, line: &mut Line<'_>) {
        line.plain(self.bid);
        line.plain(self.bbalance);
        line.null();
    }
}

impl TextRow for pgbench::Teller {
    fn fields(&self, line: &mut Line<'_>) {
        line.plain(self.tid);
        line.plain(self.bid);
        line.plain(self.tbalance);
        line.null();
    }
}

impl TextRow for pgbench::Account {
    fn fields(&self, line: &mut Line<'_>) {
        line.plain(self.aid);
        line.plain(self.bid);
        line.plain(self.abalance);
        line.text(self.filler);
    }
}
