//! Titles, sentences, and longer texts.

use super::job::Job;
use crate::words::grammar::Template;
use crate::words::made::Made;
use crate::words::meaning::Meaning;
use crate::words::text::write_slug;

pub(super) fn make(meaning: Meaning, job: &mut Job<'_>) -> Made {
    match meaning {
        Meaning::Slug => write_slug(&mut job.identity.bits(21), job.out),
        Meaning::Paragraph => paragraph(job, "sentence", &mut 0),
        Meaning::Article => article(job, ""),
        Meaning::Html => article(job, "p"),
        Meaning::TicketDescription => paragraph(job, "ticket_text", &mut 0),
        Meaning::EventDescription => paragraph(job, "event_text", &mut 0),
        Meaning::ProjectDescription => paragraph(job, "project_text", &mut 0),
        Meaning::Comment if job.bits.chance(300) => two(job, "comment"),
        Meaning::Review if job.bits.chance(400) => two(job, "review"),
        Meaning::Description if job.bits.chance(300) => two(job, "description"),
        Meaning::ArticleTitle => Template("article_title").write(&mut job.identity.bits(21), job.out),
        _ => {
            if let Some(list) = list(meaning) {
                return Made::Listed(match job.identity.nth() {
                    Some(nth) if nth < list.len() => list.at(nth),
                    _ => list.entry(job.bits),
                });
            }
            template(meaning).write(job.bits, job.out);
        }
    }
    Made::Written
}

/// Short texts that are lists.
pub(crate) fn list(meaning: Meaning) -> Option<Template> {
    Some(Template(match meaning {
        Meaning::Tag => "tag",
        Meaning::Topic => "topic",
        Meaning::Genre => "genre",
        Meaning::MusicGenre => "music_genre",
        Meaning::Kind => "kind",
        Meaning::Reason => "reason",
        Meaning::Relation => "relation",
        Meaning::Answer => "answer",
        _ => return None,
    }))
}

/// Texts of one sentence or less.
pub(crate) fn template(meaning: Meaning) -> Template {
    Template(match meaning {
        Meaning::ArticleTitle => "article_title",
        Meaning::FilmTitle => "film_title",
        Meaning::SongTitle => "song_title",
        Meaning::AlbumTitle => "album_title",
        Meaning::ArtistName => "artist_name",
        Meaning::BookTitle => "book_title",
        Meaning::ProjectName => "project_name",
        Meaning::TaskTitle => "task_title",
        Meaning::TicketSubject => "ticket_subject",
        Meaning::EventTitle => "event_title",
        Meaning::CourseTitle => "course_title",
        Meaning::ThreadTitle => "thread_title",
        Meaning::Question => "question",
        Meaning::Comment => "comment",
        Meaning::Review => "review",
        Meaning::ReviewTitle => "review_title",
        Meaning::Message => "message",
        Meaning::SubjectLine => "subject_line",
        Meaning::ProductDescription => "product_description",
        Meaning::CompanyDescription => "company_description",
        Meaning::FilmDescription => "film_description",
        Meaning::Description => "description",
        Meaning::Bio => "bio",
        Meaning::Note => "note",
        Meaning::Sentence => "sentence",
        Meaning::Name => "name",
        Meaning::LineItem => "line_item",
        Meaning::TransactionText => "transaction_text",
        Meaning::LogMessage => "log_message",
        Meaning::ErrorMessage => "error_message",
        Meaning::Change => "change",
        Meaning::PaymentError => "payment_error",
        Meaning::CommitMessage => "commit_message",
        _ => "phrase",
    })
}

/// Two sentences, mostly not the same.
fn two(job: &mut Job<'_>, name: &'static str) {
    Template(name).write(job.bits, job.out);
    let first = job.out.len();
    job.out.push(' ');
    Template(name).write(job.bits, job.out);
    let (before, after) = job.out.split_at(first);
    if after.get(1..) == Some(before) {
        job.out.truncate(first);
    }
}

/// A few sentences, none by a template of before.
fn paragraph(job: &mut Job<'_>, name: &'static str, before: &mut u64) {
    for sentence in 0..2 + job.bits.below(4) {
        if sentence > 0 {
            job.out.push(' ');
        }
        Template(name).write_another(before, job.bits, job.out);
    }
}

/// A few paragraphs, each within an element if there is one.
fn article(job: &mut Job<'_>, element: &str) {
    let mut before = 0;
    for nth in 0..=job.bits.below(3) {
        if nth > 0 {
            job.out.push_str("\n\n");
        }
        if element.is_empty() {
            paragraph(job, "sentence", &mut before);
        } else {
            let _ = job.format(format_args!("<{element}>"));
            paragraph(job, "sentence", &mut before);
            let _ = job.format(format_args!("</{element}>"));
        }
    }
}
