//! The hall's server takes nothing more while a key works: how the step ended is put down at the window, and comes into
//! the journal once, unless somebody has gone on with the job since.

use chrono::Utc;
use desk::api::{ById, CaseView, Kept, KeyJob, KeyPresence, KeyStepName, SpooledWhat, StepState};
use desk::counter::practice::PASSWORD;
use hall::cluster::{Cluster, Disk, TestHall};
use store::{KeyJobId, StepPhase};

use super::away::{counts, killed, lines, unlocked, windows};
use super::counter::{Counter, Given, YLBX, by_id, done, refused};

/// A blank key at its job, before its first step.
fn at_its_job(counter: &Counter) -> (CaseView, KeyJob) {
    let case = counter.approved(YLBX, "org", "new", 0);
    let blank = counter.keys(&case, KeyPresence::Blank).remove(0);
    let went = counter.go(&counter.job(&case), Given::Key(&blank));
    let job = went.desk.jobs[0].clone();
    assert_eq!(
        (went.kept, job.next),
        (Kept::Books, Some(KeyStepName::Initialise))
    );
    (case, job)
}

/// The server takes one more write, the line before a step, and then none.
fn takes_one_more(hall: &TestHall<'_>) {
    let newest = hall.sql("SELECT max(seq) FROM hall.link").expect("the newest");
    let newest: u64 = newest[0][0]
        .as_deref()
        .and_then(|seq| seq.parse().ok())
        .expect("a link");
    let text = format!(
        "CREATE OR REPLACE FUNCTION public.no_more() RETURNS trigger LANGUAGE plpgsql AS
           $$ BEGIN IF NEW.seq > {} THEN RAISE EXCEPTION 'no more'; END IF; RETURN NEW; END $$;
         CREATE TRIGGER no_more BEFORE INSERT ON hall.link FOR EACH ROW EXECUTE FUNCTION public.no_more()",
        newest + 1
    );
    hall.sql(&text).expect("it takes one more");
}

fn takes_all_again(hall: &TestHall<'_>) {
    hall.sql("DROP TRIGGER no_more ON hall.link")
        .expect("it takes all");
}

fn job(counter: &Counter, case: &CaseView) -> KeyJob {
    done(counter.commands().key_desk(by_id(case))).jobs.remove(0)
}

fn state_of(job: &KeyJob, step: KeyStepName) -> StepState {
    let line = job.steps.iter().find(|line| line.step == step);
    line.expect("the step").state
}

#[test]
fn a_step_that_ended_while_the_server_took_nothing_is_in_the_journal_once() {
    let cluster = Cluster::start(Disk::Kept).expect("a server");
    let hall = cluster.hall().expect("a hall");
    let (mut one, _) = windows(&hall);
    let (case, begun) = at_its_job(&one);
    takes_one_more(&hall);
    let went = one.go(&begun, Given::Nothing);
    assert_eq!(went.kept, Kept::Spool, "{}", went.message);
    let line = lines(&one.desk).remove(0);
    assert_eq!(line.what, SpooledWhat::KeyStep);
    assert!(line.words.contains("已做完"), "{line:?}");
    // It is no matter of choice, and the next step waits for it.
    refused(
        one.commands().give_up_spooled(ById { id: line.id }),
        "spool-key-step",
    );
    assert_eq!(counts(&one.desk).waiting, 1);
    takes_all_again(&hall);
    killed(&mut one, "luoyi");
    assert_eq!((counts(&one.desk).waiting, counts(&one.desk).came), (0, 1));
    let now = job(&one, &case);
    assert_eq!(state_of(&now, KeyStepName::Initialise), StepState::Done);
    let store = unlocked(one.folder.path(), "luoyi", PASSWORD);
    let journal = store
        .read(|tx| tx.steps_of_job(KeyJobId(now.id)))
        .expect("the journal");
    let ended = journal
        .iter()
        .filter(|line| line.step == "initialise" && line.phase == StepPhase::Done);
    let ended: Vec<&str> = ended.map(|line| line.detail.as_str()).collect();
    assert!(ended.len() == 1 && ended[0].contains("断网时"), "{ended:?}");
    drop(store);
    // The key is as the journal says: all that follows is done on it.
    let desk = one.make_keys(&case);
    assert!(desk.jobs.iter().all(|job| job.done), "{desk:?}");
}

#[test]
fn a_step_of_a_job_that_somebody_went_on_with_is_told_and_stays() {
    let cluster = Cluster::start(Disk::Kept).expect("a server");
    let hall = cluster.hall().expect("a hall");
    let (mut one, two) = windows(&hall);
    let (_, begun) = at_its_job(&one);
    takes_one_more(&hall);
    assert_eq!(one.go(&begun, Given::Nothing).kept, Kept::Spool);
    takes_all_again(&hall);
    let mut store = unlocked(two.folder.path(), "luoyi", PASSWORD);
    store
        .write(|tx| {
            let id = KeyJobId(begun.id);
            tx.add_key_step(id, "initialise", StepPhase::Failed, None, "换了一把", Utc::now())?;
            tx.add_key_step(id, "initialise", StepPhase::Started, None, "", Utc::now())?;
            tx.add_key_step(id, "initialise", StepPhase::Done, None, "另一把", Utc::now())
        })
        .map_err(|error: store::StoreError| error)
        .expect("written");
    killed(&mut one, "luoyi");
    let found = counts(&one.desk);
    assert_eq!((found.waiting, found.refused), (0, 1));
    let line = lines(&one.desk).remove(0);
    assert_eq!(line.refused.expect("a reason").code, "spool-key-gone-on");
    refused(
        one.commands().hand_in_spooled(ById { id: line.id }),
        "spool-key-gone-on",
    );
    let left = done(one.commands().give_up_spooled(ById { id: line.id }));
    assert!(left.lines.is_empty());
}
