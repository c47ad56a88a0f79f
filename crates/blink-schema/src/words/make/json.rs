//! JSON.

use super::job::Job;
use crate::words::grammar::Template;
use crate::words::list::List;
use crate::words::made::{Made, push_json_string};
use crate::words::meaning::Meaning;

const TECHNICAL: &str = include_str!("../lists/technical.txt");

static EVENT_NAMES: List = List::words(TECHNICAL, "event_names");

pub(super) fn make(meaning: Meaning, job: &mut Job<'_>) -> Made {
    match meaning {
        Meaning::JsonSettings => settings(job),
        Meaning::JsonEvent => event(job),
        Meaning::JsonAddress => address(job),
        Meaning::JsonTags => tags(job),
        _ => metadata(job),
    }
    // JSON that is cut is none.
    if job.out.len() > job.room() {
        job.out.clear();
        job.out.push_str(if meaning == Meaning::JsonTags { "[]" } else { "{}" });
    }
    Made::Json
}

fn settings(job: &mut Job<'_>) {
    let theme = *job.bits.pick(&["light", "light", "dark", "system"]).unwrap_or(&"light");
    let language = job.identity.language().code;
    let (mail, beta) = (job.bits.chance(700), job.bits.chance(100));
    let page = *job.bits.pick(&[10, 25, 25, 50, 100]).unwrap_or(&25);
    let _ = job.format(format_args!(
        "{{\"theme\": \"{theme}\", \"language\": \"{language}\", \"notifications\": {mail}, \"beta\": {beta}, \
         \"page_size\": {page}}}"
    ));
}

fn metadata(job: &mut Job<'_>) {
    let source = *job
        .bits
        .pick(&["web", "web", "mobile", "api", "import"])
        .unwrap_or(&"web");
    let revision = 1 + job.bits.long_tail(2);
    let tag = Template("tag").entry(job.bits);
    let _ = job.format(format_args!(
        "{{\"source\": \"{source}\", \"revision\": {revision}, \"tags\": [\"{tag}\"]}}"
    ));
}

fn event(job: &mut Job<'_>) {
    let event = EVENT_NAMES.pick(job.bits);
    let id = 1 + job.bits.below(100_000);
    let success = job.bits.chance(950);
    let _ = job.format(format_args!(
        "{{\"event\": \"{event}\", \"id\": {id}, \"success\": {success}}}"
    ));
}

fn address(job: &mut Job<'_>) {
    let place = job.identity.place();
    let mut street = String::new();
    place.write_street(&mut street);
    job.out.push_str("{\"street\": ");
    push_json_string(&street, job.out);
    let _ = job.format(format_args!(", \"city\": \"{}\", \"postcode\": \"", place.city.name));
    place.write_postcode(job.out);
    let _ = job.format(format_args!("\", \"country\": \"{}\"}}", place.city.country.code));
}

fn tags(job: &mut Job<'_>) {
    job.out.push('[');
    let (first, second) = (Template("tag").entry(job.bits), Template("tag").entry(job.bits));
    let _ = job.format(format_args!("\"{first}\""));
    if second != first {
        let _ = job.format(format_args!(", \"{second}\""));
    }
    job.out.push(']');
}
