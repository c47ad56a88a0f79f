//! People.
use super::bits::Bits;
use super::grammar::push_number;
use super::list::List;

const NAMES: &str = include_str!("lists/names.txt");

static FEMALE: List = List::words(NAMES, "first_names_female");
static MALE: List = List::words(NAMES, "first_names_male");
static LAST: List = List::words(NAMES, "last_names");
static JOB_TITLES: List = List::words(NAMES, "job_titles");
pub(crate) static DEPARTMENTS: List = List::words(NAMES, "departments");

/// The domains that are kept for examples, and nobody's (RFC 2606 and RFC 6761).
pub(crate) const MAIL_DOMAINS: [&str; 3] = ["example.com", "example.org", "example.net"];

/// A person: all that belongs together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Person {
    /// The first name.
    pub first: &'static str,
    /// The middle name.
    pub middle: &'static str,
    /// The last name.
    pub last: &'static str,
    /// `female`, `male`, or, seldom, `non-binary`.
    pub gender: &'static str,
    /// `Ms`, `Mr`, or, seldom, `Dr`.
    pub prefix: &'static str,
    /// The title of the person's work.
    pub job_title: &'static str,
    /// The domain of the e-mail address.
    pub mail_domain: &'static str,
    /// The age in years at the end of the run, of an adult.
    pub age: u64,
    digits: u64,
}

impl Person {
    /// The person of a key.
    pub(crate) fn of(key: u64) -> Self {
        let mut bits = Bits::of(key, 2);
        let female = bits.chance(500);
        let names = if female { &FEMALE } else { &MALE };
        let first = names.pick(&mut bits);
        let middle = names.pick(&mut bits);
        let last = LAST.pick(&mut bits);
        let gender = match (female, bits.chance(15)) {
            (_, true) => "non-binary",
            (true, _) => "female",
            (false, _) => "male",
        };
        let prefix = match (bits.chance(40), female) {
            (true, _) => "Dr",
            (_, true) => "Ms",
            (_, false) => "Mr",
        };
        Self {
            first,
            middle,
            last,
            gender,
            prefix,
            job_title: JOB_TITLES.pick(&mut bits),
            mail_domain: bits.pick(&MAIL_DOMAINS).unwrap_or(&"example.com"),
            // The sum of two is the shape of a population at work.
            age: 18 + bits.below(30) + bits.below(33),
            digits: bits.below(100),
        }
    }

    /// Appends first and last name.
    pub fn write_full_name(&self, out: &mut String) {
        out.push_str(self.first);
        out.push(' ');
        out.push_str(self.last);
    }

    /// Appends the initials.
    pub fn write_initials(&self, out: &mut String) {
        out.extend([self.first, self.last].iter().filter_map(|name| name.chars().next()));
    }

    /// Appends `anna.smith`.
    pub fn write_mail_name(&self, out: &mut String) {
        push_lower(self.first, out);
        out.push('.');
        push_lower(self.last, out);
    }

    /// Appends the login: `annasmith`, which one with digits follows where it is common to have them.
    pub fn write_login(&self, out: &mut String) {
        self.write_login_base(out);
        push_number(self.digits, out);
    }

    /// Appends the login without digits.
    pub(crate) fn write_login_base(&self, out: &mut String) {
        push_lower(self.first, out);
        match self.digits % 3 {
            0 => push_lower(self.last, out),
            1 => {
                out.push('_');
                push_lower(self.last, out);
            }
            _ => out.extend(self.last.chars().next().map(|first| first.to_ascii_lowercase())),
        }
    }

    /// Appends the e-mail address.
    pub fn write_email(&self, out: &mut String) {
        self.write_mail_name(out);
        out.push('@');
        out.push_str(self.mail_domain);
    }

    /// Appends the address of a picture.
    pub fn write_avatar(&self, out: &mut String) {
        out.push_str("https://example.com/avatars/");
        self.write_mail_name(out);
        out.push_str(".png");
    }
}

/// Appends the ASCII letters and digits of a name in lower case.
pub(crate) fn push_lower(name: &str, out: &mut String) {
    out.extend(
        name.chars()
            .filter(char::is_ascii_alphanumeric)
            .map(|letter| letter.to_ascii_lowercase()),
    );
}

/// The job title at a place of the list, and how many there are.
pub(crate) fn job_titles() -> &'static List {
    &JOB_TITLES
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_many_and_none_is_there_twice() {
        for (list, least) in [
            (&FEMALE, 200),
            (&MALE, 200),
            (&LAST, 400),
            (&JOB_TITLES, 60),
            (&DEPARTMENTS, 25),
        ] {
            assert!(list.len() >= least);
            assert!(list.entries().iter().all(|name| !name.is_empty() && name.is_ascii()));
            let distinct: std::collections::BTreeSet<_> = list.entries().iter().collect();
            assert_eq!(distinct.len() as u64, list.len(), "{:?}", list.entries().first());
        }
    }

    #[test]
    fn all_that_a_person_has_fits() {
        for key in 0..2000 {
            let person = Person::of(key);
            let mut email = String::new();
            person.write_email(&mut email);
            let mut first = String::new();
            push_lower(person.first, &mut first);
            let mut login = String::new();
            person.write_login(&mut login);
            assert!(
                email.starts_with(&first) && login.starts_with(&first),
                "{email} {login}"
            );
            assert!((18..=80).contains(&person.age));
            assert_eq!(person, Person::of(key));
        }
    }
}
