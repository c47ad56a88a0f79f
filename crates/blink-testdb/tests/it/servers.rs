//! Servers of other versions, which `scripts/servers` fetches.

use std::path::PathBuf;
use std::process::{Command, Output};

const SCRIPT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../scripts/servers");

/// A new directory with `bin`, in which of all programs there are these.
fn machine_with(programs: &[&str]) -> PathBuf {
    let root = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("servers-{}", programs.len()));
    let _ = std::fs::remove_dir_all(&root);
    std::fs::create_dir_all(root.join("bin")).unwrap();
    for program in programs {
        let path = std::env::var_os("PATH").unwrap();
        let found = std::env::split_paths(&path)
            .map(|directory| directory.join(program))
            .find(|file| file.exists());
        std::os::unix::fs::symlink(found.unwrap(), root.join("bin").join(program)).unwrap();
    }
    root
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr)
}

#[test]
fn a_machine_without_npm_is_told_what_to_do() {
    let machine = machine_with(&["bash", "id", "uname"]);
    let output = Command::new(machine.join("bin/bash"))
        .args([SCRIPT, "fetch", "18"])
        .env("PATH", machine.join("bin"))
        .env("BLINK_SERVERS", machine.join("servers"))
        .output()
        .unwrap();
    assert!(!output.status.success());
    let said = said(&output);
    assert!(
        said.contains("PostgreSQL 18 comes from npm, and there is no npm: install Node.js"),
        "{said}"
    );
    assert!(!machine.join("servers").exists());
}

#[test]
fn a_version_that_there_is_not_is_told() {
    let output = Command::new(SCRIPT).args(["fetch", "11"]).output().unwrap();
    assert!(!output.status.success());
    assert!(
        said(&output).contains("there is no PostgreSQL `11` here; 12 to 18"),
        "{output:?}"
    );

    let output = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "database::the_version_is_the_servers"])
        .env("BLINK_TESTDB", "11")
        .output()
        .unwrap();
    assert!(!output.status.success());
    let words = "it may be `url`, `programs`, `embedded`, or a version of PostgreSQL from 12 to 18";
    assert!(said(&output).contains(words), "{output:?}");
}

/// The script and the crate each have a list.
#[test]
fn each_version_has_a_release() {
    let script = std::fs::read_to_string(SCRIPT).unwrap();
    for version in 12..=18 {
        assert!(script.contains(&format!("    {version}) echo {version}.")), "{version}");
    }
}
