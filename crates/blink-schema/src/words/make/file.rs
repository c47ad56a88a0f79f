//! Files.

use super::job::Job;
use crate::words::list::{List, fields};
use crate::words::made::Made;
use crate::words::meaning::Meaning;

static FILES: List = List::lines(include_str!("../lists/technical.txt"), "files");

pub(super) fn make(meaning: Meaning, job: &mut Job<'_>) -> Made {
    // One file a row, so that name, ending, type and path fit one another.
    let mut own = job.identity.bits(25);
    let [name, extension, mime] = fields::<3>(FILES.pick(&mut own)).unwrap_or(["notes", "txt", "text/plain"]);
    let number = 1 + own.long_tail(40);
    match meaning {
        Meaning::Extension => Made::Listed(extension),
        Meaning::MimeType if mime.len() > job.room() => Made::Listed("text/plain"),
        Meaning::MimeType => Made::Listed(mime),
        Meaning::FilePath => {
            let folder = own
                .pick(&["documents", "images", "shared", "projects", "archive"])
                .unwrap_or(&"shared");
            let year = 2021 + own.below(4);
            job.format(format_args!("/{folder}/{year}/{name}-{number}.{extension}"))
        }
        Meaning::FileSize => {
            let size = 400 + job.bits.long_tail(200_000);
            Made::Number(i64::try_from(size).unwrap_or(0), 0)
        }
        Meaning::PixelWidth => Made::Number(picture(&mut own).0, 0),
        Meaning::PixelHeight => Made::Number(picture(&mut own).1, 0),
        _ => job.format(format_args!("{name}-{number}.{extension}")),
    }
}

/// The width and height of the row's picture.
fn picture(bits: &mut crate::words::bits::Bits) -> (i64, i64) {
    const SIZES: [(i64, i64); 8] = [
        (640, 480),
        (800, 600),
        (1024, 768),
        (1200, 800),
        (1280, 720),
        (1920, 1080),
        (1080, 1350),
        (3840, 2160),
    ];
    bits.pick(&SIZES).copied().unwrap_or((1280, 720))
}
