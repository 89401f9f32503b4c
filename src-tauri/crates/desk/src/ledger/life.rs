//! The line of life of a certificate: what brought it, the cases that acted on it, what the CA was asked for and how
//! that ended, what was noted beside.

use chrono::{DateTime, Utc};
use store::{CaseId, CaseRow, Certificate, Tx};

use crate::counter::desk::Desk;
use crate::keys::exchange::revocations::action_word;
use crate::ledger::api::LifeLine;
use crate::rights::sight::Sight;
use crate::rim::api::Refusal;

/// Something that happened: when, what, under which case.
struct Event {
    at: DateTime<Utc>,
    words: String,
    case: Option<CaseId>,
}

/// What happened to a certificate, oldest first.
pub(crate) fn lines(desk: &Desk, tx: &Tx<'_>, certificate: &Certificate) -> Result<Vec<LifeLine>, Refusal> {
    let mut events = vec![issued(desk, tx, certificate)?];
    if let Some(id) = certificate.case_id {
        let handed = tx.case(id)?.closed_at.map(|at| Event {
            at,
            words: "件已办结，交给持有人".to_owned(),
            case: Some(id),
        });
        events.extend(handed);
    }
    let acting = tx.cases_acting_on(certificate.id)?;
    events.extend(acting.iter().map(|row| opened(desk, row)));
    for asked in tx.revocations_of(certificate.id)? {
        let word = action_word(asked.action);
        events.push(Event {
            at: asked.at,
            words: format!("申请{word}：{}", asked.reason),
            case: Some(asked.case_id),
        });
        if let (Some(at), Some(words)) = (asked.closed_at, asked.closed_words) {
            events.push(Event {
                at,
                words: format!("CA 已{word}：{words}"),
                case: Some(asked.case_id),
            });
        }
    }
    for note in tx.notes_of_certificate(certificate.id)? {
        events.push(Event {
            at: note.at,
            words: format!("{}（{}）", note.words, tx.account(note.by)?.name),
            case: None,
        });
    }
    if certificate.is_expired(desk.utc()) {
        events.push(Event {
            at: certificate.not_after,
            words: "有效期满".to_owned(),
            case: None,
        });
    }
    events.sort_by_key(|event| event.at);
    events.into_iter().map(|event| event.line(desk, tx)).collect()
}

fn issued(desk: &Desk, tx: &Tx<'_>, certificate: &Certificate) -> Result<Event, Refusal> {
    let words = match certificate.case_id {
        Some(id) => format!("签发，{}", business_word(desk, &tx.case(id)?)),
        None => "别处签发".to_owned(),
    };
    Ok(Event {
        at: certificate.not_before,
        words,
        case: certificate.case_id,
    })
}

fn opened(desk: &Desk, row: &CaseRow) -> Event {
    Event {
        at: row.created,
        words: format!("受理{}，现为“{}”", business_word(desk, row), row.state.chinese()),
        case: Some(row.id),
    }
}

fn business_word(desk: &Desk, row: &CaseRow) -> String {
    let project = desk.projects().get(&row.content.project);
    let mut words: Vec<&str> = Vec::new();
    for part in row.content.parts() {
        let word = project.map_or(part.business.chinese(), |p| p.business_word(part.business));
        if !words.contains(&word) {
            words.push(word);
        }
    }
    words.join("、")
}

impl Event {
    fn line(self, desk: &Desk, tx: &Tx<'_>) -> Result<LifeLine, Refusal> {
        Ok(LifeLine {
            at: self.at.with_timezone(desk.now().offset()).to_rfc3339(),
            words: Sight::in_lists().text(&self.words),
            case_id: self.case.map(|id| id.0),
            case_number: self.case.map(|id| tx.case(id)).transpose()?.map(|row| row.number),
        })
    }
}
