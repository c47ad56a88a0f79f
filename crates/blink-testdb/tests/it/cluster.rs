//! A cluster of one's own.

use crate::{connect, one};

#[test]
fn it_takes_settings_and_can_be_stopped() {
    let Some(mut cluster) = blink_testdb::own_cluster_with(&["wal_level=minimal", "max_wal_senders=0"]) else {
        return;
    };
    let mut client = connect(&cluster.url());
    assert_eq!(one(&mut client, "SHOW wal_level"), "minimal");
    assert_eq!(one(&mut client, "SHOW fsync"), "off");
    let db = cluster.database();
    assert_eq!(
        one(&mut connect(db.url()), "SELECT current_database()::text"),
        db.name()
    );
    drop(db);

    cluster.stop_immediate();
    assert!(client.batch_execute("SELECT 1").is_err());
    assert!(!cluster.data_dir().join("postmaster.pid").exists());
    cluster.stop_immediate();

    let data = cluster.data_dir().to_owned();
    assert!(data.exists());
    drop(cluster);
    assert!(!data.parent().unwrap().exists(), "its directory is removed");
}

#[test]
fn it_can_be_killed() {
    let Some(mut cluster) = blink_testdb::own_cluster() else {
        return;
    };
    let mut client = connect(&cluster.url());
    cluster.kill();
    // Its children end when they notice, which for a waiting one is at once.
    std::thread::sleep(std::time::Duration::from_millis(200));
    assert!(client.batch_execute("SELECT 1").is_err());
    let data = cluster.data_dir().to_owned();
    drop(cluster);
    assert!(!data.parent().unwrap().exists(), "its directory is removed");
}

#[test]
fn it_can_be_brought_up_again() {
    let Some(mut cluster) = blink_testdb::own_cluster_with(&["work_mem = '5MB'"]) else {
        return;
    };
    let url = cluster.url();
    for (n, end) in [blink_testdb::Cluster::kill, blink_testdb::Cluster::stop_immediate]
        .into_iter()
        .enumerate()
    {
        let mut client = connect(&url);
        // Each by itself, so that the checkpoint comes after the commit.
        for sql in [&*format!("CREATE TABLE t{n} ()"), "CHECKPOINT"] {
            client.batch_execute(sql).unwrap();
        }
        end(&mut cluster);
        cluster.bring_up();
        let mut client = connect(&url);
        assert_eq!(one(&mut client, "SHOW work_mem"), "5MB");
        client.batch_execute(&format!("DROP TABLE t{n}")).unwrap();
    }
    cluster.bring_up();
}

#[test]
fn a_wrong_setting_is_an_error_with_the_servers_words() {
    if blink_testdb::own_cluster().is_none() {
        return;
    }
    let result = std::panic::catch_unwind(|| blink_testdb::own_cluster_with(&["no_such_setting = 1"]));
    let payload = result.expect_err("the server refuses");
    let message = payload.downcast_ref::<String>().expect("a message");
    assert!(message.contains("no_such_setting"), "{message}");
}
