//! The words of programs and devices.

use super::job::Job;
use crate::words::list::{List, fields};
use crate::words::made::Made;
use crate::words::meaning::Meaning;

const TECHNICAL: &str = include_str!("../lists/technical.txt");

static COLOURS: List = List::lines(TECHNICAL, "colours");
static CRON: List = List::words(TECHNICAL, "cron");
static ICONS: List = List::words(TECHNICAL, "icons");
static BRANCHES: List = List::words(TECHNICAL, "branches");
static JOB_NAMES: List = List::words(TECHNICAL, "job_names");
static PERMISSIONS: List = List::words(TECHNICAL, "permissions");
static CONFIG_KEYS: List = List::words(TECHNICAL, "config_keys");
static CONFIG_VALUES: List = List::words(TECHNICAL, "config_values");
static CLASS_NAMES: List = List::words(TECHNICAL, "class_names");
static ACTIONS: List = List::words(TECHNICAL, "actions");
static EVENT_NAMES: List = List::words(TECHNICAL, "event_names");
static ENVIRONMENTS: List = List::words(TECHNICAL, "environments");
static LOG_LEVELS: List = List::words(TECHNICAL, "log_levels");
static DEVICE_NAMES: List = List::words(TECHNICAL, "device_names");

pub(super) fn make(meaning: Meaning, job: &mut Job<'_>) -> Made {
    if let Some(list) = list(meaning) {
        return job.listed(list);
    }
    match meaning {
        Meaning::Version => version(job),
        Meaning::DeviceModel => {
            const SERIES: [&str; 8] = ["AX", "BT", "CS", "DX", "GX", "LS", "PT", "TS"];
            let series = job.bits.pick(&SERIES).unwrap_or(&"AX");
            let number = 10 * (10 + job.bits.below(90));
            job.format(format_args!("{series}-{number}"))
        }
        Meaning::ColourName => Made::Listed(colour(job).0),
        Meaning::HexColour => {
            let hex = colour(job).1;
            // A column of six characters has no place for the #.
            Made::Listed(if job.room() == 6 {
                hex.trim_start_matches('#')
            } else {
                hex
            })
        }
        Meaning::LogLevel => {
            let place = job.bits.weighted([70, 15, 9, 4, 1, 1].into_iter());
            Made::Listed(LOG_LEVELS.at(place as u64))
        }
        _ => {
            let place = job.bits.weighted([60, 20, 15, 5].into_iter());
            Made::Listed(ENVIRONMENTS.at(place as u64))
        }
    }
}

/// Short texts that are lists.
pub(crate) fn list(meaning: Meaning) -> Option<&'static List> {
    Some(match meaning {
        Meaning::Cron => &CRON,
        Meaning::Icon => &ICONS,
        Meaning::Branch => &BRANCHES,
        Meaning::JobName => &JOB_NAMES,
        Meaning::Permission => &PERMISSIONS,
        Meaning::Key => &CONFIG_KEYS,
        Meaning::ConfigValue => &CONFIG_VALUES,
        Meaning::ClassName => &CLASS_NAMES,
        Meaning::Action => &ACTIONS,
        Meaning::EventName => &EVENT_NAMES,
        Meaning::DeviceName => &DEVICE_NAMES,
        _ => return None,
    })
}

/// The name and the digits of the row's colour.
fn colour(job: &Job<'_>) -> (&'static str, &'static str) {
    let line = match job.identity.nth() {
        Some(nth) if nth < COLOURS.len() => COLOURS.at(nth),
        _ => COLOURS.pick(&mut job.identity.bits(24)),
    };
    fields::<2>(line).map_or(("blue", "#1b6ca8"), |[name, digits]| (name, digits))
}

fn version(job: &mut Job<'_>) -> Made {
    let (major, minor, patch) = (
        1 + job.bits.long_tail(2).min(30),
        job.bits.below(12),
        job.bits.below(10),
    );
    job.format(format_args!("{major}.{minor}.{patch}"))
}
