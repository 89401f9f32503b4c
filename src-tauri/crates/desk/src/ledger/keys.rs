//! Keys that are plugged in, with what the books know of them, and choosing by one what a case acts on. Changes nothing
//! on a key.

use case::{BusinessType, Role};
use store::{Account, CaseId, Certificate, CertificateId, Tx};
use token::TokenInfo;

use crate::case_view::api::CaseView;
use crate::counter::desk::Desk;
use crate::intake::api::{CasePatch, SaveCase};
use crate::intake::entry::save;
use crate::keys::api::TokenLine;
use crate::keys::presence;
use crate::keys::whose::on_key;
use crate::ledger::api::{CertificateRead, KeyAtHand, KeysAtHand, KnownOnKey, PickByKey};
use crate::ledger::entering;
use crate::ledger::listing::line;
use crate::register::acted_on::{fits, holder_words};
use crate::rights::sight::Sight;
use crate::rim::api::{ById, Nothing, Refusal};

/// What is plugged in, with what the books know of it.
pub fn at_hand(desk: &Desk, _: Nothing) -> Result<KeysAtHand, Refusal> {
    let (infos, told) = presence::plugged(desk, ById { id: 0 })?;
    desk.read(|open| {
        open.store.read(|tx| {
            let pairs = infos.iter().zip(told.tokens);
            Ok(KeysAtHand {
                word: told.word,
                remedy: told.remedy,
                keys: pairs
                    .map(|(info, token)| key(desk, tx, &open.account, info, token))
                    .collect::<Result<_, _>>()?,
            })
        })
    })
}

/// A certificate as the list of keys shows it: a person's number with its ends only, and the certificate itself for
/// whoever may enter it.
fn listed(me: &Account, told: CertificateRead) -> CertificateRead {
    let sight = Sight::in_lists();
    CertificateRead {
        number: told.number.map(|number| sight.text(&number)),
        subject: sight.text(&told.subject),
        der: match me.roles.has(Role::Clerk) {
            true => told.der,
            false => String::new(),
        },
        ..told
    }
}

fn key(
    desk: &Desk,
    tx: &Tx<'_>,
    me: &Account,
    info: &TokenInfo,
    token: TokenLine,
) -> Result<KeyAtHand, Refusal> {
    let known = on_key(tx, info)?;
    let mut strangers = Vec::new();
    for one in &info.certificates {
        let Ok(read) = pki::Certificate::from_der(&one.der) else {
            continue;
        };
        let told = entering::told(desk, tx, &read)?;
        if told.known.is_none() && !read.is_ca() {
            strangers.push(listed(me, told));
        }
    }
    let known = known.iter().map(|certificate| -> Result<KnownOnKey, Refusal> {
        Ok(KnownOnKey {
            holder: holder_words(tx, certificate)?,
            line: line(desk, certificate),
        })
    });
    Ok(KeyAtHand {
        token,
        known: known.collect::<Result<_, Refusal>>()?,
        strangers,
    })
}

/// Chooses what a case acts on by the key that is plugged in. Errors: `key-unknown`, `key-not-there`, a choice's own.
pub fn pick(desk: &Desk, args: PickByKey) -> Result<CaseView, Refusal> {
    let (infos, _) = presence::plugged(desk, ById { id: 0 })?;
    let info = infos
        .iter()
        .find(|info| info.serial == args.serial)
        .ok_or_else(|| Refusal::new("key-not-there", "这把 UKey 已经拔出", "请插回 UKey，再读一次"))?;
    let chosen = desk.read(|open| open.store.read(|tx| on_it(desk, tx, CaseId(args.id), info)))?;
    save(
        desk,
        SaveCase {
            id: args.id,
            revision: args.revision,
            patch: CasePatch {
                acts_on: Some(chosen),
                ..CasePatch::default()
            },
        },
    )
}

/// What a case acts on when it is to act on this key: for its holder what lies on the key, for others what was chosen.
/// Where nothing on it is meant, whatever is there is tried, so that it is refused with both names.
fn on_it(desk: &Desk, tx: &Tx<'_>, case: CaseId, info: &TokenInfo) -> Result<Vec<u32>, Refusal> {
    let content = tx.case(case)?.content;
    let known = on_key(tx, info)?;
    let of_kind = |c: &&Certificate| c.project == content.project && c.kind == content.kind;
    let project = desk.project(&content.project)?;
    let businesses: Vec<BusinessType> = content.parts().iter().map(|part| part.business).collect();
    let fit =
        |c: &&Certificate| of_kind(c) && businesses.iter().any(|one| fits(project, *one, c, desk.utc()));
    let meant = known
        .iter()
        .find(fit)
        .or(known.iter().find(of_kind))
        .or(known.first());
    let meant = meant.ok_or_else(|| {
        Refusal::new(
            "key-unknown",
            "台账里没有这把 UKey 上的证书",
            "请先按 UKey 里的证书登记进台账，再选它",
        )
    })?;
    let mut chosen = vec![meant.id.0];
    for id in content.acts_on {
        if tx.certificate(CertificateId(id))?.holder != meant.holder {
            chosen.push(id);
        }
    }
    Ok(chosen)
}
