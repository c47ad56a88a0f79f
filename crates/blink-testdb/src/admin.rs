//! SQL that makes and drops databases.

use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::Duration;

use anyhow::{Context as _, anyhow, bail};
use postgres::{Client, Config, NoTls};

/// The maximum wait for DROP DATABASE. Since PostgreSQL 15 it waits until every connection of the server, to any
/// database, has processed a barrier. A connection that waits for the data of a COPY does not, so a test that sends
/// slowly would delay all others.
const DROP_TIMEOUT: Duration = Duration::from_secs(2);

/// Runs statements, each in its own implicit transaction.
pub(crate) fn execute(url: &str, statements: Vec<String>) -> anyhow::Result<()> {
    wait(&start(url, statements)?)
}

/// Runs the statements that drop a database, and leaves them running after [`DROP_TIMEOUT`].
pub(crate) fn drop_database(url: &str, statements: Vec<String>) -> anyhow::Result<()> {
    match start(url, statements)?.recv_timeout(DROP_TIMEOUT) {
        Ok(result) => result,
        Err(RecvTimeoutError::Timeout) => Ok(()),
        Err(RecvTimeoutError::Disconnected) => Err(panicked()),
    }
}

fn start(url: &str, statements: Vec<String>) -> anyhow::Result<Receiver<anyhow::Result<()>>> {
    with_client(url, move |client| {
        for statement in &statements {
            client
                .batch_execute(statement)
                .with_context(|| format!("`{statement}`"))?;
        }
        Ok(())
    })
}

/// Returns the first column of a query's rows, as text.
pub(crate) fn strings(url: &str, query: &str) -> anyhow::Result<Vec<String>> {
    let query = query.to_owned();
    let result = with_client(url, move |client| {
        let rows = client.query(&query, &[]).with_context(|| format!("`{query}`"))?;
        Ok(rows.iter().map(|row| row.get(0)).collect())
    })?;
    wait(&result)
}

/// Returns `server_version_num`, and the readable version.
pub(crate) fn version(url: &str) -> anyhow::Result<(u32, String)> {
    let number = "SELECT current_setting('server_version_num') || ' ' || current_setting('server_version')";
    let rows = strings(url, number)?;
    let (number, text) = rows
        .first()
        .and_then(|row| row.split_once(' '))
        .context("the server names no version")?;
    let text = text.split(' ').next().unwrap_or(text);
    Ok((number.parse().context("server_version_num")?, text.to_owned()))
}

/// Runs `work` on a separate thread: the blocking client starts an async runtime, which may not be started within
/// another one, and callers may be in one.
fn with_client<T: Send + 'static>(
    url: &str,
    work: impl FnOnce(&mut Client) -> anyhow::Result<T> + Send + 'static,
) -> anyhow::Result<Receiver<anyhow::Result<T>>> {
    let mut config: Config = url.parse().context("not a PostgreSQL URL")?;
    config
        .connect_timeout(Duration::from_secs(10))
        .application_name("blink-testdb");
    let (sender, receiver) = channel();
    std::thread::Builder::new().name("blink-testdb".into()).spawn(move || {
        let result = config.connect(NoTls).context("connecting").and_then(|mut client| {
            let result = work(&mut client);
            // Closes the connection in order, so that DROP DATABASE need not wait for a vanished client.
            let _ = client.close();
            result
        });
        // The receiver may be gone.
        let _ = sender.send(result);
    })?;
    Ok(receiver)
}

fn wait<T>(result: &Receiver<anyhow::Result<T>>) -> anyhow::Result<T> {
    result.recv().unwrap_or_else(|_| Err(panicked()))
}

fn panicked() -> anyhow::Error {
    anyhow!("the thread that speaks to the server panicked")
}

/// Returns the URL of another database on the same server.
pub(crate) fn url_of(server: &str, database: &str) -> anyhow::Result<String> {
    let Some((scheme, rest)) = server
        .split_once("://")
        .filter(|(scheme, _)| ["postgres", "postgresql"].contains(scheme))
    else {
        bail!("not a URL: it has to begin with `postgres://`");
    };
    let (rest, query) = rest
        .split_once('?')
        .map_or((rest, None), |(rest, query)| (rest, Some(query)));
    let authority = rest.split_once('/').map_or(rest, |(authority, _)| authority);
    let query = query.map_or_else(String::new, |query| format!("?{query}"));
    Ok(format!("{scheme}://{authority}/{database}{query}"))
}

#[cfg(test)]
mod tests {
    use super::url_of;

    #[test]
    fn another_database_of_the_same_server() {
        for (server, expected) in [
            ("postgres://h", "postgres://h/x"),
            ("postgresql://u:p@h:5432/a", "postgresql://u:p@h:5432/x"),
            ("postgres://u@h/a?sslmode=disable", "postgres://u@h/x?sslmode=disable"),
            ("postgres://u@h?sslmode=disable", "postgres://u@h/x?sslmode=disable"),
            ("postgres://u@%2Ftmp%2Fs/a", "postgres://u@%2Ftmp%2Fs/x"),
        ] {
            assert_eq!(url_of(server, "x").unwrap(), expected);
        }
        assert!(url_of("host=localhost dbname=a", "x").is_err());
    }
}
