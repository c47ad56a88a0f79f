//! A standby beside a primary.

use std::os::unix::fs::MetadataExt as _;
use std::os::unix::process::CommandExt as _;
use std::process::{Child, Command, Stdio};

use blink_testdb::Cluster;

use super::tls_server::TlsServer;
use super::{Machine, connect, one, refused};

/// A server that waits for what a primary sends, though none does: enough for a standby.
struct Standby {
    server: Child,
    port: u16,
    // Dropped last: its directory is the server's.
    _cluster: Cluster,
}

impl Standby {
    async fn start() -> Option<Self> {
        let mut cluster = blink_testdb::own_cluster_with(&["hot_standby = on"])?;
        let data = cluster.data_dir().to_owned();
        // `/usr/lib/postgresql/15/bin/postgres "-D" "…"`
        let options = std::fs::read_to_string(data.join("postmaster.opts")).unwrap();
        let program = options.split(" \"").next().unwrap().trim().to_owned();
        cluster.stop_immediate();
        std::fs::write(data.join("standby.signal"), "").unwrap();
        let owner = std::fs::metadata(&data).unwrap();
        std::os::unix::fs::chown(data.join("standby.signal"), Some(owner.uid()), Some(owner.gid())).unwrap();
        let mut command = Command::new(program);
        command
            .arg("-D")
            .arg(&data)
            .current_dir(&data)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        if std::fs::metadata("/proc/self").is_ok_and(|us| us.uid() != owner.uid()) {
            command.uid(owner.uid()).gid(owner.gid());
        }
        let server = command.env("LC_ALL", "C").process_group(0).spawn().unwrap();
        let port = crate::support::port(&cluster.url());
        let standby = Self {
            server,
            port,
            _cluster: cluster,
        };
        let target = blink_cli::connect::Target::resolve(Some(&standby.url("")), &Machine::new().platform()).unwrap();
        let start = std::time::Instant::now();
        while let Err(error) = target.connect().await {
            assert!(start.elapsed().as_secs() < 60, "the standby is not up: {error}");
            tokio::task::yield_now().await;
        }
        Some(standby)
    }

    fn url(&self, more: &str) -> String {
        format!("postgres://postgres@127.0.0.1:{}/postgres{more}", self.port)
    }
}

impl Drop for Standby {
    fn drop(&mut self) {
        let _ = Command::new("sh")
            .args(["-c", "kill -QUIT \"$1\"", "sh", &self.server.id().to_string()])
            .status();
        let _ = self.server.wait();
    }
}

#[tokio::test]
async fn a_standby_is_told_from_a_primary() {
    let Some(primary) = TlsServer::get() else { return };
    let Some(standby) = Standby::start().await else { return };
    let (first, second) = (primary.port, standby.port);
    let machine = Machine::new();
    for (hosts, wanted, port) in [
        ([first, second], "any", first),
        ([first, second], "standby", second),
        ([first, second], "prefer-standby", second),
        ([first, second], "read-only", second),
        ([second, first], "primary", first),
        ([second, first], "read-write", first),
        ([second, first], "any", second),
    ] {
        let [a, b] = hosts;
        let db = format!("postgres://postgres@127.0.0.1:{a},127.0.0.1:{b}/postgres?target_session_attrs={wanted}");
        let connected = connect(&machine, &db).await;
        assert_eq!(connected.host.port(), port, "{db}");
        let recovering = if port == second { "t" } else { "f" };
        assert_eq!(one(&connected, "SELECT pg_is_in_recovery()").await, recovering);
    }
    for (wanted, why) in [
        ("primary", "it is a standby"),
        ("read-write", "its sessions are read-only"),
    ] {
        let url = standby.url(&format!("?target_session_attrs={wanted}"));
        let message = refused(&machine, &url).await;
        assert_eq!(
            message,
            format!(
                "cannot connect to {url}\n  127.0.0.1, port {second}: {why}\ntarget_session_attrs={wanted} wants another \
                 server: name it, or leave target_session_attrs out."
            )
        );
    }
}
