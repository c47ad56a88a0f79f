//! This machine, with an environment and a home directory of the test's own.

use std::collections::BTreeMap;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};

use blink_cli::connect::{Platform, RealFiles, System};

pub struct Machine {
    pub environment: BTreeMap<String, String>,
    pub home: PathBuf,
}

impl Machine {
    pub fn new() -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let count = COUNT.fetch_add(1, Ordering::Relaxed);
        let home = std::env::temp_dir().join(format!("blink-connect-{}-{count}", std::process::id()));
        std::fs::create_dir(&home).unwrap();
        Self {
            environment: BTreeMap::new(),
            home,
        }
    }

    pub fn variable(mut self, name: &str, value: &str) -> Self {
        self.environment.insert(name.to_owned(), value.to_owned());
        self
    }

    /// A file in the home directory, which only its owner can read.
    pub fn file(self, path: &str, text: &str) -> Self {
        self.write(path, text);
        self
    }

    pub fn write(&self, path: &str, text: &str) -> PathBuf {
        let path = self.path(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, text).unwrap();
        std::fs::set_permissions(&path, PermissionsExt::from_mode(0o600)).unwrap();
        path
    }

    pub fn path(&self, path: &str) -> PathBuf {
        self.home.join(path)
    }

    pub fn platform(&self) -> Platform {
        Platform {
            system: System::Linux,
            environment: self
                .environment
                .iter()
                .map(|(name, value)| (name.clone(), value.into()))
                .collect(),
            home: Some(self.home.clone()),
            user: Some("nobody_in_particular".to_owned()),
            files: Box::new(RealFiles),
        }
    }

    /// A message with the home directory as `~`.
    pub fn short(&self, message: &str) -> String {
        message.replace(&*self.home.to_string_lossy(), "~")
    }
}

impl Drop for Machine {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(Path::new(&self.home));
    }
}
