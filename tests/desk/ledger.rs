//! The ledger of holders, keys and certificates: how a line is found and what may be begun from it, how what was asked
//! of the CA comes to its end, and what comes from elsewhere.

use ::practice::guest::{Guest, Wish, take_in};
use case::{BusinessType, CertKind};
use chrono::{Days, Duration, Local, Utc};
use desk::api::{
    AskResumption, AskedOfCa, ById, CaseView, CertificateState, CloseRevocation, EnterCertificate, KeyAtHand,
    KeyWhere, LedgerAsked, LedgerEntry, Nothing, OpenCase, PickByKey, PlaceKey, RecordRevoked, RevokedTaken,
    StockClose,
};
use desk::casework::people::{self, PERSONS};
use desk::counter::practice;
use pki::training::TrainingCa;

use super::ca;
use super::counter::{Counter, Folder, YLBX, beside, by_id, done, outside, refused};

const SNCA: &str = "snca-yztca";

/// Holder and state of every line that a text finds.
pub fn states(counter: &Counter, text: &str) -> Vec<(String, CertificateState)> {
    let found = done(counter.commands().ledger(LedgerAsked {
        text: text.to_owned(),
    }));
    let mut lines = Vec::new();
    for holder in &found.holders {
        for key in &holder.keys {
            for line in &key.certificates {
                lines.push((holder.name.clone(), line.state));
            }
        }
    }
    lines
}

/// The number of the only certificate that a text finds.
fn only(counter: &Counter, text: &str) -> u32 {
    let found = done(counter.commands().ledger(LedgerAsked {
        text: text.to_owned(),
    }));
    found.holders[0].keys[0].certificates[0].id.unwrap()
}

fn entry(counter: &Counter, id: u32) -> LedgerEntry {
    done(counter.commands().ledger_entry(ById { id }))
}

/// The businesses that may be begun now.
fn open_acts(entry: &LedgerEntry) -> Vec<&str> {
    let acts = entry.acts.iter();
    acts.filter(|act| act.may.open)
        .map(|act| act.business.word())
        .collect()
}

fn list_of(ca: &TrainingCa, entries: &[(&str, bool)], seconds: i64) -> Vec<u8> {
    ca.revoked(entries, Utc::now() + Duration::seconds(seconds))
        .unwrap()
}

fn take(counter: &Counter, list: Vec<u8>) -> RevokedTaken {
    done(counter.commands().import_revoked("list.crl", 0, list))
}

pub fn begin(counter: &Counter, id: u32, business: &str) -> CaseView {
    let one = entry(counter, id);
    let open = OpenCase {
        project: one.project,
        kind: one.kind,
        business: business.parse().expect("a business type"),
        channel: None,
        customer: None,
        from_case: None,
        certificate: Some(id),
    };
    done(counter.commands().open_case(open))
}

/// Two employees of one unit with a key each, the first one's certificate asked to be revoked.
pub fn is_found_begun_from_and_closed(counter: &Counter, keys: &[String; 2]) {
    let [gone, kept] = [PERSONS[5], PERSONS[6]];
    let is = |name: &str, state| (name.to_owned(), state);
    let both = [
        is(gone.name, CertificateState::RevokedPending),
        is(kept.name, CertificateState::Current),
    ];
    let unit = people::UNITS[0];
    for text in ["", unit.name, unit.uscc, "木棉湾 ", &unit.uscc[8..17]] {
        assert_eq!(states(counter, text), both, "{text}");
    }
    let half = &keys[1][keys[1].len() - 8..];
    for text in [kept.name, "kws", kept.id_no, &keys[1], half] {
        assert_eq!(states(counter, text), both[1..], "{text}");
    }
    assert!(states(counter, "没有这个人").is_empty());

    // From its line the clerk begins a renewal: the holder and this certificate come along, the colleague does not.
    counter.sign_in("linxy");
    let [first, second] = [only(counter, gone.name), only(counter, kept.name)];
    assert!(
        open_acts(&entry(counter, first)).is_empty(),
        "what is given up is over"
    );
    let shown = entry(counter, second);
    assert_eq!(shown.key.as_ref(), Some(&keys[1]));
    assert!(!shown.holder_code.contains(&kept.id_no[6..14]), "{shown:#?}");
    let acts = open_acts(&shown);
    assert!(
        acts.contains(&"renew") && acts.contains(&"unlock") && !acts.contains(&"new"),
        "{acts:?}"
    );
    let case = begin(counter, second, "renew");
    assert_eq!(case.content.employees.len(), 1);
    assert_eq!(case.content.employees[0]["user_name"], kept.name);
    assert_eq!(case.content.fields["uscc"], unit.uscc);
    assert!(case.acts_on.as_ref().unwrap().holders[0].choices[0].chosen);
    let one = entry(counter, first);
    let of_another = OpenCase {
        project: one.project,
        kind: CertKind::Org,
        business: BusinessType::Renew,
        channel: None,
        customer: None,
        from_case: None,
        certificate: Some(second),
    };
    refused(counter.commands().open_case(of_another), "certificate-of-another");

    // The CA's list closes what was asked for; what nobody asked for is told and left alone.
    counter.sign_in("luoyi");
    let told = done(counter.commands().export_revocations(Nothing {}));
    let asked = told.told[0].clone();
    refused(
        counter.commands().close_revocation(CloseRevocation {
            id: asked.id,
            reason: " ".to_owned(),
        }),
        "reason-empty",
    );
    let serial = asked.certificate.as_deref().unwrap();
    let own = shown.line.serial.as_str();
    let ca = practice::ca(counter.folder.path()).unwrap();
    let other = TrainingCa::create(Utc::now(), &mut rand::rng()).unwrap();
    let upload = |list: Vec<u8>| counter.commands().import_revoked("list.crl", 0, list);
    let foreign = upload(list_of(&other, &[(serial, false)], 0)).unwrap_err();
    assert_eq!(foreign.code, "crl-foreign");
    let held = take(counter, list_of(&ca, &[(serial, true)], 2));
    assert_eq!(held.findings[0].code, "held-not-revoked", "{held:#?}");
    let taken = take(counter, list_of(&ca, &[(serial, false), (own, false)], 4));
    assert_eq!(taken.taken.len(), 1, "{taken:#?}");
    assert_eq!(taken.findings[0].code, "revoked-unasked", "{taken:#?}");
    assert!(taken.revocations.told.is_empty());
    let older = upload(list_of(&ca, &[], -60)).unwrap_err();
    assert_eq!(older.code, "crl-older", "{older}");
    let today = identifiers::chinese_date(Local::now().date_naive());
    assert!(older.message.contains(&format!("已经导入过{today}")), "{older}");
    assert_eq!(
        states(counter, ""),
        [is(gone.name, CertificateState::Revoked), both[1].clone()]
    );
    done(counter.commands().record_revoked(RecordRevoked {
        certificate: second,
        reason: "CA 电话答复".to_owned(),
    }));
    assert_eq!(
        states(counter, kept.name),
        [is(kept.name, CertificateState::Revoked)]
    );
    let life = entry(counter, first).life;
    for word in ["签发", "申请注销", "CA 已注销"] {
        let told = life.iter().any(|line| line.words.contains(word));
        assert!(told, "{word}: {life:?}");
    }
}

pub fn paper(unit: usize, project: &str, issuer: &str) -> EnterCertificate {
    let unit = people::UNITS[unit];
    let until = Local::now().date_naive() + Days::new(20);
    EnterCertificate {
        project: project.to_owned(),
        kind: Some(CertKind::Org),
        unit_name: unit.name.to_owned(),
        unit_code: unit.uscc.to_owned(),
        serial: "00:5A 0b C1:FF".to_owned(),
        issuer: issuer.to_owned(),
        not_before: "2024-03-01".to_owned(),
        not_after: until.to_string(),
        origin: "越秀受理点签发，凭证书打印件".to_owned(),
        ..EnterCertificate::default()
    }
}

#[test]
fn what_comes_from_elsewhere_is_entered_once_and_goes_on_like_ones_own() {
    let counter = Counter::new();
    counter.sign_in("hemin");
    refused(
        counter.commands().enter_certificate(paper(2, YLBX, "别处 CA")),
        "role-missing",
    );
    counter.sign_in("linxy");
    type Part = fn(&mut EnterCertificate) -> &mut String;
    let wrongs: [(Part, &str, &str); 7] = [
        (|paper| &mut paper.serial, "第 5 号", "certificate-serial"),
        (|paper| &mut paper.not_after, "2024-02-30", "certificate-dates"),
        (|paper| &mut paper.not_after, "2024-03-01", "certificate-dates"),
        (
            |paper| &mut paper.unit_code,
            "12440307K3170265XA",
            "certificate-holder-code",
        ),
        (|paper| &mut paper.unit_name, "", "certificate-holder"),
        (|paper| &mut paper.origin, " ", "certificate-origin"),
        (|paper| &mut paper.der, "3082", "pki-unreadable"),
    ];
    for (part, wrong, code) in wrongs {
        let mut paper = paper(2, YLBX, "别处 CA");
        *part(&mut paper) = wrong.to_owned();
        refused(counter.commands().enter_certificate(paper), code);
    }
    for kind in [None, Some(CertKind::Person)] {
        let of_no_kind = EnterCertificate {
            kind,
            ..paper(2, YLBX, "别处 CA")
        };
        refused(
            counter.commands().enter_certificate(of_no_kind),
            "kind-not-offered",
        );
    }
    let entered = done(counter.commands().enter_certificate(paper(2, YLBX, "别处 CA")));
    let (line, unit) = (&entered.line, people::UNITS[2]);
    assert_eq!((line.serial.as_str(), line.foreign), ("5a0bc1ff", true));
    let again = EnterCertificate {
        serial: "5A0BC1FF".to_owned(),
        ..paper(3, YLBX, "别处 CA")
    };
    let known = refused(counter.commands().enter_certificate(again), "certificate-known");
    assert!(known.message.contains(unit.name), "{known}");

    let case = begin(&counter, line.id.unwrap(), "renew");
    let fields = &case.content.fields;
    assert_eq!(
        (fields["unit_name"].as_str(), fields["uscc"].as_str()),
        (unit.name, unit.uscc)
    );
    assert!(
        case.acts_on.as_ref().unwrap().holders[0].choices[0].chosen,
        "{case:#?}"
    );

    // From its file: what stands in it goes before what was typed, and it is known again.
    let der = ca::foreign(counter.folder.path());
    let read = |bytes: Vec<u8>| counter.commands().read_certificate("a.cer", 0, bytes);
    let told = read(der.clone()).unwrap();
    assert_eq!((told.subject.as_str(), told.known), ("别处的单位", None));
    let from_file = EnterCertificate {
        der: told.der,
        serial: "1".to_owned(),
        ..paper(4, YLBX, "随便写的")
    };
    let entered = done(counter.commands().enter_certificate(from_file));
    assert_eq!(entered.line.serial, told.serial);
    assert_eq!(entered.issuer, told.issuer);
    assert_eq!(read(der).unwrap().known, entered.line.id);
    let root = practice::ca(counter.folder.path()).unwrap().root().der().to_vec();
    assert_eq!(read(root).unwrap_err().code, "certificate-of-ca");

    // From a key that another counter gave out: read on the spot, entered, and chosen by plugging it in.
    let keys = outside(&counter);
    let blank = keys
        .survey()
        .tokens
        .into_iter()
        .find(token::TokenInfo::is_blank)
        .unwrap();
    let serial = ca::made_elsewhere(&keys, &blank, people::UNITS[1].name, "24681357");
    let at_hand = |counter: &Counter| -> KeyAtHand {
        let hand = done(counter.commands().keys_at_hand(Nothing {}));
        let mut keys = hand.keys.into_iter();
        keys.find(|key| key.token.serial == serial).unwrap()
    };
    let stranger = at_hand(&counter).strangers[0].clone();
    assert_eq!(stranger.subject, people::UNITS[1].name);
    let case = counter.intake(YLBX, "org", "unlock", 1);
    let pick = |case: &CaseView| PickByKey {
        id: case.id,
        revision: case.revision,
        serial: serial.to_owned(),
    };
    refused(counter.commands().pick_by_key(pick(&case)), "key-unknown");
    let from_key = EnterCertificate {
        der: stranger.der,
        key: serial.clone(),
        ..paper(1, YLBX, "")
    };
    done(counter.commands().enter_certificate(from_key));
    let hand = at_hand(&counter);
    assert!(hand.strangers.is_empty(), "{hand:?}");
    assert_eq!(hand.known[0].holder, people::UNITS[1].name);
    let case = done(counter.commands().pick_by_key(pick(&counter.get(&case))));
    assert_eq!(
        case.acts_on.as_ref().unwrap().holders[0].choices[0].key.as_ref(),
        Some(&serial)
    );
    let other = counter.intake(YLBX, "org", "unlock", 0);
    refused(
        counter.commands().pick_by_key(pick(&other)),
        "certificate-of-another",
    );
    let taken = EnterCertificate {
        serial: "77".to_owned(),
        key: serial.clone(),
        ..paper(0, YLBX, "别处 CA")
    };
    refused(
        counter.commands().enter_certificate(taken),
        "certificate-key-taken",
    );

    // The old key is handed in, and destroyed with four eyes by the key desk alone.
    let place = |place: KeyWhere| PlaceKey {
        serial: serial.to_owned(),
        place,
        reason: "补办时交回".to_owned(),
        beside: None,
    };
    refused(
        counter.commands().place_key(place(KeyWhere::Stock)),
        "key-place-closed",
    );
    done(counter.commands().place_key(place(KeyWhere::Returned)));
    refused(
        counter.commands().place_key(place(KeyWhere::Destroyed)),
        "beside-missing",
    );
    let cut = PlaceKey {
        beside: Some(beside("hemin")),
        ..place(KeyWhere::Destroyed)
    };
    refused(counter.commands().place_key(cut.clone()), "role-missing");
    counter.sign_in("luoyi");
    // Until then it lies here and is counted with the day.
    let kept = done(counter.commands().stock(Nothing {})).custody;
    assert_eq!((kept.len(), &kept[0].serial), (1, &serial));
    for (returned, says) in [
        (None, "交回待处理 1 把，未点"),
        (Some(0), "账实不符，实点 0 把"),
        (Some(1), "交回待处理 1 把，账实相符"),
    ] {
        let closed = done(
            counter
                .commands()
                .stock_close(StockClose { counted: 0, returned }),
        );
        let words = closed.last_close.unwrap();
        assert!(words.contains(says) && words.contains('年'), "{words}");
    }
    done(counter.commands().place_key(cut));
    assert!(done(counter.commands().stock(Nothing {})).custody.is_empty());
    let gone = entry(&counter, hand.known[0].line.id.unwrap());
    assert_eq!(gone.key_place, Some(KeyWhere::Destroyed));
    assert!(gone.key_places.is_empty());
}

#[test]
fn a_certificate_on_hold_counts_again_when_the_ca_has_done_it() {
    let counter = Counter::made(Folder::new(), &[SNCA]);
    let ca = practice::ca(counter.folder.path()).unwrap();
    counter.sign_in("linxy");
    let issuer = ca.root().subject().common_name.clone();
    let id = done(counter.commands().enter_certificate(paper(0, SNCA, &issuer)))
        .line
        .id
        .unwrap();
    counter.permit(SNCA);
    let name = people::UNITS[0].name;
    let ask = |login: &str| AskResumption {
        certificate: id,
        reason: "已找回 UKey".to_owned(),
        beside: beside(login),
    };
    refused(
        counter.commands().ask_resumption(ask("hemin")),
        "certificate-not-suspended",
    );
    let wish = Wish {
        project: SNCA.to_owned(),
        business: Some(BusinessType::Suspend),
        ..Wish::default()
    };
    let case = take_in(&counter.desk, &wish, Guest::default()).unwrap();
    let case = counter.print_and_scan(&done(counter.commands().get_case(ById { id: case.id })));
    done(counter.commands().submit(by_id(&case)));
    counter.sign_in("hemin");
    counter.pass(&case);
    counter.sign_in("luoyi");
    assert_eq!(
        states(&counter, ""),
        [(name.to_owned(), CertificateState::Suspended)]
    );
    done(counter.commands().export_revocations(Nothing {}));
    let held = take(&counter, list_of(&ca, &[("5a0bc1ff", true)], 2));
    assert_eq!(held.taken.len(), 1, "{held:#?}");
    let ended = take(&counter, list_of(&ca, &[], 4));
    assert_eq!(ended.findings[0].code, "hold-ended", "{ended:#?}");
    assert_eq!(
        states(&counter, ""),
        [(name.to_owned(), CertificateState::Suspended)],
        "told, and left as it is"
    );

    counter.sign_in("linxy");
    refused(
        counter.commands().ask_resumption(ask("linxy")),
        "beside-same-account",
    );
    let waiting = done(counter.commands().ask_resumption(ask("hemin")));
    assert_eq!(waiting.lines[0].action, AskedOfCa::Resume, "{waiting:#?}");
    refused(
        counter.commands().ask_resumption(ask("hemin")),
        "certificate-not-suspended",
    );
    counter.sign_in("luoyi");
    let by_hand = CloseRevocation {
        id: waiting.lines[0].id,
        reason: "CA 回执 17 号".to_owned(),
    };
    refused(
        counter.commands().close_revocation(by_hand.clone()),
        "revocation-not-told",
    );
    done(counter.commands().export_revocations(Nothing {}));
    assert_eq!(
        states(&counter, ""),
        [(name.to_owned(), CertificateState::Suspended)],
        "asking changes nothing"
    );
    done(counter.commands().close_revocation(by_hand.clone()));
    refused(counter.commands().close_revocation(by_hand), "revocation-closed");
    assert_eq!(
        states(&counter, ""),
        [(name.to_owned(), CertificateState::Current)]
    );
}
