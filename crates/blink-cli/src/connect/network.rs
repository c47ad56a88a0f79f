//! Timeouts and keepalives.

use std::time::Duration;

use tokio_postgres::Config;

use super::error::ConnectError;
use super::settings::Settings;

/// The settings of the connection below PostgreSQL's protocol.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Network {
    /// The limit for each address, its login included.
    pub(crate) connect_timeout: Option<Duration>,
    keepalives: bool,
    idle: Option<Duration>,
    interval: Option<Duration>,
    count: Option<u32>,
    user_timeout: Option<Duration>,
}

impl Network {
    pub(crate) fn resolve(settings: &Settings) -> Result<Self, ConnectError> {
        // Zero and less are the system's default (`setKeepalivesIdle` and its neighbours in fe-connect.c).
        let positive = |name| {
            Ok(settings
                .number(name)?
                .and_then(|n| u32::try_from(n).ok())
                .filter(|n| *n > 0))
        };
        let seconds = |name| Ok(positive(name)?.map(|seconds| Duration::from_secs(u64::from(seconds))));
        Ok(Self {
            connect_timeout: seconds("connect_timeout")?,
            keepalives: settings.number("keepalives")? != Some(0),
            idle: seconds("keepalives_idle")?,
            interval: seconds("keepalives_interval")?,
            count: positive("keepalives_count")?,
            user_timeout: positive("tcp_user_timeout")?.map(|ms| Duration::from_millis(u64::from(ms))),
        })
    }

    pub(crate) fn configure(&self, config: &mut Config) {
        config.keepalives(self.keepalives);
        if let Some(timeout) = self.connect_timeout {
            config.connect_timeout(timeout);
        }
        if let Some(idle) = self.idle {
            config.keepalives_idle(idle);
        }
        if let Some(interval) = self.interval {
            config.keepalives_interval(interval);
        }
        if let Some(count) = self.count {
            config.keepalives_retries(count);
        }
        if let Some(timeout) = self.user_timeout {
            config.tcp_user_timeout(timeout);
        }
    }
}
