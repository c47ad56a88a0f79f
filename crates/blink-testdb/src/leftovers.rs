//! Databases of processes that were killed before they could drop them.
//!
//! Only a server named by `DATABASE_URL` keeps any. The name of a database identifies the machine and the process.

use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::path::Path;

use crate::admin;

/// Returns the prefix of the names of this machine's databases.
pub(crate) fn prefix() -> String {
    // The boot and the namespace in which a process number is valid. They are known only on Linux; elsewhere nothing is
    // dropped.
    let mut hasher = DefaultHasher::new();
    std::fs::read("/proc/sys/kernel/random/boot_id")
        .unwrap_or_default()
        .hash(&mut hasher);
    std::fs::read_link("/proc/self/ns/pid")
        .unwrap_or_default()
        .hash(&mut hasher);
    format!("blink_{:08x}_", hasher.finish() >> 32)
}

/// Drops the databases of processes that have ended.
pub(crate) fn drop_all(server: &str) -> anyhow::Result<()> {
    if !Path::new("/proc/self/ns/pid").exists() {
        return Ok(());
    }
    let prefix = prefix();
    let query = format!("SELECT datname::text FROM pg_database WHERE starts_with(datname, '{prefix}')");
    for name in admin::strings(server, &query)? {
        let pid = name[prefix.len()..].split('_').next().unwrap_or_default();
        if pid.parse::<u32>().is_ok() && !Path::new("/proc").join(pid).exists() {
            // Without force: a database with a connection is in use. Another process may be dropping it as well.
            let _ = admin::drop_database(server, vec![format!("DROP DATABASE IF EXISTS {name}")]);
        }
    }
    Ok(())
}
