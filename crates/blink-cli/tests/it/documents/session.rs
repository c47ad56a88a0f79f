//! A reader who follows a document: a folder and a database `shop`.

use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use blink_testdb::Database;
use postgres::{Client, NoTls};

use crate::support::Folder;

/// The database as documents name it.
const SHOP: &str = "shop";

pub struct Session {
    folder: Folder,
    /// The exit status of the last command, which the next may ask for by `$?`.
    status: i32,
    // Dropped last.
    database: Database,
}

impl Session {
    pub fn new(document: &str) -> Self {
        Self {
            folder: Folder::new(&document.replace(['/', '.'], "-"), &[]),
            status: 0,
            database: blink_testdb::database(),
        }
    }

    /// Runs statements, over a connection that is gone afterwards.
    pub fn sql(&self, sql: &str) {
        let mut client = Client::connect(self.database.url(), NoTls).unwrap();
        client
            .batch_execute(&self.named(sql))
            .unwrap_or_else(|error| panic!("{sql}: {error:?}"));
    }

    pub fn file(&self, name: &str, content: &str) {
        let path = self.folder.0.join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, content).unwrap();
    }

    pub fn has(&self, name: &str) -> bool {
        self.folder.0.join(name).exists()
    }

    /// Runs a command in the shell. Returns its exit status and all that it wrote.
    pub fn run(&mut self, command: &str) -> (i32, String) {
        self.wait_until_alone();
        let script = format!("exec 2>&1 </dev/null; (exit {}); {}", self.status, self.named(command));
        let programs = std::path::Path::new(env!("CARGO_BIN_EXE_blink")).parent().unwrap();
        let path = std::env::var("PATH").unwrap_or_default();
        let output = Command::new("sh")
            .args(["-c", &script])
            .current_dir(&self.folder.0)
            .env_clear()
            .env("PATH", format!("{}:{path}", programs.display()))
            .env("HOME", &self.folder.0)
            .env("DATABASE_URL", self.database.url())
            .stderr(Stdio::piped())
            .output()
            .unwrap();
        self.status = output.status.code().unwrap();
        let written = String::from_utf8(output.stdout).unwrap();
        (self.status, written.replace(self.database.name(), SHOP))
    }

    /// Puts this database where a text names the document's.
    fn named(&self, text: &str) -> String {
        let name = self.database.name();
        text.replace("postgres://localhost/shop", self.database.url())
            .replace("DATABASE shop", &format!("DATABASE {name}"))
            .replace("--confirm shop", &format!("--confirm {name}"))
    }

    /// Waits for the end of the sessions of the last command: others in the database would be a sign.
    fn wait_until_alone(&self) {
        let mut config = self.database.url().parse::<postgres::Config>().unwrap();
        let mut admin = config.dbname("template1").connect(NoTls).unwrap();
        let deadline = Instant::now() + Duration::from_secs(30);
        let others = "SELECT count(*) FROM pg_stat_activity WHERE datname = $1";
        while admin
            .query_one(others, &[&self.database.name()])
            .unwrap()
            .get::<_, i64>(0)
            > 0
        {
            assert!(Instant::now() < deadline, "sessions do not end");
            std::thread::sleep(Duration::from_millis(5));
        }
    }
}
