//! Service files: `pg_service.conf` (`parseServiceInfo` in fe-connect.c).

use std::path::{Path, PathBuf};

use super::error::ConnectError;
use super::mask::shown;
use super::parameters::{find, unknown};
use super::platform::{FileKind, Platform};
use super::settings::{Settings, Source};

/// Fills what the connection string did not give from the service that it, or `PGSERVICE`, names.
pub(crate) fn add(settings: &mut Settings, platform: &Platform) -> Result<(), ConnectError> {
    let given = settings
        .get("service")
        .map(|service| (service.value.clone(), service.source.clone()));
    let variable = platform.variable("PGSERVICE")?.filter(|name| !name.is_empty());
    let variable = variable.map(|name| (name.to_owned(), Source::Variable("PGSERVICE")));
    let Some((service, source)) = given.or(variable) else {
        return Ok(());
    };
    let mut searched = Vec::new();
    for file in files(settings, platform)? {
        if add_from(settings, platform, &file, &service)? {
            return Ok(());
        }
        searched.push(shown(&file.display().to_string()));
    }
    let error = ConnectError::settings(format!("{source}: no service is called \"{}\"", shown(&service)));
    Err(if searched.is_empty() {
        error.help("There is no service file; PGSERVICEFILE names one.")
    } else {
        error.help(format!("Searched: {}.", searched.join(", ")))
    })
}

/// The service files that exist, in the order in which they are searched.
fn files(settings: &Settings, platform: &Platform) -> Result<Vec<PathBuf>, ConnectError> {
    let mut files = Vec::new();
    let given = match settings.filled("servicefile") {
        Some(file) => Some((file.value.clone(), file.source.clone())),
        None => platform
            .variable("PGSERVICEFILE")?
            .filter(|file| !file.is_empty())
            .map(|file| (file.to_owned(), Source::Variable("PGSERVICEFILE"))),
    };
    if let Some((file, source)) = given {
        let path = PathBuf::from(&file);
        if let Err(error) = platform.files.status(&path) {
            return Err(ConnectError::settings(format!(
                "{source}: the service file {}: {error}",
                shown(&file)
            )));
        }
        files.push(path);
    } else if let Some(path) = platform.user_file(".pg_service.conf", ".pg_service.conf") {
        files.push(path);
    }
    files.extend(platform.system_service_files()?);
    files.retain(|file| platform.files.status(file).is_ok());
    Ok(files)
}

/// Fills the settings from a service in a file; returns false if it is not in it.
fn add_from(settings: &mut Settings, platform: &Platform, file: &Path, service: &str) -> Result<bool, ConnectError> {
    let name = shown(&file.display().to_string());
    let text = text(platform, file, &name)?;
    let mut found = false;
    for (line, text) in (1..).zip(text.lines()) {
        let text = text.trim_matches(|letter: char| letter.is_ascii_whitespace() || letter == '\u{b}');
        if text.is_empty() || text.starts_with('#') {
            continue;
        }
        if let Some(header) = text.strip_prefix('[') {
            if found {
                return Ok(true);
            }
            found = header.strip_prefix(service).is_some_and(|rest| rest.starts_with(']'));
        } else if found {
            add_line(
                settings,
                text,
                Source::Service {
                    file: file.to_owned(),
                    line,
                },
            )?;
        }
    }
    Ok(found)
}

fn add_line(settings: &mut Settings, text: &str, source: Source) -> Result<(), ConnectError> {
    let place = source.to_string();
    if text.starts_with("ldap") {
        return Err(ConnectError::settings(format!(
            "{place}: a service that an LDAP server defines is not supported"
        ))
        .help("Write the parameters themselves into the service file."));
    }
    let Some((key, value)) = text.split_once('=') else {
        return Err(ConnectError::settings(format!(
            "{place}: the line is no parameter=value"
        )));
    };
    if matches!(key, "service" | "servicefile") {
        return Err(ConnectError::settings(format!(
            "{place}: a service cannot name another"
        )));
    }
    match find(key) {
        Some(parameter) => settings.set_if_absent(parameter, value.to_owned(), source),
        None if key.ends_with(char::is_whitespace) => {
            return Err(ConnectError::settings(format!("{place}: a blank stands before the =")));
        }
        None => return Err(unknown(&place, key)),
    }
    Ok(())
}

fn text(platform: &Platform, file: &Path, name: &str) -> Result<String, ConnectError> {
    let status = platform.files.status(file);
    if status.is_ok_and(|status| status.kind == FileKind::Directory) {
        return Err(ConnectError::settings(format!(
            "the service file {name} is a directory"
        )));
    }
    let bytes = match platform.files.read(file) {
        Ok(bytes) => bytes,
        Err(error) => return Err(ConnectError::settings(format!("the service file {name}: {error}"))),
    };
    String::from_utf8(bytes).map_err(|_| ConnectError::settings(format!("the service file {name} is not UTF-8")))
}
