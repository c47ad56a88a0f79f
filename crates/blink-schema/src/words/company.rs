//! Companies.
use super::bits::Bits;
use super::list::List;
use super::person::push_lower;

const COMPANIES: &str = include_str!("lists/company.txt");

static ADJECTIVES: List = List::words(COMPANIES, "company_adjectives");
static NOUNS: List = List::words(COMPANIES, "company_nouns");
static SUFFIXES: List = List::words(COMPANIES, "company_suffixes");
static TRADES: List = List::words(COMPANIES, "company_trades");
pub(crate) static INDUSTRIES: List = List::words(COMPANIES, "industries");
pub(crate) static TEAM_NOUNS: List = List::words(COMPANIES, "team_nouns");

/// A company: all that belongs together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Company {
    adjective: &'static str,
    pub(crate) noun: &'static str,
    ending: &'static str,
    /// The branch that it works in.
    pub industry: &'static str,
    /// The number of people who work there.
    pub employees: u64,
}

impl Company {
    /// The company of a key.
    pub(crate) fn of(key: u64) -> Self {
        let mut bits = Bits::of(key, 3);
        let endings = if bits.chance(650) { &TRADES } else { &SUFFIXES };
        Self {
            adjective: ADJECTIVES.pick(&mut bits),
            noun: NOUNS.pick(&mut bits),
            ending: endings.pick(&mut bits),
            industry: INDUSTRIES.pick(&mut bits),
            employees: 1 + bits.long_tail(40),
        }
    }

    /// Appends the name, such as `Blue Harbor Foods`.
    pub fn write_name(&self, out: &mut String) {
        self.write_short_name(out);
        out.push(' ');
        out.push_str(self.ending);
    }

    /// Appends the name without its last word.
    pub fn write_short_name(&self, out: &mut String) {
        out.push_str(self.adjective);
        out.push(' ');
        out.push_str(self.noun);
    }

    /// Appends a host under `.test`, which nobody can have (RFC 6761).
    pub fn write_host(&self, out: &mut String) {
        push_lower(self.adjective, out);
        push_lower(self.noun, out);
        out.push_str(".test");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_are_those_of_the_name() {
        let company = Company::of(5);
        let (mut name, mut host, mut short) = (String::new(), String::new(), String::new());
        company.write_name(&mut name);
        company.write_short_name(&mut short);
        company.write_host(&mut host);
        assert!(name.starts_with(&short));
        assert_eq!(host, format!("{}.test", short.replace(' ', "").to_lowercase()));
    }
}
