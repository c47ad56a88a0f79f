//! Databases of processes that were killed before they could drop them.
//!
//! Only a server named by `DATABASE_URL` keeps any. A name says which machine and which process made it.

use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::path::Path;

use crate::admin;
use crate::database::PATIENCE;

/// How the names of this machine's databases begin.
pub(crate) fn prefix() -> String {
    // The boot and the namespace in which a process number means something; elsewhere than on Linux nothing tells, and
    // nothing is dropped.
    let mut hasher = DefaultHasher::new();
    std::fs::read("/proc/sys/kernel/random/boot_id")
        .unwrap_or_default()
        .hash(&mut hasher);
    std::fs::read_link("/proc/self/ns/pid")
        .unwrap_or_default()
        .hash(&mut hasher);
    format!("blink_{:08x}_", hasher.finish() >> 32)
}

/// Drops what processes that are gone left behind.
pub(crate) fn drop_all(server: &str) -> anyhow::Result<()> {
    if !Path::new("/proc/self/ns/pid").exists() {
        return Ok(());
    }
    let prefix = prefix();
    let query = format!("SELECT datname::text FROM pg_database WHERE starts_with(datname, '{prefix}')");
    for name in admin::strings(server, &query)? {
        let pid = name[prefix.len()..].split('_').next().unwrap_or_default();
        if pid.parse::<u32>().is_ok() && !Path::new("/proc").join(pid).exists() {
            // Not by force: if somebody is connected it is not left behind. Another process may be at it as well.
            let _ = admin::execute_or_leave(server, vec![format!("DROP DATABASE IF EXISTS {name}")], PATIENCE);
        }
    }
    Ok(())
}
