//! `key_job`: found by case, key and public key; the journal is only written on.

use store::{NewKeyJob, StepPhase};

use crate::house::{House, at, content};
use crate::raw;

#[test]
fn the_journal_tells_what_was_begun_and_what_was_done() {
    let mut house = House::new();
    let case = house.add_case(content()).id;
    let new = |subject_index| NewKeyJob {
        case_id: case,
        subject_index,
        kind: "issue".into(),
        state: "initialise".into(),
    };
    let (mut job, other) = house.write(|tx| {
        Ok((
            tx.add_key_job(&new(Some(0)), at(1))?,
            tx.add_key_job(&new(None), at(1))?,
        ))
    });
    house.write(|tx| {
        tx.add_key_step(job.id, "initialise", StepPhase::Started, Some("KEY-1"), "", at(2))?;
        tx.add_key_step(
            other.id,
            "initialise",
            StepPhase::Started,
            Some("KEY-2"),
            "",
            at(2),
        )?;
        tx.add_key_step(
            job.id,
            "initialise",
            StepPhase::Failed,
            Some("KEY-1"),
            "已拔出",
            at(3),
        )
    });
    let steps = house.read(|tx| tx.steps_of_job(job.id));
    assert_eq!(
        steps.iter().map(|s| (s.seq, s.phase)).collect::<Vec<_>>(),
        [(1, StepPhase::Started), (2, StepPhase::Failed)]
    );
    assert_eq!(
        (
            steps[1].detail.as_str(),
            steps[1].token_serial.as_deref(),
            steps[1].at
        ),
        ("已拔出", Some("KEY-1"), at(3))
    );

    job.token_serial = Some("KEY-1".into());
    job.spki_sha256 = Some("ab12".into());
    job.state = "request".into();
    house.write(|tx| tx.save_key_job(&job, at(4)));
    job.updated = at(4);
    assert_eq!(house.read(|tx| tx.jobs_by_token("KEY-1")), [job.clone()]);
    assert_eq!(house.read(|tx| tx.jobs_by_key("ab12")), [job.clone()]);
    assert_eq!(house.read(|tx| tx.jobs_of_case(case)), [job, other]);

    let conn = raw::connection(&house.folder);
    for tamper in ["UPDATE key_step SET phase = 'done'", "DELETE FROM key_step"] {
        assert!(conn.execute_batch(tamper).is_err(), "{tamper}");
    }
}
