//! The session: who connects to which database, and what the server has to be.

use tokio_postgres::Config;
use tokio_postgres::config::ChannelBinding;

use super::error::ConnectError;
use super::platform::Platform;
use super::settings::{Settings, Source};

/// The name under which a session is seen in `pg_stat_activity`, unless another is given.
const APPLICATION_NAME: &str = "blink";

/// The settings of the session.
#[derive(Clone, Debug)]
pub(crate) struct Session {
    pub(crate) user: String,
    /// `None`: it is the system's user.
    pub(crate) user_source: Option<Source>,
    pub(crate) database: String,
    /// `None`: it has the user's name.
    pub(crate) database_source: Option<Source>,
    pub(crate) wanted: Wanted,
    options: Option<String>,
    application_name: String,
    channel_binding: ChannelBinding,
}

/// `target_session_attrs`: what the server has to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Wanted {
    Any,
    ReadWrite,
    ReadOnly,
    Primary,
    Standby,
    PreferStandby,
}

impl Wanted {
    pub(crate) const WORDS: [(&'static str, Self); 6] = [
        ("any", Self::Any),
        ("read-write", Self::ReadWrite),
        ("read-only", Self::ReadOnly),
        ("primary", Self::Primary),
        ("standby", Self::Standby),
        ("prefer-standby", Self::PreferStandby),
    ];

    pub(crate) fn word(self) -> &'static str {
        let word = Self::WORDS.iter().find(|(_, wanted)| *wanted == self);
        word.map_or("any", |(word, _)| word)
    }
}

impl Session {
    pub(crate) fn resolve(settings: &Settings, platform: &Platform) -> Result<Self, ConnectError> {
        check_protocol(settings)?;
        let (user, user_source) = match (settings.filled("user"), &platform.user) {
            (Some(user), _) => (user.value.clone(), Some(user.source.clone())),
            (None, Some(user)) => (user.clone(), None),
            (None, None) => {
                return Err(
                    ConnectError::settings("no user is named, and the system does not say who runs blink")
                        .help("Write --db postgres://user@host/database, or set PGUSER."),
                );
            }
        };
        let (database, database_source) = match settings.filled("dbname") {
            Some(database) => (database.value.clone(), Some(database.source.clone())),
            None => (user.clone(), None),
        };
        let application_name = ["application_name", "fallback_application_name"]
            .into_iter()
            .find_map(|name| settings.filled(name))
            .map_or(APPLICATION_NAME, |setting| &setting.value);
        let bindings = [
            ("prefer", ChannelBinding::Prefer),
            ("disable", ChannelBinding::Disable),
            ("require", ChannelBinding::Require),
        ];
        Ok(Self {
            user,
            user_source,
            database,
            database_source,
            wanted: settings
                .word("target_session_attrs", &Wanted::WORDS)?
                .unwrap_or(Wanted::Any),
            options: settings.filled("options").map(|options| options.value.clone()),
            application_name: application_name.to_owned(),
            channel_binding: settings
                .word("channel_binding", &bindings)?
                .unwrap_or(ChannelBinding::Prefer),
        })
    }

    pub(crate) fn configure(&self, config: &mut Config) {
        config
            .user(&self.user)
            .dbname(&self.database)
            .application_name(&self.application_name)
            .channel_binding(self.channel_binding);
        if let Some(options) = &self.options {
            config.options(options);
        }
    }
}

/// Refuses what asks for another protocol or encoding than Blink speaks.
fn check_protocol(settings: &Settings) -> Result<(), ConnectError> {
    let modes = [("disable", false), ("prefer", false), ("require", true)];
    if settings.word("gssencmode", &modes)? == Some(true) {
        return Err(refused(
            settings,
            "gssencmode",
            "gssencmode=require is not supported: Blink encrypts by TLS; write sslmode=verify-full",
        ));
    }
    let versions = [("3.0", false), ("3.2", true), ("latest", true)];
    if settings.word("min_protocol_version", &versions)? == Some(true) {
        return Err(refused(
            settings,
            "min_protocol_version",
            "a min_protocol_version above 3.0 is not supported: Blink speaks version 3.0",
        ));
    }
    settings.word("max_protocol_version", &versions)?;
    // From a service or the environment it is meant for psql, and nothing depends on it: Blink names the encoding of
    // what it sends.
    let encoding = settings.filled("client_encoding");
    let said = encoding.filter(|encoding| matches!(encoding.source, Source::Option | Source::DatabaseUrl));
    if let Some(encoding) = said {
        let known = ["utf8", "utf-8", "unicode", "auto"];
        if !known.contains(&encoding.value.to_ascii_lowercase().as_str()) {
            return Err(encoding
                .invalid("client_encoding", "is UTF8, always")
                .help("Leave it out. What a file is encoded in is said by --encoding."));
        }
    }
    Ok(())
}

fn refused(settings: &Settings, name: &str, why: &str) -> ConnectError {
    let source = settings
        .get(name)
        .map_or(String::new(), |setting| format!("{}: ", setting.source));
    ConnectError::settings(format!("{source}{why}"))
}
