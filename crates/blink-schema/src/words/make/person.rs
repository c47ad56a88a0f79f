//! Names of people.

use super::job::Job;
use crate::words::made::Made;
use crate::words::meaning::Meaning;

pub(super) fn make(meaning: Meaning, job: &mut Job<'_>) -> Made {
    let person = job.identity.person();
    match meaning {
        Meaning::FirstName => Made::Listed(person.first),
        Meaning::MiddleName => Made::Listed(person.middle),
        Meaning::LastName => Made::Listed(person.last),
        Meaning::NamePrefix => Made::Listed(person.prefix),
        Meaning::Gender => gender(person.gender, job),
        Meaning::JobTitle => match job.identity.nth() {
            Some(_) => job.listed(crate::words::person::job_titles()),
            None => Made::Listed(person.job_title),
        },
        Meaning::Initials => {
            person.write_initials(job.out);
            Made::Written
        }
        Meaning::Login => {
            person.write_login(job.out);
            Made::Written
        }
        Meaning::Handle => {
            job.out.push('@');
            person.write_login(job.out);
            Made::Written
        }
        Meaning::Email => {
            person.write_email(job.out);
            if job.out.len() > job.room() {
                short_email(person.first, job);
            }
            Made::Written
        }
        Meaning::Avatar => {
            person.write_avatar(job.out);
            super::internet::shorten_url(job);
            Made::Written
        }
        _ => {
            person.write_full_name(job.out);
            Made::Written
        }
    }
}

/// An address that fits, since a cut one could be somebody's.
fn short_email(first: &str, job: &mut Job<'_>) {
    let room = job.room();
    job.out.clear();
    crate::words::person::push_lower(first, job.out);
    if job.out.len() + "@example.com".len() <= room {
        job.out.push_str("@example.com");
    } else if let Some(left) = room.checked_sub("@a.test".len()).filter(|left| *left > 0) {
        job.out.truncate(left);
        job.out.push_str("@a.test");
    }
}

fn gender(gender: &'static str, job: &Job<'_>) -> Made {
    // A column of one letter, or a number by ISO/IEC 5218.
    let short = job.room() < gender.len();
    Made::Listed(match (gender, short, job.limits.form) {
        ("female", _, crate::words::form::Form::Int) => "2",
        ("male", _, crate::words::form::Form::Int) => "1",
        (_, _, crate::words::form::Form::Int) => "0",
        ("female", true, _) => "F",
        ("male", true, _) => "M",
        (_, true, _) => "X",
        (gender, false, _) => gender,
    })
}
