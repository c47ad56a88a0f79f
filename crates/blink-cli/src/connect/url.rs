//! Connection URLs: `postgres://user:password@host:port,host:port/database?parameter=value`
//! (`conninfo_uri_parse_options` in fe-connect.c).

use super::conninfo::{alias, require_ssl};
use super::error::ConnectError;
use super::parameters::{Parameter, find, unknown};

type Pairs = Vec<(&'static Parameter, String)>;

/// The rest of a URL after `postgres://` or `postgresql://`; `None` if a text is no such URL.
pub(crate) fn strip_scheme(text: &str) -> Option<&str> {
    text.strip_prefix("postgresql://")
        .or_else(|| text.strip_prefix("postgres://"))
}

/// Reads what follows the scheme of a URL. `place` names it in messages, which show no part of it that could be a piece
/// of a password.
pub(crate) fn parse(text: &str, place: &str) -> Result<Pairs, ConnectError> {
    let reader = Reader { place };
    let mut pairs = Vec::new();
    let rest = reader.credentials(text, &mut pairs)?;
    let rest = reader.hosts(rest, &mut pairs)?;
    let (database, parameters) = match rest.split_once('?') {
        Some((database, parameters)) => (database, parameters),
        None => (rest, ""),
    };
    // An empty name would be the user's, and hide PGDATABASE.
    if let Some(database) = database.strip_prefix('/').filter(|name| !name.is_empty()) {
        if database.contains('@') && pairs.iter().any(|(parameter, _)| parameter.name == "password") {
            return Err(reader.not_encoded("an @ stands in the database's name, or there is more than one before it"));
        }
        reader.push(&mut pairs, "dbname", database)?;
    }
    reader.parameters(parameters, &mut pairs)?;
    Ok(pairs)
}

struct Reader<'a> {
    place: &'a str,
}

impl Reader<'_> {
    fn error(&self, message: &str) -> ConnectError {
        ConnectError::settings(format!("{}: {message}", self.place))
    }

    /// The error of a URL in which a password has a letter that is not encoded.
    fn not_encoded(&self, message: &str) -> ConnectError {
        self.error(message).help(
            "In the password of a URL, / is written %2F, @ is %40, : is %3A, ? is %3F, # is %23 and % is %25; or leave \
             it out, and give it by PGPASSWORD or the password file.",
        )
    }

    /// Reads the user and the password, and returns what follows them.
    fn credentials<'t>(&self, text: &'t str, pairs: &mut Pairs) -> Result<&'t str, ConnectError> {
        let authority = text.split('/').next().unwrap_or(text);
        if !authority.contains('@') {
            let path = text.split('?').next().unwrap_or(text);
            // libpq takes it for a port and a database with an @ in its name.
            if path.contains('@') && authority.contains(':') {
                return Err(self.not_encoded("a / stands before the @"));
            }
            return Ok(text);
        }
        let (credentials, rest) = text.split_once('@').unwrap_or(("", text));
        let (user, password) = match credentials.split_once(':') {
            Some((user, password)) => (user, password),
            None => (credentials, ""),
        };
        if !user.is_empty() {
            self.push(pairs, "user", user)?;
        }
        if !password.is_empty() {
            self.push(pairs, "password", password)?;
        }
        Ok(rest)
    }

    /// Reads the hosts and ports, and returns what follows them, which is empty or begins with `/` or `?`.
    fn hosts<'t>(&self, text: &'t str, pairs: &mut Pairs) -> Result<&'t str, ConnectError> {
        let (mut hosts, mut ports) = (String::new(), String::new());
        let mut rest = text;
        loop {
            let (host, after) = self.host(rest)?;
            if host.contains('@') {
                return Err(self.not_encoded("there is more than one @ before the database"));
            }
            hosts.push_str(host);
            rest = after;
            if let Some(after) = rest.strip_prefix(':') {
                let (port, after) = split_before(after, |letter| matches!(letter, '/' | '?' | ','));
                if !port.chars().all(|letter| letter.is_ascii_digit() || letter == '%') {
                    return Err(self.not_encoded(
                        "what stands between a : and the end of the host is no port (it is not shown, since it may \
                         be a piece of a password)",
                    ));
                }
                ports.push_str(port);
                rest = after;
            }
            let Some(after) = rest.strip_prefix(',') else {
                break;
            };
            rest = after;
            hosts.push(',');
            ports.push(',');
        }
        if !hosts.is_empty() {
            self.push(pairs, "host", &hosts)?;
        }
        if !ports.is_empty() {
            self.push(pairs, "port", &ports)?;
        }
        Ok(rest)
    }

    /// Splits a host, an IPv6 address in brackets or not, from what follows it.
    fn host<'t>(&self, text: &'t str) -> Result<(&'t str, &'t str), ConnectError> {
        let Some(bracketed) = text.strip_prefix('[') else {
            return Ok(split_before(text, |letter| matches!(letter, ':' | '/' | '?' | ',')));
        };
        let Some((address, rest)) = bracketed.split_once(']') else {
            return Err(self.error("a [ begins an IPv6 address, and no ] ends it"));
        };
        if address.is_empty() {
            return Err(self.error("there is nothing between [ and ], where an IPv6 address stands"));
        }
        if !rest.is_empty() && !rest.starts_with([':', '/', '?', ',']) {
            return Err(self.error("after the ] of an IPv6 address comes something other than : / ? or ,"));
        }
        Ok((address, rest))
    }

    /// Reads `name=value&name=value`.
    fn parameters(&self, text: &str, pairs: &mut Pairs) -> Result<(), ConnectError> {
        let mut rest = text;
        while !rest.is_empty() {
            let (pair, after) = rest.split_once('&').unwrap_or((rest, ""));
            rest = after;
            let after_secret = pairs
                .last()
                .is_some_and(|(last, _)| matches!(last.name, "password" | "sslpassword"));
            let Some((name, value)) = pair.split_once('=').filter(|(_, value)| !value.contains('=')) else {
                return Err(self
                    .error("between ? and & in a URL stands something that is no parameter=value")
                    .help("In a value, & is written %26 and = is written %3D."));
            };
            let (name, value) = (self.decode(name)?, self.decode(value)?);
            // As JDBC says it (`conninfo_uri_parse_params`).
            if name == "ssl" && value == "true" {
                pairs.extend(find("sslmode").map(|mode| (mode, "require".to_owned())));
                continue;
            }
            match alias(&name) {
                Some(parameter) if name == "requiressl" => pairs.push((parameter, require_ssl(&value))),
                Some(parameter) => pairs.push((parameter, value)),
                None if after_secret => {
                    return Err(self
                        .error("after the password in a URL comes & and then no parameter")
                        .help("In a value, & is written %26 and = is written %3D."));
                }
                None => return Err(unknown(self.place, &name)),
            }
        }
        Ok(())
    }

    fn push(&self, pairs: &mut Pairs, name: &str, value: &str) -> Result<(), ConnectError> {
        let value = self.decode(value)?;
        pairs.extend(find(name).map(|parameter| (parameter, value)));
        Ok(())
    }

    /// Decodes `%xy` (`conninfo_uri_decode`).
    fn decode(&self, text: &str) -> Result<String, ConnectError> {
        let mut bytes = Vec::with_capacity(text.len());
        let mut rest = text.bytes();
        while let Some(byte) = rest.next() {
            if byte != b'%' {
                bytes.push(byte);
                continue;
            }
            let digit = |byte: Option<u8>| {
                char::from(byte?)
                    .to_digit(16)
                    .and_then(|digit| u8::try_from(digit).ok())
            };
            match (digit(rest.next()), digit(rest.next())) {
                (Some(0), Some(0)) => return Err(self.error("%00 stands in a URL, and no value may hold it")),
                (Some(high), Some(low)) => bytes.push(high << 4 | low),
                _ => {
                    return Err(self
                        .error("in a URL, % is followed by something other than two hexadecimal digits")
                        .help("A % that stands for itself is written %25."));
                }
            }
        }
        String::from_utf8(bytes).map_err(|_| self.error("what is written with % in a URL is not UTF-8"))
    }
}

fn split_before(text: &str, ends: impl Fn(char) -> bool) -> (&str, &str) {
    text.split_at(text.find(ends).unwrap_or(text.len()))
}

#[cfg(test)]
mod tests;
