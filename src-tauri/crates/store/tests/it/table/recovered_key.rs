//! `recovered_key`: one for each job that has one.

use store::{NewKeyJob, RecoveredKey};

use crate::house::{House, at, content};

#[test]
fn a_job_has_one_recovered_key_or_none() {
    let mut house = House::new();
    let case = house.add_case(content()).id;
    let new = NewKeyJob {
        case_id: case,
        subject_index: None,
        kind: "key_recovery".into(),
        state: String::new(),
    };
    let job = house.write(|tx| tx.add_key_job(&new, at(1))).id;
    assert_eq!(house.read(|tx| tx.recovered_key(job)), None);
    let kept = house.write(|tx| {
        let mut file = |name| tx.add_attachment("application/octet-stream", name, name.as_bytes(), at(2));
        let kept = RecoveredKey {
            job_id: job,
            certificate: file("a.cer")?,
            envelope: file("a.p7m")?,
        };
        tx.add_recovered_key(&kept)?;
        Ok(kept)
    });
    assert_eq!(house.read(|tx| tx.recovered_key(job)), Some(kept.clone()));
    // What was sent again takes the place of what was wrong; a job never has two.
    let again = house.write(|tx| {
        let mut file = |name| tx.add_attachment("application/octet-stream", name, name.as_bytes(), at(3));
        let again = RecoveredKey {
            job_id: job,
            certificate: file("b.cer")?,
            envelope: file("b.p7m")?,
        };
        tx.add_recovered_key(&again)?;
        Ok(again)
    });
    assert_eq!(house.read(|tx| tx.recovered_key(job)), Some(again));
}
