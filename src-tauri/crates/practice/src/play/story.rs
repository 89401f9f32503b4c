//! A story as it is told: units, people and acts. What is left out gets made-up values that pass their checks; nobody
//! exists.

use identifiers::{org_check_char, resident_check_char, uscc_check_char};
use serde::Deserialize;

use desk::api::Refusal;

/// A story.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Story {
    /// Units that come to the counter.
    pub units: Vec<Unit>,
    /// People who come to the counter.
    pub people: Vec<Person>,
    /// Certificates that were there before the story begins, from another counter.
    pub before: Vec<Before>,
    /// What is done, in order.
    pub acts: Vec<Act>,
}

/// A certificate from before.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct Before {
    /// By what the acts name it, with its holder behind: `b1/p1`.
    pub id: String,
    /// Project id.
    pub project: String,
    /// Certificate kind; that of a person where one is named, when left out.
    #[serde(default)]
    pub kind: Option<String>,
    /// The unit; that of the person, when left out.
    #[serde(default)]
    pub unit: Option<String>,
    /// The person.
    #[serde(default)]
    pub person: Option<String>,
    /// Its last day, `2025-01-31`.
    pub not_after: String,
}

/// A unit.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct Unit {
    /// By what the acts name it.
    pub id: String,
    /// Its name.
    #[serde(default)]
    pub name: Option<String>,
    /// Its unified social credit code.
    #[serde(default)]
    pub uscc: Option<String>,
}

/// A person.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct Person {
    /// By what the acts name the person.
    pub id: String,
    /// The unit that the person belongs to.
    #[serde(default)]
    pub unit: Option<String>,
    /// The name.
    #[serde(default)]
    pub name: Option<String>,
    /// The identity number.
    #[serde(default)]
    pub id_no: Option<String>,
}

/// Something that is done at the counter.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct Act {
    /// By what later acts name it.
    pub id: String,
    /// The business, by its canonical word.
    #[serde(rename = "do")]
    pub business: String,
    /// Project id; that of the certificates acted on when left out.
    #[serde(default)]
    pub project: Option<String>,
    /// Certificate kind; that of the certificates acted on, else what fits, when left out.
    #[serde(default)]
    pub kind: Option<String>,
    /// Channel; the counter where it is offered, when left out.
    #[serde(default)]
    pub channel: Option<String>,
    /// The unit; that of the people or certificates, when left out.
    #[serde(default)]
    pub unit: Option<String>,
    /// The people, each with what is done for this one where that is another thing than the act's.
    #[serde(default)]
    pub people: Vec<Comer>,
    /// Years of validity; the guide's default, else the first that may be chosen, when left out.
    #[serde(default)]
    pub years: Option<i64>,
    /// The certificates acted on: act and holder, `a1/p1`.
    #[serde(default)]
    pub on: Vec<String>,
    /// How far it goes; to its end when left out.
    #[serde(default)]
    pub until: Option<String>,
    /// Who does it, by login.
    #[serde(default, rename = "as")]
    pub who: Who,
}

/// Somebody for whom an act is done: the id alone, or with a business, a certificate and years of one's own.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(from = "Named")]
pub struct Comer {
    /// The id in the story.
    pub id: String,
    /// The business, by its canonical word; the act's when left out.
    pub business: Option<String>,
    /// The certificate that is acted on.
    pub on: Option<String>,
    /// Years of validity; the act's when left out.
    pub years: Option<i64>,
}

/// A comer as the story has it.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum Named {
    Id(String),
    Own {
        id: String,
        #[serde(default, rename = "do")]
        business: Option<String>,
        #[serde(default)]
        on: Option<String>,
        #[serde(default)]
        years: Option<i64>,
    },
}

impl From<Named> for Comer {
    fn from(named: Named) -> Self {
        match named {
            Named::Id(id) => Self {
                id,
                ..Self::default()
            },
            Named::Own {
                id,
                business,
                on,
                years,
            } => Self {
                id,
                business,
                on,
                years,
            },
        }
    }
}

/// Who does an act, by login.
#[derive(Debug, Clone, Deserialize)]
#[serde(default)]
pub struct Who {
    /// Takes it in and hands it over.
    pub clerk: String,
    /// Does the second check.
    pub reviewer: String,
    /// Makes the key.
    pub key_clerk: String,
}

impl Default for Who {
    fn default() -> Self {
        Self {
            clerk: "linxy".to_owned(),
            reviewer: "hemin".to_owned(),
            key_clerk: "luoyi".to_owned(),
        }
    }
}

/// Most units, people and acts of a story, each: more would be played for days.
const MOST: usize = 5_000;
/// Names of made-up units and people, to which their place in the story is added.
const UNIT: &str = "练习单位";
const NAMES: [&str; 8] = ["甄知行", "甘棠", "闻笛", "杭迟", "石砚", "荣桐", "柏舟", "喻晚"];

impl Story {
    /// Reads a story.
    ///
    /// # Errors
    /// `story-malformed`, with line and column.
    pub fn read(text: &str) -> Result<Self, Refusal> {
        let malformed = |message: String| {
            Refusal::new(
                "story-malformed",
                format!("剧本读不懂：{message}"),
                "请按 README 里的样子写 units、people、acts，每一项都要有 id",
            )
        };
        // A list would pass for the fields of a story, in their order.
        if !text.trim_start().starts_with('{') {
            return Err(malformed("应以 { 开头".to_owned()));
        }
        let mut story: Self = serde_json::from_str(text)
            .map_err(|error| malformed(format!("第{}行第{}列，{error}", error.line(), error.column())))?;
        if [
            story.units.len(),
            story.people.len(),
            story.before.len(),
            story.acts.len(),
        ]
        .iter()
        .any(|count| *count > MOST)
        {
            return Err(malformed(format!("单位、人、步骤各最多 {MOST} 个")));
        }
        for (what, ids) in [
            ("units", story.units.iter().map(|u| &u.id).collect::<Vec<_>>()),
            ("people", story.people.iter().map(|p| &p.id).collect()),
            (
                "before、acts",
                story
                    .before
                    .iter()
                    .map(|b| &b.id)
                    .chain(story.acts.iter().map(|a| &a.id))
                    .collect(),
            ),
        ] {
            for (at, id) in ids.iter().enumerate() {
                if id.trim().is_empty() {
                    return Err(malformed(format!("{what} 的第{}项没有 id", at + 1)));
                }
                if ids[..at].contains(id) {
                    return Err(malformed(format!("{what} 里有两项的 id 都是“{id}”")));
                }
            }
        }
        for (at, unit) in story.units.iter_mut().enumerate() {
            unit.fill(at);
        }
        for (at, person) in story.people.iter_mut().enumerate() {
            person.fill(at);
        }
        Ok(story)
    }

    /// The unit of this id.
    pub fn unit(&self, id: &str) -> Option<&Unit> {
        self.units.iter().find(|unit| unit.id == id)
    }

    /// The person of this id.
    pub fn person(&self, id: &str) -> Option<&Person> {
        self.people.iter().find(|person| person.id == id)
    }
}

impl Unit {
    /// A made-up unit.
    pub fn made_up() -> Self {
        let mut unit = Self {
            id: "unit".to_owned(),
            ..Self::default()
        };
        unit.fill(900);
        unit
    }

    fn fill(&mut self, at: usize) {
        self.name.get_or_insert_with(|| format!("{UNIT}{}", at + 1));
        self.uscc.get_or_insert_with(|| made_up_uscc(at));
    }

    /// Its name.
    pub fn name(&self) -> &str {
        self.name.as_deref().unwrap_or_default()
    }

    /// Its unified code.
    pub fn uscc(&self) -> &str {
        self.uscc.as_deref().unwrap_or_default()
    }
}

impl Person {
    /// A made-up person of a unit.
    pub fn made_up(unit: Option<&str>) -> Self {
        let mut person = Self {
            id: "person".to_owned(),
            unit: unit.map(str::to_owned),
            ..Self::default()
        };
        person.fill(900);
        person
    }

    fn fill(&mut self, at: usize) {
        self.name
            .get_or_insert_with(|| NAMES[at % NAMES.len()].to_owned());
        self.id_no.get_or_insert_with(|| made_up_id_no(at));
    }

    /// The name.
    pub fn name(&self) -> &str {
        self.name.as_deref().unwrap_or_default()
    }

    /// The identity number.
    pub fn id_no(&self) -> &str {
        self.id_no.as_deref().unwrap_or_default()
    }
}

/// A unified code whose check characters are right (GB 11714-1997, GB 32100-2015).
fn made_up_uscc(at: usize) -> String {
    let body = format!("MA5Y{:04}", at % 10_000);
    let code = format!("91440105{body}{}", org_check_char(&body).unwrap_or('0'));
    let check = uscc_check_char(&code).unwrap_or('0');
    format!("{code}{check}")
}

/// A resident's number whose check character is right (GB 11643-1999).
fn made_up_id_no(at: usize) -> String {
    let body = format!("4401051990{:02}15{:03}", at / 900 % 12 + 1, at % 900 + 100);
    let check = resident_check_char(&body).unwrap_or('0');
    format!("{body}{check}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_left_out_passes_its_checks_and_no_two_are_the_same() {
        let today = chrono::NaiveDate::from_ymd_opt(2026, 11, 22).unwrap();
        let mut seen = std::collections::BTreeSet::new();
        for at in 0..1000 {
            for (kind, value) in [
                (identifiers::Kind::Uscc, made_up_uscc(at)),
                (identifiers::Kind::ResidentId, made_up_id_no(at)),
            ] {
                let checked = identifiers::check(kind, &value, today);
                assert_eq!(
                    checked.verdict,
                    identifiers::Verdict::Ok,
                    "{value}: {:?}",
                    checked.findings
                );
                assert!(seen.insert(value.clone()), "{value} twice");
            }
        }
    }

    #[test]
    fn a_story_that_cannot_be_read_says_where() {
        for text in [
            "",
            "[]",
            "{\"acts\":1}",
            "{\"acts\":[{\"do\":\"new\"}]}",
            "{\"units\":[{\"id\":\"u\"},{\"id\":\"u\"}]}",
            "{\"people\":[{\"id\":\"\"}]}",
            "{\"acts\":[{\"id\":\"a\",\"do\":\"new\",\"years\":\"一\"}]}",
        ] {
            let refused = Story::read(text).unwrap_err();
            assert_eq!(refused.code, "story-malformed", "{text}");
            assert!(!refused.remedy.is_empty());
        }
        assert!(Story::read("{}").unwrap().acts.is_empty());
        let unit = |number: usize| format!("{{\"id\":\"u{number}\"}}");
        let units = |count: usize| (0..count).map(unit).collect::<Vec<_>>().join(",");
        let story = |count: usize| Story::read(&format!("{{\"units\":[{}]}}", units(count)));
        assert_eq!(story(MOST + 1).unwrap_err().code, "story-malformed");
        assert_eq!(story(MOST).unwrap().units.len(), MOST);
    }
}
