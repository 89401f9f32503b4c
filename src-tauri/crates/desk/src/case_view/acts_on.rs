//! The certificates of the register that a case acts on, as the window shows them and lets the clerk choose.

use project::ActsOn;
use store::{Certificate, Tx};

use crate::case_view::api::{ActsOnChoice, ActsOnHolder, ActsOnView};
use crate::casework::seen::Seen;
use crate::register::acted_on::{Subject, holder_words, state_word, tail};
use crate::rim::api::Refusal;

/// What a case acts on; none where its business acts on nothing that is there.
pub(crate) fn acts_on(seen: &Seen<'_>, tx: &Tx<'_>) -> Result<Option<ActsOnView>, Refusal> {
    if seen.acted.what == ActsOn::Nothing {
        return Ok(None);
    }
    let holders = match seen.asks() {
        true => seen
            .acted
            .subjects
            .iter()
            .filter(|s| s.what != ActsOn::Nothing)
            .map(|s| of_subject(seen, s))
            .collect(),
        false => decided(seen, tx)?,
    };
    Ok(Some(ActsOnView {
        holders,
        several: seen.acted.what != ActsOn::Certificate || seen.content().count > 1,
    }))
}

fn of_subject(seen: &Seen<'_>, subject: &Subject) -> ActsOnHolder {
    let fit = subject.fit.iter().map(|c| choice(seen, c, true));
    let idle = subject.idle.iter().map(|c| choice(seen, c, false));
    ActsOnHolder {
        holder: subject.holder.name().to_owned(),
        choices: fit.chain(idle).collect(),
    }
}

/// Of a case that was decided only what it names, as that is now.
fn decided(seen: &Seen<'_>, tx: &Tx<'_>) -> Result<Vec<ActsOnHolder>, Refusal> {
    let named = seen.acted.certificates().chain(&seen.acted.unfit);
    let line = |certificate: &Certificate| {
        Ok(ActsOnHolder {
            holder: holder_words(tx, certificate)?,
            choices: vec![choice(seen, certificate, true)],
        })
    };
    named.map(line).collect()
}

fn choice(seen: &Seen<'_>, certificate: &Certificate, fits: bool) -> ActsOnChoice {
    let zone = *seen.desk.now().offset();
    ActsOnChoice {
        id: certificate.id.0,
        serial: certificate.serial.clone(),
        tail: tail(&certificate.serial).to_owned(),
        subject: certificate.subject.clone(),
        key: certificate.token_serial.clone(),
        not_after: certificate.last_day(zone).to_string(),
        state_word: state_word(certificate, seen.desk.utc()).to_owned(),
        fits,
        chosen: seen.content().acts_on.contains(&certificate.id.0),
    }
}
