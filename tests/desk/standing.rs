//! What a certificate stands for while the case that takes its place goes back or is given up: it stands as it did
//! before, whatever else was done about it earlier, and the way on is never shut.

use desk::api::{
    Abandon, AskAnew, CaseState, CaseView, CertificateState as State, KeyFate, KeyPresence, KeySettled,
    LedgerAsked, WayTaken,
};

use super::counter::{Counter, Given, YLBX, by_id, done, fields, given_up};

/// The unit's own PIN on its key.
const PIN: &str = "28461937";

/// A unit with a certificate that was handed over, and its key.
fn with_a_key() -> (Counter, String) {
    let counter = Counter::new();
    let first = counter.closed(YLBX, 0, PIN);
    let serial = counter.keys(&first, KeyPresence::ThisCase).remove(0);
    (counter, serial)
}

/// An application for the unit's own key, made and proven on it.
fn ready(counter: &Counter, business: &str, serial: &str) -> CaseView {
    let case = counter.approved(YLBX, "org", business, 0);
    counter.go(&counter.job(&case), Given::Key(serial));
    made(counter, &case)
}

/// Takes the steps that are left on the unit's own key; the training CA answers.
fn made(counter: &Counter, case: &CaseView) -> CaseView {
    loop {
        let job = counter.job(case);
        if job.done {
            return counter.get(case);
        }
        let given = match () {
            () if job.asks_new_pin => Given::NewPin(PIN),
            () if job.asks_pin => Given::Pin(PIN),
            () => Given::Nothing,
        };
        match job.waits_for_file {
            true => drop(done(counter.commands().training_issue(by_id(&job)))),
            false => drop(counter.go(&job, given)),
        }
    }
}

/// How the certificates of the ledger stand, in the order in which they came.
fn standing(counter: &Counter) -> Vec<State> {
    let asked = LedgerAsked { text: String::new() };
    let ledger = done(counter.commands().ledger(asked));
    let keys = ledger.holders.into_iter().flat_map(|holder| holder.keys);
    let lines = keys.flat_map(|key| key.certificates);
    let mut all: Vec<_> = lines
        .filter_map(|line| line.id.map(|id| (id, line.state)))
        .collect();
    all.sort_by_key(|(id, _)| *id);
    all.into_iter().map(|(_, state)| state).collect()
}

/// Gives a case up that was made on the unit's own key, which goes back to the unit.
fn give_up(counter: &Counter, case: &CaseView) -> CaseView {
    counter.sign_in("linxy");
    let key = KeySettled {
        job_id: counter.job(case).id,
        fate: KeyFate::Customer,
    };
    let given_up = Abandon {
        keys: vec![key],
        ..given_up(case, "客户不办了", Some(0))
    };
    done(counter.commands().abandon_case(given_up))
}

/// That the key was unlocked long ago takes nobody's place: given up when it lies ready, the renewal leaves the old
/// certificate as it was.
#[test]
fn a_renewal_given_up_when_ready_leaves_the_old_certificate_in_use_also_after_an_unlocking() {
    let (counter, serial) = with_a_key();
    let unlocked = ready(&counter, "unlock", &serial);
    assert_eq!(unlocked.state, CaseState::Ready);
    let renewed = ready(&counter, "renew", &serial);
    assert_eq!(standing(&counter), [State::Superseded, State::Current]);
    assert_eq!(give_up(&counter, &renewed).state, CaseState::Void);
    assert_eq!(standing(&counter), [State::Current, State::RevokedPending]);
}

/// A renewal whose certificate is wrong is asked for anew, refused by the CA, amended and sent again: the old one is
/// in use meanwhile, so that the case may act on it once more.
#[test]
fn a_renewal_that_goes_back_after_it_was_ready_is_sent_again() {
    let (counter, serial) = with_a_key();
    ready(&counter, "unlock", &serial);
    let case = ready(&counter, "renew", &serial);
    counter.sign_in("linxy");
    let anew = AskAnew {
        id: case.id,
        reason: "证书上的单位名称少一个字".to_owned(),
        jobs: vec![counter.job(&case).id],
    };
    done(counter.commands().ask_anew(anew));
    counter.sign_in("luoyi");
    let gate = done(counter.commands().key_desk(by_id(&case))).may_work;
    assert!(gate.open, "the unlocking of long ago is not in the way: {gate:?}");
    while !counter.job(&case).waits_for_file {
        counter.go(&counter.job(&case), Given::Pin(PIN));
    }
    let refused = WayTaken {
        id: case.id,
        reason: "单位电话与登记不一致".to_owned(),
    };
    let back = done(counter.commands().ca_refused(refused));
    assert_eq!(back.state, CaseState::Returned);
    assert_eq!(standing(&counter), [State::Current, State::Wrong]);

    counter.sign_in("linxy");
    let case = counter.save(&counter.get(&case), fields([("unit_phone", "020-33334444")]));
    let case = counter.print_and_scan(&case);
    let case = done(counter.commands().submit(by_id(&case)));
    counter.sign_in("hemin");
    let case = counter.pass(&case);
    counter.sign_in("luoyi");
    assert_eq!(made(&counter, &case).state, CaseState::Ready);
    assert_eq!(
        standing(&counter),
        [State::Superseded, State::Wrong, State::Current]
    );
}

/// A recovery on the unit's own key takes the place of the signing certificate and of the encryption certificate that
/// came with the recovery before; given up, both are in use again.
#[test]
fn a_second_recovery_given_up_leaves_both_certificates_of_the_first() {
    let (counter, serial) = with_a_key();
    ready(&counter, "key_recovery", &serial);
    let first = standing(&counter);
    assert_eq!(first, [State::Superseded, State::Current, State::Current]);
    let second = ready(&counter, "key_recovery", &serial);
    assert_eq!(second.state, CaseState::Ready);
    give_up(&counter, &second);
    let after = standing(&counter);
    assert_eq!(after[..3], first, "{after:?}");
    assert_eq!(after[3..], [State::RevokedPending; 2], "{after:?}");
}
