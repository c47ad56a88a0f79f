//! Companies and their parts.

use super::job::Job;
use crate::words::company::{INDUSTRIES, TEAM_NOUNS};
use crate::words::made::Made;
use crate::words::meaning::Meaning;
use crate::words::person::DEPARTMENTS;

pub(super) fn make(meaning: Meaning, job: &mut Job<'_>) -> Made {
    let company = job.identity.company();
    match meaning {
        Meaning::Industry if job.identity.nth().is_some() => job.listed(&INDUSTRIES),
        Meaning::Industry => Made::Listed(company.industry),
        Meaning::Department => job.listed(&DEPARTMENTS),
        Meaning::Team => job.listed(&TEAM_NOUNS),
        Meaning::Employees => Made::Number(i64::try_from(company.employees).unwrap_or(1), 0),
        Meaning::VehicleModel => Made::Listed(company.noun),
        Meaning::Host => {
            company.write_host(job.out);
            if job.out.len() > job.room() {
                job.out.clear();
                job.out.push_str(if job.room() < 6 { "host" } else { "a.test" });
            }
            Made::Written
        }
        Meaning::Website => {
            job.out.push_str("https://");
            company.write_host(job.out);
            super::internet::shorten_url(job);
            Made::Written
        }
        _ => {
            company.write_name(job.out);
            if job.out.len() > job.room() {
                job.out.clear();
                company.write_short_name(job.out);
            }
            Made::Written
        }
    }
}
