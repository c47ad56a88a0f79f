//! The hash of the one password with which all can log in.

use super::bits::Bits;
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD};

/// The password of everybody.
pub const PASSWORD: &str = "blink";

/// A way to hash passwords.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Scheme {
    /// bcrypt: 60 characters, `$2b$10$…`.
    Bcrypt,
    /// Argon2id as a PHC string: 97 characters, `$argon2id$v=19$…`.
    Argon2id,
    /// PBKDF2 as Django writes it: 88 characters, `pbkdf2_sha256$…`.
    Pbkdf2,
    /// scrypt as a PHC string: 88 characters, `$scrypt$ln=14,r=8,p=1$…`.
    Scrypt,
}

impl Scheme {
    /// The number of characters of a hash.
    pub const fn length(self) -> usize {
        match self {
            Self::Bcrypt => 60,
            Self::Argon2id => 97,
            Self::Pbkdf2 | Self::Scrypt => 88,
        }
    }

    /// The name that people use.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Bcrypt => "bcrypt",
            Self::Argon2id => "Argon2id",
            Self::Pbkdf2 => "PBKDF2",
            Self::Scrypt => "scrypt",
        }
    }
}

/// The scheme of a column, and because: what its CHECKs, defaults and comment say, then its neighbours' names, then
/// its length. `None` if no hash fits.
///
/// ```
/// use blink_schema::words::{Scheme, password_scheme};
///
/// assert_eq!(password_scheme(Some(60), &[], &[]).unwrap().0, Scheme::Bcrypt);
/// assert_eq!(password_scheme(None, &["password ~ '^\\$argon2id\\$'"], &[]).unwrap().0, Scheme::Argon2id);
/// assert_eq!(password_scheme(Some(128), &[], &["is_superuser"]).unwrap().0, Scheme::Pbkdf2);
/// assert!(password_scheme(Some(32), &[], &[]).is_none());
/// ```
pub fn password_scheme(max_length: Option<usize>, said: &[&str], neighbours: &[&str]) -> Option<(Scheme, String)> {
    const SIGNS: [(&str, Scheme); 8] = [
        ("argon2", Scheme::Argon2id),
        ("pbkdf2", Scheme::Pbkdf2),
        ("scrypt", Scheme::Scrypt),
        ("bcrypt", Scheme::Bcrypt),
        ("$2a", Scheme::Bcrypt),
        ("$2b", Scheme::Bcrypt),
        ("$2y", Scheme::Bcrypt),
        ("$2", Scheme::Bcrypt),
    ];
    let fits = |scheme: &Scheme| max_length.is_none_or(|max| max >= scheme.length());
    for text in said {
        // A pattern writes the sign with a backslash before it.
        let text = text.to_ascii_lowercase().replace('\\', "");
        let sign = SIGNS.iter().find(|(sign, scheme)| text.contains(sign) && fits(scheme));
        if let Some((sign, scheme)) = sign {
            return Some((*scheme, format!("`{sign}` is said of the column")));
        }
    }
    let beside = |name: &&&str| ["is_superuser", "is_staff", "date_joined"].contains(*name);
    if let Some(name) = neighbours.iter().find(beside).filter(|_| fits(&Scheme::Pbkdf2)) {
        return Some((Scheme::Pbkdf2, format!("`{name}` beside it is Django's")));
    }
    let (scheme, because) = match max_length {
        Some(..60) => return None,
        Some(max @ 60..=72) => (Scheme::Bcrypt, format!("{max} characters")),
        Some(max @ (88..=95 | 128)) => (Scheme::Pbkdf2, format!("{max} characters")),
        Some(max @ 97..=100) => (Scheme::Argon2id, format!("{max} characters")),
        _ => (Scheme::Bcrypt, "the most common one".to_owned()),
    };
    Some((scheme, because))
}

/// A hash that could not be made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HashError {
    scheme: Scheme,
    message: String,
}

impl std::fmt::Display for HashError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "no hash by {}: {}", self.scheme.name(), self.message)
    }
}

impl std::error::Error for HashError {}

/// The hash of [`PASSWORD`], whose salt is the seed's: the same for the same seed. It takes about a tenth of a second,
/// so it is made once a run.
///
/// # Errors
///
/// If the crate of the scheme refuses, such as for want of memory.
///
/// ```
/// use blink_schema::words::{Scheme, hash_password};
///
/// let hash = hash_password(Scheme::Bcrypt, 1)?;
/// assert_eq!(hash.len(), 60);
/// # Ok::<(), blink_schema::words::HashError>(())
/// ```
pub fn hash_password(scheme: Scheme, seed: u64) -> Result<String, HashError> {
    let mut bits = Bits::of(seed, 30);
    let salt = ((u128::from(bits.draw()) << 64) | u128::from(bits.draw())).to_be_bytes();
    let failed = |message: String| HashError { scheme, message };
    match scheme {
        Scheme::Bcrypt => bcrypt::hash_with_salt(PASSWORD, 10, salt)
            .map(|parts| parts.to_string())
            .map_err(|error| failed(error.to_string())),
        Scheme::Argon2id => argon2id(salt).map_err(|error| failed(error.to_string())),
        Scheme::Pbkdf2 => Ok(pbkdf2_of_django(salt)),
        Scheme::Scrypt => scrypt_phc(salt).map_err(failed),
    }
}

/// 19 MiB, two rounds: what OWASP and the crate recommend.
fn argon2id(salt: [u8; 16]) -> Result<String, argon2::Error> {
    let params = argon2::Params::new(19_456, 2, 1, Some(32))?;
    let argon2 = argon2::Argon2::new(argon2::Algorithm::Argon2id, argon2::Version::V0x13, params);
    let mut hash = [0; 32];
    argon2.hash_password_into(PASSWORD.as_bytes(), &salt, &mut hash)?;
    let (salt, hash) = (STANDARD_NO_PAD.encode(salt), STANDARD_NO_PAD.encode(hash));
    Ok(format!("$argon2id$v=19$m=19456,t=2,p=1${salt}${hash}"))
}

/// Django reads the number of rounds out of the hash, so a number that takes little time will do.
fn pbkdf2_of_django(salt: [u8; 16]) -> String {
    const ROUNDS: u32 = 100_000;
    let letters = super::made::hex(&salt);
    let salt = letters.get(..22).unwrap_or(&letters);
    let mut hash = [0; 32];
    pbkdf2::pbkdf2_hmac::<pbkdf2::sha2::Sha256>(PASSWORD.as_bytes(), salt.as_bytes(), ROUNDS, &mut hash);
    format!("pbkdf2_sha256${ROUNDS}${salt}${}", STANDARD.encode(hash))
}

fn scrypt_phc(salt: [u8; 16]) -> Result<String, String> {
    let params = scrypt::Params::new(14, 8, 1).map_err(|error| error.to_string())?;
    let mut hash = [0; 32];
    scrypt::scrypt(PASSWORD.as_bytes(), &salt, &params, &mut hash).map_err(|error| error.to_string())?;
    let (salt, hash) = (STANDARD_NO_PAD.encode(salt), STANDARD_NO_PAD.encode(hash));
    Ok(format!("$scrypt$ln=14,r=8,p=1${salt}${hash}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_can_log_in_by_every_scheme() {
        use argon2::password_hash::PasswordVerifier as _;

        let hash = |scheme| hash_password(scheme, 42).unwrap();
        assert!(bcrypt::verify(PASSWORD, &hash(Scheme::Bcrypt)).unwrap());
        assert!(!bcrypt::verify("other", &hash(Scheme::Bcrypt)).unwrap());
        let argon2 = argon2::Argon2::default();
        argon2
            .verify_password(PASSWORD.as_bytes(), hash(Scheme::Argon2id).as_str())
            .unwrap();
        assert!(
            argon2
                .verify_password(b"other", hash(Scheme::Argon2id).as_str())
                .is_err()
        );
        let phc = scrypt::phc::PasswordHash::new(&hash(Scheme::Scrypt)).unwrap();
        scrypt::Scrypt::default()
            .verify_password(PASSWORD.as_bytes(), &phc)
            .unwrap();
        // As Django does: the parts, and the same again.
        let django = hash(Scheme::Pbkdf2);
        let parts: Vec<&str> = django.split('$').collect();
        let mut again = [0; 32];
        let rounds = parts[1].parse().unwrap();
        pbkdf2::pbkdf2_hmac::<pbkdf2::sha2::Sha256>(PASSWORD.as_bytes(), parts[2].as_bytes(), rounds, &mut again);
        assert_eq!((parts[0], parts[3]), ("pbkdf2_sha256", STANDARD.encode(again).as_str()));
        for scheme in [Scheme::Bcrypt, Scheme::Argon2id, Scheme::Pbkdf2, Scheme::Scrypt] {
            assert_eq!(hash(scheme).len(), scheme.length(), "{}", scheme.name());
            assert_eq!(hash(scheme), hash(scheme));
            assert_ne!(hash(scheme), hash_password(scheme, 43).unwrap());
        }
    }

    #[test]
    fn length_check_and_neighbours_say_the_scheme() {
        let scheme =
            |max, said: &[&str], neighbours: &[&str]| password_scheme(max, said, neighbours).map(|found| found.0);
        assert_eq!(scheme(None, &[], &[]), Some(Scheme::Bcrypt));
        assert_eq!(scheme(Some(255), &[], &[]), Some(Scheme::Bcrypt));
        assert_eq!(scheme(Some(97), &[], &[]), Some(Scheme::Argon2id));
        assert_eq!(scheme(Some(128), &[], &[]), Some(Scheme::Pbkdf2));
        assert_eq!(scheme(Some(255), &["hashed by SCRYPT"], &[]), Some(Scheme::Scrypt));
        assert_eq!(
            scheme(Some(255), &["(hash ~ '^\\$2[aby]\\$'::text)"], &[]),
            Some(Scheme::Bcrypt)
        );
        // A scheme whose hashes do not fit is not taken, whatever is said of it.
        assert_eq!(scheme(Some(60), &["argon2"], &["is_staff"]), Some(Scheme::Bcrypt));
        assert_eq!(scheme(Some(59), &["bcrypt"], &[]), None);
        assert_eq!(scheme(None, &[], &["email", "date_joined"]), Some(Scheme::Pbkdf2));
    }
}
