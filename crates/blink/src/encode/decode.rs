//! Reads rows from COPY data: the reverse of [`RowEncoder`](super::RowEncoder).

use super::Format;
use super::binary::Reader;

/// The rows of data without header and trailer, up to the first incomplete row.
pub(crate) fn rows(format: Format, data: &[u8]) -> Rows<'_> {
    Rows { format, rest: data }
}

/// An iterator over rows.
pub(crate) struct Rows<'a> {
    format: Format,
    rest: &'a [u8],
}

impl<'a> Iterator for Rows<'a> {
    type Item = Row<'a>;

    #[inline]
    fn next(&mut self) -> Option<Row<'a>> {
        if self.rest.is_empty() {
            return None;
        }
        let fields = match self.format {
            Format::Binary => {
                let mut reader = Reader(self.rest);
                let count = usize::try_from(reader.i16().ok()?).ok()?;
                let fields = reader.rest();
                for _ in 0..count {
                    reader.field().ok()?;
                }
                self.rest = reader.rest();
                &fields[..fields.len() - reader.rest().len()]
            }
            Format::Text => {
                let end = self.rest.iter().position(|byte| *byte == b'\n')?;
                let line = &self.rest[..end];
                self.rest = &self.rest[end + 1..];
                line
            }
        };
        Some(Row {
            format: self.format,
            fields,
        })
    }
}

/// One row.
#[derive(Clone, Copy)]
pub(crate) struct Row<'a> {
    format: Format,
    fields: &'a [u8],
}

impl<'a> Row<'a> {
    /// The fields as they were written, those of the text format still escaped; None for NULL.
    #[inline]
    pub(crate) fn fields(self) -> Fields<'a> {
        Fields {
            format: self.format,
            // An empty line is one empty field.
            rest: match self.format {
                Format::Binary => (!self.fields.is_empty()).then_some(self.fields),
                Format::Text => Some(self.fields),
            },
        }
    }

    /// The field at this position; None if it is NULL or does not exist.
    #[inline]
    pub(crate) fn get(self, position: usize) -> Option<&'a [u8]> {
        self.fields().nth(position).flatten()
    }
}

/// An iterator over the fields of a row.
pub(crate) struct Fields<'a> {
    format: Format,
    /// The data that is left; None after the last field.
    rest: Option<&'a [u8]>,
}

impl<'a> Iterator for Fields<'a> {
    type Item = Option<&'a [u8]>;

    #[inline]
    fn next(&mut self) -> Option<Self::Item> {
        let rest = self.rest.take()?;
        match self.format {
            Format::Binary => {
                let mut reader = Reader(rest);
                let field = reader.field().ok()?;
                self.rest = (!reader.rest().is_empty()).then_some(reader.rest());
                Some(field)
            }
            Format::Text => {
                let field = match rest.iter().position(|byte| *byte == b'\t') {
                    Some(end) => {
                        self.rest = Some(&rest[end + 1..]);
                        &rest[..end]
                    }
                    None => rest,
                };
                Some((field != b"\\N").then_some(field))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use bytes::BytesMut;
    use postgres_types::Type;
    use proptest::prelude::*;

    use super::*;
    use crate::encode::coerce::Convert;
    use crate::encode::text_output::TextForm;
    use crate::encode::{ColumnEncoder, Encoding, Layout, RowEncoder, Scratch, text};

    type Table = Vec<Vec<Option<String>>>;

    fn encoded(format: Format, table: &Table) -> BytesMut {
        let wire = || match format {
            Format::Binary => Encoding::Direct,
            Format::Text => Encoding::Rendered {
                convert: Convert::Same,
                to: TextForm::of(Type::TEXT),
            },
        };
        let columns = table.first().map_or(0, Vec::len);
        let layout = Layout {
            format,
            columns: (0..columns)
                .map(|n| ColumnEncoder::new(format!("c{n}"), Type::TEXT, wire()))
                .collect(),
        };
        let (mut out, mut scratch) = (BytesMut::new(), Scratch::default());
        for row in table {
            let mut encoder = RowEncoder::begin(&layout, &mut out, &mut scratch);
            for value in row {
                encoder.field(value).unwrap();
            }
            encoder.end().unwrap();
        }
        out
    }

    fn decoded(format: Format, data: &[u8]) -> Table {
        let value = |field: &[u8]| match format {
            Format::Binary => String::from_utf8(field.to_vec()).unwrap(),
            Format::Text => text::unescape(field).unwrap(),
        };
        let row = |row: Row<'_>| row.fields().map(|field| field.map(value)).collect();
        rows(format, data).map(row).collect()
    }

    fn fields(format: Format, data: &[u8]) -> Vec<Vec<Option<&[u8]>>> {
        rows(format, data).map(|row| row.fields().collect()).collect()
    }

    #[test]
    fn fields_are_found_in_both_formats() {
        let text = b"1\t\\N\tx\\ty\n\n\t\n";
        let expected = [
            vec![Some(&b"1"[..]), None, Some(b"x\\ty")],
            vec![Some(b"")],
            vec![Some(b""), Some(b"")],
        ];
        assert_eq!(fields(Format::Text, text), expected);
        let binary = b"\0\x02\0\0\0\x01a\xff\xff\xff\xff\0\x01\0\0\0\0\0\0";
        assert_eq!(
            fields(Format::Binary, binary),
            [vec![Some(&b"a"[..]), None], vec![Some(b"")], vec![]]
        );
        let first = rows(Format::Binary, binary).next().unwrap();
        assert_eq!(
            [first.get(0), first.get(1), first.get(2)],
            [Some(&b"a"[..]), None, None]
        );
    }

    #[test]
    fn what_is_not_a_whole_row_is_none() {
        for (format, data) in [
            (Format::Text, &b"1\t2"[..]),
            (Format::Binary, b"\0"),
            (Format::Binary, b"\0\x01"),
            (Format::Binary, b"\0\x01\0\0\0\x05abcd"),
            (Format::Binary, b"\0\x01\x7f\xff\xff\xffabcd"),
            // The trailer's count.
            (Format::Binary, b"\xff\xff\0\x01\0\0\0\x01a"),
        ] {
            assert_eq!(fields(format, data), Vec::<Vec<_>>::new(), "{data:?}");
        }
    }

    fn tables() -> impl Strategy<Value = Table> {
        let value = proptest::option::of("[\\\\\t\r\nN.a-cä🦀]{0,12}");
        (1_usize..5).prop_flat_map(move |columns| {
            let row = proptest::collection::vec(value.clone(), columns);
            proptest::collection::vec(row, 0..8)
        })
    }

    fn formats() -> impl Strategy<Value = Format> {
        prop_oneof![Just(Format::Binary), Just(Format::Text)]
    }

    proptest! {
        #[test]
        fn what_is_encoded_reads_back(format in formats(), table in tables()) {
            prop_assert_eq!(decoded(format, &encoded(format, &table)), table);
        }

        #[test]
        fn of_what_is_cut_off_the_whole_rows_read_back(format in formats(), table in tables(), end in 0.0..1.0) {
            let data = encoded(format, &table);
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, clippy::cast_precision_loss)]
            let end = (data.len() as f64 * end) as usize;
            let read = decoded(format, &data[..end]);
            prop_assert_eq!(&read[..], &table[..read.len()]);
            let is_whole = |rows: &usize| encoded(format, &table[..*rows].to_vec()).len() <= end;
            prop_assert_eq!(read.len(), (1..=table.len()).filter(is_whole).count());
        }

        #[test]
        fn no_bytes_are_too_wrong(format in formats(), data in proptest::collection::vec(any::<u8>(), 0..80)) {
            for row in rows(format, &data) {
                prop_assert!(row.fields().count() <= data.len() + 1);
            }
        }

        #[test]
        fn no_lengths_are_too_wrong(data in proptest::collection::vec(0_u8..6, 0..200)) {
            let rows = rows(Format::Binary, &data);
            prop_assert!(rows.flat_map(Row::fields).flatten().map(<[u8]>::len).sum::<usize>() <= data.len());
        }
    }
}
