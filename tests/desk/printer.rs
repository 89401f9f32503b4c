//! A printer that fails has printed nothing: what became of a print follows what the printing system says of its job.

use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;

use counterfoil_tests::tool;
use desk::api::{CaseState, CaseView, ConfirmPrint, NextStep, Print, PrintState, PrintTo, Printed};

use super::counter::{Counter, YLBX, by_id, changed, done, fresh};

/// A printing system of scripts: `lp` answers what the file `lp.says` holds and with its code, `lpstat` what
/// `waiting` or `completed` hold.
fn with_printing(counter: &mut Counter) {
    let tools = counter.folder.path().join("printing");
    std::fs::create_dir_all(&tools).unwrap();
    // The copies of a form are its jobs, 7 and 8; each is kept as it came.
    let lp = "#!/bin/sh\ncd \"$(dirname \"$0\")\"\n\
              count=$(ls | grep -c '^paper-')\ncat > paper-$count.pdf\n\
              if [ -f refuses ]; then rm paper-$count.pdf; cat refuses >&2; exit 1; fi\n\
              echo \"$*\" >> asked\n\
              echo \"request id is Laser-$((7 + count % 2)) (1 file(s))\"\n";
    let lpstat = "#!/bin/sh\ncd \"$(dirname \"$0\")\"\ncase \"$*\" in\n\
                  *not-completed*) cat waiting;;\n*completed*) cat completed;;\n*-p*) cat printer;;\nesac 2> /dev/null\nexit 0\n";
    for (name, script) in [("lp", lp), ("lpstat", lpstat)] {
        let path = tools.join(name);
        std::fs::write(&path, script).unwrap();
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o755)).unwrap();
    }
    counter.take_tools_from(tools);
}

fn says(counter: &Counter, file: &str, words: &str) {
    std::fs::write(counter.folder.path().join("printing").join(file), words).unwrap();
}

fn quiet(counter: &Counter, file: &str) {
    let _ = std::fs::remove_file(Path::new(counter.folder.path()).join("printing").join(file));
}

fn print(counter: &Counter, case: &CaseView) -> Printed {
    done(counter.commands().print(Print {
        id: case.id,
        forms: Vec::new(),
        to: PrintTo::Printer,
        white: false,
    }))
}

/// What stands on the paper of a job, from 0.
fn text_of(counter: &Counter, job: usize) -> String {
    let paper = counter.folder.path().join(format!("printing/paper-{job}.pdf"));
    tool("pdftotext", [paper.as_os_str(), "-".as_ref()]).out
}

fn numbered(number: u32, alerts: &str) -> String {
    format!("Laser-{number}  linxy  20480  Sun\n\tStatus: \n\tAlerts: {alerts}\n\tqueued for Laser\n")
}

/// The two jobs of a form of two copies, which stand alike.
fn job(alerts: &str) -> String {
    numbered(7, alerts) + &numbered(8, alerts)
}

/// A printer that prints on both sides against its orders must not put two copies on one sheet.
#[test]
fn each_copy_is_a_job_of_its_own_and_the_worst_of_them_is_the_papers_word() {
    let mut counter = Counter::new();
    with_printing(&mut counter);
    counter.sign_in("linxy");
    let case = counter.intake(YLBX, "org", "new", 0);
    let out = numbered(7, "job-completed-successfully");
    says(
        &counter,
        "completed",
        &(out.clone() + &numbered(8, "job-canceled-by-user")),
    );
    let sent = print(&counter, &case);
    let copies: Vec<String> = (0..2).map(|job| text_of(&counter, job)).collect();
    assert!(
        copies[0].contains("第1份，共2份") && !copies[0].contains("第2份"),
        "{copies:?}"
    );
    assert!(
        copies[1].contains("第2份，共2份") && !copies[1].contains("第1份"),
        "{copies:?}"
    );
    assert_eq!(
        sent.papers[0].said.as_ref().unwrap().code,
        "print-job-cancelled",
        "{sent:#?}"
    );
    says(&counter, "completed", &out);
    says(&counter, "waiting", &numbered(8, "media-jam"));
    assert_eq!(
        print(&counter, &case).papers[0].said.as_ref().unwrap().code,
        "printer-jam"
    );
}

#[test]
fn a_case_moves_on_only_when_paper_came_out() {
    let mut counter = Counter::new();
    with_printing(&mut counter);
    counter.sign_in("linxy");
    let case = counter.intake(YLBX, "org", "new", 0);
    // Nobody has chosen a printer: told in Chinese, with what to do; nothing counts as printed.
    says(
        &counter,
        "refuses",
        "lp: Error - no default destination available.\n",
    );
    let sent = print(&counter, &case);
    let paper = &sent.papers[0];
    assert_eq!(
        (paper.state, paper.said.as_ref().unwrap().code.as_str()),
        (PrintState::Failed, "printer-none")
    );
    let words = format!(
        "{}{}",
        paper.said.as_ref().unwrap().message,
        paper.said.as_ref().unwrap().remedy
    );
    assert!(!words.contains("lp") && words.contains("设置"), "{words}");
    let now = counter.get(&case);
    assert_eq!((now.state, now.next), (CaseState::Draft, NextStep::Print));
    // Out of paper: the job waits, and says for what. The case waits with it.
    quiet(&counter, "refuses");
    says(&counter, "waiting", &job("media-empty-error"));
    let sent = print(&counter, &case);
    assert_eq!(
        sent.papers[0].said.as_ref().unwrap().code,
        "printer-paper-empty",
        "{sent:#?}"
    );
    let now = counter.get(&case);
    assert_eq!(
        (now.forms[0].state, now.next),
        (PrintState::Printing, NextStep::ConfirmPrint)
    );
    assert_eq!(now.state, CaseState::Draft);
    // Somebody puts paper in, and it comes out.
    quiet(&counter, "waiting");
    says(&counter, "completed", &job("job-completed-successfully"));
    let now = done(counter.commands().follow_prints(by_id(&case)));
    assert_eq!((now.state, now.next), (CaseState::Printed, NextStep::Scan));
}

#[test]
fn doubt_is_a_state_and_a_person_ends_it() {
    let mut counter = Counter::new();
    with_printing(&mut counter);
    counter.sign_in("linxy");
    let case = counter.intake(YLBX, "org", "new", 0);
    // CUPS keeps no history of its jobs here.
    print(&counter, &case);
    let now = counter.get(&case);
    assert_eq!(
        (now.forms[0].state, now.next),
        (PrintState::Unknown, NextStep::ConfirmPrint)
    );
    assert!(
        now.forms[0]
            .said
            .as_ref()
            .unwrap()
            .remedy
            .as_str()
            .contains("出来了")
    );
    let say = |came_out: bool, case: &CaseView| {
        let print = case.forms[0].print.unwrap();
        done(counter.commands().confirm_print(ConfirmPrint { print, came_out }))
    };
    let not_out = say(false, &now);
    assert_eq!((not_out.state, not_out.next), (CaseState::Draft, NextStep::Print));
    says(&counter, "completed", &job("job-canceled-by-user"));
    print(&counter, &case);
    let cancelled = counter.get(&case);
    assert_eq!(
        cancelled.forms[0].said.as_ref().unwrap().code,
        "print-job-cancelled"
    );
    // It had come out all the same, and lies in the hand of the person who says so.
    let out = say(true, &cancelled);
    assert_eq!((out.state, out.next), (CaseState::Printed, NextStep::Scan));
    assert!(!out.on_paper.is_empty());
}

#[test]
fn no_charge_is_an_amount_where_the_guide_names_none() {
    let counter = Counter::new();
    counter.sign_in("linxy");
    let case = counter.intake(YLBX, "org", "new", 0);
    let case = counter.save(&case, changed(|patch| patch.typed_fee_cents = Some(0)));
    assert_ne!(case.fee.total_cents, Some(0), "the guide's own amount stands");
    let open = fresh("netca-gd-zfcg", "org", "revoke");
    let case = done(counter.commands().open_case(open));
    assert_eq!(case.fee.total_cents, None, "{:?}", case.fee);
    let free = counter.save(&case, changed(|patch| patch.typed_fee_cents = Some(0)));
    assert_eq!(
        (free.fee.total_cents, free.fee.capital.as_str()),
        (Some(0), "零元整")
    );
    let unknown = counter.save(&free, changed(|patch| patch.clear_fee = Some(true)));
    assert_eq!(unknown.fee.total_cents, None);
}
