//! What an act means: which project, kind, channel, unit, people and certificates, with what is left out taken from
//! what the act names. A word that nobody knows is refused by name.

use case::{BusinessType, CaseState, CertKind, Channel};
use project::Project;
use store::CertificateId;

use desk::Desk;
use desk::api::Refusal;

use crate::play::story::{Act, Person, Story, Unit};

/// A certificate that an act of the story brought.
#[derive(Debug, Clone)]
pub struct Known {
    /// Act and holder.
    pub id: String,
    /// Its number in the register.
    pub certificate: CertificateId,
    /// Its project.
    pub project: String,
    /// Its kind.
    pub kind: CertKind,
    /// The unit, by its id in the story.
    pub unit: Option<String>,
    /// The person, by the id in the story.
    pub person: Option<String>,
}

/// What an act means.
#[derive(Debug, Clone)]
pub struct Meaning {
    /// Project id.
    pub project: String,
    /// Certificate kind.
    pub kind: CertKind,
    /// Business type.
    pub business: BusinessType,
    /// Channel.
    pub channel: Channel,
    /// Where it ends.
    pub until: CaseState,
    /// The unit.
    pub unit: Option<Unit>,
    /// The people: rows of the annex, or who applies.
    pub people: Vec<Person>,
    /// What is done for each of them alone; empty where all are the same.
    pub own: Vec<Own>,
    /// What is acted on.
    pub on: Vec<CertificateId>,
}

/// What is done for one of several people.
#[derive(Debug, Clone, Default)]
pub struct Own {
    /// The business; the act's when none.
    pub business: Option<BusinessType>,
    /// Years; the act's when none.
    pub years: Option<i64>,
}

/// The case that an act opened.
pub struct Acted {
    /// The act.
    pub act: String,
    /// The case.
    pub case: u32,
    /// What the act meant.
    pub meaning: Meaning,
}

fn refused(code: &str, message: String, remedy: impl Into<String>) -> Refusal {
    Refusal::new(code, message, remedy)
}

/// What a project offers, kind by kind, in the words of a story.
fn offered_words(project: &Project) -> String {
    let of_kind = |kind: CertKind| {
        let offered = project.businesses(kind);
        let words: Vec<&str> = offered.iter().map(|b| b.business.word()).collect();
        format!("{kind} 的 {}", words.join("、"))
    };
    let kinds = project.kinds().iter().map(|spec| of_kind(spec.kind));
    kinds.collect::<Vec<_>>().join("；")
}

/// Reads an act against the story and what earlier acts brought.
///
/// # Errors
/// `unknown-word`, `project-unknown`, `business-not-offered`, `channel-not-offered`, `story-…` for what the story
/// names and does not have.
pub fn meaning(desk: &Desk, story: &Story, known: &[Known], act: &Act) -> Result<Meaning, Refusal> {
    let business: BusinessType = act.business.parse()?;
    let until = until(act.until.as_deref())?;
    let on = on(known, act)?;
    let project_id = match (&act.project, on.first()) {
        (Some(project), _) => project.clone(),
        (None, Some(first)) => first.project.clone(),
        (None, None) => {
            return Err(refused(
                "story-project-missing",
                format!("“{}”没有写明项目", act.id),
                "请写 project，可用的见 counterctl projects；或用 on 指明证书",
            ));
        }
    };
    let project = desk.project(&project_id)?;
    let named = people(story, act)?;
    let own = own(act)?;
    let kind = kind(project, business, act, &on, &named)?;
    if !project.offers(business, kind) {
        return Err(refused(
            "business-not-offered",
            project.not_offered(business, kind),
            format!("可用：{}", offered_words(project)),
        ));
    }
    let unit = unit(story, act, kind, &on, &named)?;
    let people = match (kind, named.is_empty()) {
        (_, false) => named,
        (CertKind::Org, true) => Vec::new(),
        (_, true) => of_certificates(story, &on).unwrap_or_else(|| likely(story, kind, unit.as_ref())),
    };
    let elsewhere = people.iter().find(|person| {
        let own = person.unit.as_deref();
        kind == CertKind::OrgEmployee && own.is_some() && own != unit.as_ref().map(|u| u.id.as_str())
    });
    if let Some(person) = elsewhere {
        return Err(refused(
            "story-person-elsewhere",
            format!(
                "{}不是{}的人",
                person.name(),
                unit.map(|u| u.name().to_owned()).unwrap_or_default()
            ),
            "请在 people 里写这个单位自己的人，或改写 unit",
        ));
    }
    Ok(Meaning {
        channel: channel(project, business, kind, act)?,
        project: project_id,
        kind,
        business,
        until,
        unit,
        people,
        own,
        on: on.iter().map(|known| known.certificate).collect(),
    })
}

fn until(word: Option<&str>) -> Result<CaseState, Refusal> {
    use CaseState as S;
    const KNOWN: [(&str, CaseState); 6] = [
        ("printed", S::Printed),
        ("in_review", S::InReview),
        ("approved", S::Approved),
        ("at_ca", S::AtCa),
        ("ready", S::Ready),
        ("closed", S::Closed),
    ];
    let Some(word) = word else { return Ok(S::Closed) };
    let found = KNOWN.iter().find(|(known, _)| *known == word);
    found.map(|(_, state)| *state).ok_or_else(|| {
        let words: Vec<&str> = KNOWN.iter().map(|(known, _)| *known).collect();
        refused(
            "unknown-word",
            format!("不认识的 until“{word}”"),
            format!("可用：{}", words.join("、")),
        )
    })
}

fn on<'k>(known: &'k [Known], act: &Act) -> Result<Vec<&'k Known>, Refusal> {
    let mut on: Vec<&Known> = Vec::new();
    let of_people = act.people.iter().filter_map(|comer| comer.on.as_ref());
    for id in act.on.iter().chain(of_people) {
        let found = named(known, id).ok_or_else(|| {
            let words: Vec<&str> = known.iter().map(|one| one.id.as_str()).collect();
            let there = match words.is_empty() {
                true => "现在还没有证书".to_owned(),
                false => format!("现有：{}", words.join("、")),
            };
            refused(
                "story-certificate-unknown",
                format!("没有“{id}”这张证书：那一件没有办到发证，或没有这位持有人"),
                format!("请写成“那一件/持有人”，并先让那一件办到 ready 或 closed；{there}"),
            )
        })?;
        on.push(found);
    }
    let Some(first) = on.first() else { return Ok(on) };
    let is_other =
        |one: &&&Known| one.project != first.project || one.kind != first.kind || one.unit != first.unit;
    if let Some(other) = on.iter().find(is_other) {
        return Err(refused(
            "story-certificates-apart",
            format!(
                "{}和{}不是同一单位、同一项目、同一种证书，不能一件办理",
                first.id, other.id
            ),
            "请分成几件办",
        ));
    }
    Ok(on)
}

/// A certificate by its name, or by the name of the act alone where that brought one only.
fn named<'k>(known: &'k [Known], id: &str) -> Option<&'k Known> {
    let of_act = || {
        let mut all = known
            .iter()
            .filter(|one| one.id.split_once('/').is_some_and(|(act, _)| act == id));
        all.next().filter(|_| all.next().is_none())
    };
    known.iter().find(|one| one.id == id).or_else(of_act)
}

fn people(story: &Story, act: &Act) -> Result<Vec<Person>, Refusal> {
    let found = act.people.iter().map(|comer| {
        let id = &comer.id;
        story.person(id).cloned().ok_or_else(|| {
            refused(
                "story-person-unknown",
                format!("people 里没有“{id}”"),
                "请先在 people 里写这个人",
            )
        })
    });
    found.collect()
}

/// What is done for each of the people alone.
fn own(act: &Act) -> Result<Vec<Own>, Refusal> {
    let own = act.people.iter().map(|comer| {
        let business = comer.business.as_ref().map(|word| word.parse()).transpose()?;
        Ok(Own {
            business,
            years: comer.years,
        })
    });
    own.collect()
}

fn kind(
    project: &Project,
    business: BusinessType,
    act: &Act,
    on: &[&Known],
    named: &[Person],
) -> Result<CertKind, Refusal> {
    if let Some(kind) = &act.kind {
        return Ok(kind.parse()?);
    }
    if let Some(first) = on.first() {
        return Ok(first.kind);
    }
    let offered = project
        .kinds()
        .iter()
        .map(|k| k.kind)
        .filter(|k| project.offers(business, *k));
    let of_people = |kind: &CertKind| (*kind == CertKind::Org) == named.is_empty();
    let offered: Vec<CertKind> = offered.collect();
    let first = offered.iter().find(|kind| of_people(kind)).or(offered.first());
    Ok(first.copied().unwrap_or(CertKind::Org))
}

fn channel(project: &Project, business: BusinessType, kind: CertKind, act: &Act) -> Result<Channel, Refusal> {
    let offered = project.channels(business, kind);
    if let Some(word) = &act.channel {
        let channel: Channel = word.parse()?;
        if !offered.iter().any(|c| c.channel == channel) {
            let words: Vec<&str> = offered.iter().map(|c| c.channel.word()).collect();
            return Err(refused(
                "channel-not-offered",
                format!(
                    "{}的“{}”不走“{}”",
                    project.short_name(),
                    business.chinese(),
                    channel.chinese()
                ),
                format!("可用：{}", words.join("、")),
            ));
        }
        return Ok(channel);
    }
    let counter = offered.iter().find(|c| c.channel == Channel::Counter);
    Ok(counter
        .or(offered.first())
        .map_or(Channel::Counter, |c| c.channel))
}

fn unit(
    story: &Story,
    act: &Act,
    kind: CertKind,
    on: &[&Known],
    named: &[Person],
) -> Result<Option<Unit>, Refusal> {
    let of_people = named.iter().find_map(|person| person.unit.clone());
    let of_certificates = on.iter().find_map(|known| known.unit.clone());
    let id = act.unit.clone().or(of_certificates).or(of_people);
    if let Some(id) = id {
        let known = story.unit(&id).cloned();
        let made_up = Unit::made_up();
        return match known {
            Some(unit) => Ok(Some(unit)),
            None if id == made_up.id => Ok(Some(made_up)),
            None => Err(refused(
                "story-unit-unknown",
                format!("units 里没有“{id}”"),
                "请先在 units 里写这个单位",
            )),
        };
    }
    match story.units.as_slice() {
        [] if kind != CertKind::Person => Ok(Some(Unit::made_up())),
        [one] => Ok(Some(one.clone())),
        _ if kind == CertKind::Person => Ok(None),
        _ => Err(refused(
            "story-unit-missing",
            format!("“{}”没有写明是哪个单位", act.id),
            "请写 unit",
        )),
    }
}

/// The people of the certificates that are acted on.
fn of_certificates(story: &Story, on: &[&Known]) -> Option<Vec<Person>> {
    let made_up = |id: &str| Person {
        id: id.to_owned(),
        ..Person::made_up(None)
    };
    let mut ids: Vec<&str> = Vec::new();
    for id in on.iter().filter_map(|known| known.person.as_deref()) {
        // Of somebody who has several certificates there is one row.
        if !ids.contains(&id) {
            ids.push(id);
        }
    }
    let people: Vec<Person> = ids
        .into_iter()
        .map(|id| story.person(id).cloned().unwrap_or_else(|| made_up(id)))
        .collect();
    (!people.is_empty()).then_some(people)
}

/// Who comes when nobody is named: the people of the unit, else one who is made up.
fn likely(story: &Story, kind: CertKind, unit: Option<&Unit>) -> Vec<Person> {
    let id = unit.map(|unit| unit.id.as_str());
    let own = |person: &&Person| match kind {
        CertKind::Person => true,
        _ => person.unit.is_none() || person.unit.as_deref() == id,
    };
    let mut people: Vec<Person> = story.people.iter().filter(own).cloned().collect();
    if kind == CertKind::Person {
        people.truncate(1);
    }
    if people.is_empty() {
        people.push(Person::made_up(id));
    }
    people
}
