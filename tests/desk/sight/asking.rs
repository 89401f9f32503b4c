//! How every command is asked: a command that is not named here fails the test, so that none is forgotten.

use desk::api::{ById, CaseView, LookOf, VerdictGiven};
use desk::casework::people::PERSONS;
use desk::counter::practice;
use desk::rights::groups::FieldGroup;
use serde_json::{Value, json};

use super::marks::Mark;
use super::world::{Known, World, ids, looks, prints};

/// What a command is asked.
pub enum Asked {
    /// With arguments, one after the other.
    Args(Vec<Value>),
    /// With files: name, about, bytes.
    Files(Vec<(&'static str, u32, Vec<u8>)>),
    /// Not at all here, and why.
    Not(#[expect(dead_code, reason = "read by people")] &'static str),
}

use Asked::{Args, Files, Not};

fn nothing() -> Asked {
    Args(vec![json!({})])
}

/// When a command is asked: first what changes nothing, last what takes a case away from where it stands.
pub fn turn(command: &str) -> u8 {
    let ends = [
        "recall_case",
        "send_back_case",
        "recheck_case",
        "ca_refused",
        "ask_anew",
        "abandon_case",
        "approve",
        "return_case",
        "discard_page",
        "hand_over",
        "delete_cases",
    ];
    match (only_reads(command), ends.contains(&command)) {
        (true, _) => 0,
        (false, false) => 1,
        (false, true) => 2,
    }
}

fn only_reads(command: &str) -> bool {
    let reads = [
        "status",
        "backups",
        "board",
        "look_up",
        "list_cases",
        "projects",
        "get_case",
        "ways",
        "audit_of_case",
        "documents",
        "purposes",
        "rights",
        "look_at",
        "look_page",
        "preview",
        "preview_page",
        "print_slip",
        "tray",
        "pages_of_case",
        "samples",
        "review",
        "tokens",
        "stock",
        "key_queue",
        "key_tray",
        "key_desk",
        "revocations",
        "ledger",
        "ledger_entry",
        "keys_at_hand",
        "hand_over_view",
        "check_hand_over",
        "keeping",
        "find_person",
        "outside_files",
        "parcels",
        "settings",
        "installed",
        "document",
        "page_picture",
        "page_thumb",
        "page_region",
        "sample_picture",
    ];
    reads.contains(&command)
}

/// How a command is asked.
pub fn asked(command: &str, world: &World, known: &Known) -> Asked {
    let cases = &world.cases;
    let by_id = || Args(cases.iter().map(|case| json!(ById { id: case.id })).collect());
    let of_cases = |args: &dyn Fn(&CaseView) -> Value| Args(cases.iter().map(args).collect());
    let why = |case: &CaseView| json!({ "id": case.id, "reason": "客户要改" });
    let jobs = || Args(ids(&known.jobs));
    match command {
        "status" | "news" | "board" | "projects" | "rights" | "purposes" | "tray" | "stock" | "key_queue" | "key_tray"
        | "revocations" | "keys_at_hand" | "settings" | "installed" | "scanners" | "cameras" | "stop_scan"
        | "close_camera" | "poll_watch_folder" | "export_all" | "export_revocations" | "backup_state"
        | "cancel_backup" | "back_up_today" | "touch" | "spooled" | "print_day_sheet" | "check_today" => nothing(),
        "get_case" | "ways" | "audit_of_case" | "documents" | "preview" | "print_slip" | "pages_of_case"
        | "samples" | "review" | "key_desk" | "hand_over_view" | "parcels" | "follow_prints" | "submit"
        | "recheck_case" | "export_again" | "export_uploads" | "print_hand_over_sheet" => by_id(),
        "look_up" => Args(texts(world).iter().map(|text| json!({ "text": text })).collect()),
        "list_cases" => Args(
            std::iter::once("")
                .chain(texts(world).iter().map(String::as_str))
                .map(|text| json!({ "states": [], "text": text, "limit": 100 }))
                .collect(),
        ),
        "ledger" => Args(
            std::iter::once("")
                .chain(texts(world).iter().map(String::as_str))
                .map(|text| json!({ "text": text }))
                .collect(),
        ),
        "ledger_entry" => Args(ids(&known.certificates)),
        "tokens" => Args(vec![json!({ "id": 0 }), json!({ "id": cases[3].id })]),
        "look_at" => Args(
            [
                looks(LookOf::Document, &known.documents),
                looks(LookOf::Page, &known.pages),
                looks(LookOf::Page, &known.tray),
                looks(LookOf::Sample, &known.samples),
            ]
            .concat(),
        ),
        "look_page" => Args(looked(known)),
        "print_look" => {
            let page = looks(LookOf::Page, &known.pages[..1]);
            // What is printed is open before; who may not open it is told so here too.
            let _ = world.counter.desk.call("look_at", page[0].clone());
            Args(page)
        }
        "document" | "save_document" => Args(ids(&known.documents)),
        "preview_page" => of_cases(&|case| {
            let form = case.forms.first().map_or("materials-slip", |form| form.id.as_str());
            json!({ "id": case.id, "form": form, "page": 1, "dpi": 60 })
        }),
        "page_picture" => Args(
            known
                .pages
                .iter()
                .chain(&known.tray)
                .map(|id| json!({ "id": id, "longest": 400 }))
                .collect(),
        ),
        "page_thumb" => Args(ids(known.pages.iter().chain(&known.tray))),
        "page_region" => Args(
            known
                .pages
                .iter()
                .map(|id| json!({ "id": id, "x": 10.0, "y": 10.0, "w": 100.0, "h": 50.0, "pxPerMm": 4.0 }))
                .collect(),
        ),
        "sample_picture" => Args(
            known
                .samples
                .iter()
                .map(|id| json!({ "id": id, "raw": true, "edit": null }))
                .collect(),
        ),
        "check_hand_over" | "hand_over" => of_cases(&|case| {
            json!({
                "id": case.id,
                "leaving": { "way": "applicant", "name": PERSONS[0].name, "idNo": PERSONS[0].id_no },
                "pins": [], "seen": [],
            })
        }),
        "open_case" => Args(vec![
            json!({ "project": "netca-gd-ylbx", "kind": "org", "business": "new", "channel": "counter",
                    "customer": 1 }),
            json!({ "project": "netca-gd-ylbx", "kind": "org", "business": "new", "channel": "counter",
                    "customer": null, "fromCase": cases[4].id }),
        ]),
        "save_case" => of_cases(&|case| {
            json!({ "id": case.id, "revision": case.revision, "patch": { "fields": { "unit_department": "教务处" } } })
        }),
        "recall_case" | "send_back_case" | "ca_refused" => of_cases(&why),
        "ask_anew" => of_cases(&|case| json!({ "id": case.id, "reason": "姓名少一个字", "jobs": known.jobs })),
        "abandon_case" => of_cases(&|case| json!({ "id": case.id, "reason": "客户改日再来" })),
        "print" => of_cases(&prints),
        "confirm_print" => Args(vec![json!({ "print": 1, "cameOut": true })]),
        "read_page" | "discard_page" | "unfile_page" => Args(ids(&known.tray)),
        "file_page" => Args(vec![json!({
            "pageId": known.tray[0], "caseId": cases[1].id,
            "form": cases[1].materials[0].id, "page": 1, "copy": 1,
        })]),
        "decide_sample" => Args(vec![
            json!({ "id": known.samples.first(), "decision": "choose", "reason": "" }),
        ]),
        "edit_sample" => Args(vec![
            json!({ "id": known.samples.first(), "edit": { "turnTenths": 0, "trimMm": [0.0, 0.0, 0.0, 0.0],
                    "style": "seal_red" } }),
        ]),
        "save_sample" => Args(vec![json!({ "id": known.samples.first(), "formats": [] })]),
        "set_verdict" => of_cases(&|case| {
            json!({ "id": case.id, "item": "field:operator_id_no", "verdict": VerdictGiven::Ok, "reason": "" })
        }),
        "approve" => of_cases(&|case| json!({ "id": case.id, "boundHash": "" })),
        "return_case" => of_cases(&|case| json!({ "id": case.id, "note": "" })),
        "plugged" => Not("waits for somebody to plug something in"),
        "decide_key" => of_cases(&|case| {
            json!({ "caseId": case.id, "serial": known.keys.first(), "reason": "清空改用", "beside": beside() })
        }),
        "look_at_pin" => Args(vec![json!({ "newPin": "482913" })]),
        "show_so_pin" | "agree_beside" => Not("is about a secret of two people; it has tests of its own"),
        "renew_database_key" | "seal_anew" | "make_recovery_key" => Not("is about the counter and no case"),
        "stock_in" => Args(vec![json!({ "boxNo": "9-1", "model": "练习用", "serials": "9F0001-9F0003" })]),
        "stock_mark" => Args(vec![json!({ "serial": "9F0001", "state": "damaged", "reason": "外壳裂" })]),
        "stock_close" => Args(vec![json!({ "counted": 1 })]),
        "skip_key" => Args(
            known
                .jobs
                .iter()
                .map(|id| json!({ "jobId": id, "reason": "等客户回电" }))
                .collect(),
        ),
        "key_go" => Args(
            known
                .steps
                .iter()
                .map(|(id, step)| json!({ "jobId": id, "step": step, "serial": known.blank }))
                .collect(),
        ),
        "confirm_term" | "training_issue" => jobs(),
        "print_pin_letter" => Args(known.jobs.iter().map(|id| json!({ "jobId": id })).collect()),
        "import_folder" => Args(vec![json!({ "folder": world.answers })]),
        "close_revocation" => Args(vec![json!({ "id": 1, "reason": "CA 来电说已办" })]),
        "record_revoked" => Args(
            known
                .certificates
                .iter()
                .map(|id| json!({ "certificate": id, "reason": "CA 来电" }))
                .collect(),
        ),
        "ask_resumption" => Args(
            known
                .certificates
                .iter()
                .map(|id| json!({ "certificate": id, "reason": "要恢复", "beside": beside() }))
                .collect(),
        ),
        "enter_certificate" => Args(vec![json!({
            "project": "netca-gd-ylbx", "kind": "org_employee", "unitName": "又一处", "unitCode": "12440307K3170265XE",
            "personName": "又一人", "personCode": PERSONS[3].id_no, "serial": "77f1", "issuer": "别处的 CA",
            "notBefore": "2026-01-01", "notAfter": "2029-01-01", "origin": "凭打印件登记",
        })]),
        "pick_by_key" => of_cases(&|case| {
            json!({ "id": case.id, "revision": case.revision, "serial": known.keys.first() })
        }),
        "place_key" => Args(
            known
                .keys
                .iter()
                .map(|serial| json!({ "serial": serial, "place": "returned", "reason": "客户交回", "beside": null }))
                .collect(),
        ),
        "take_parcel" => of_cases(&|case| {
            json!({ "id": case.id, "courier": "顺丰速运", "tracking": format!("SF99900{}", case.id),
                    "holds": "申请表", "beside": beside() })
        }),
        "send_pin_letter" => of_cases(&|case| {
            json!({ "id": case.id, "courier": "顺丰速运", "tracking": format!("SF99911{}", case.id) })
        }),
        "parcel_received" => Args((1..4).map(|id| json!({ "id": id, "words": "本人签收" })).collect()),
        "unmask" => Not("tells what is asked for, and has a test of its own"),
        "agreement_text" => Args(vec![json!({ "id": 1 })]),
        "install_agreement" => Not("is about no case"),
        "permit_printing" => Args(vec![json!({ "project": "bjca", "reason": "另附纸质正文" })]),
        "save_counter" | "save_devices" | "add_account" | "edit_account" | "change_password" => {
            Not("is about the counter and no case")
        }
        "keeping" => Args(
            std::iter::once("")
                .chain(texts(world).iter().map(String::as_str))
                .map(|text| json!({ "text": text }))
                .collect(),
        ),
        "outside_files" => nothing(),
        "find_person" => Args(
            PERSONS[..2]
                .iter()
                .map(|person| json!({ "idNo": person.id_no, "name": person.name, "purpose": "own_data" }))
                .collect(),
        ),
        "delete_cases" => of_cases(&|case| json!({ "ids": [case.id], "beside": beside() })),
        "print_deletions" | "choose_outside_days" | "sweep_outside" | "drop_ca_encryption" => {
            Not("is about the counter and no case")
        }
        "export_person" => Not("writes into a folder, and has tests of its own"),
        "install_ca_encryption" => Not("is about no case, and has tests of its own"),
        "printer_book" => nothing(),
        "print_calibration_page" | "rule_calibration" | "read_calibration" | "keep_calibration"
        | "forget_calibration" | "use_paper" | "drop_paper" | "try_paper" => Not("is about printers and no case"),
        "sign_in" | "sign_out" | "set_up" | "try_backup" | "restore_backup" | "recover" | "join_hall" => Not("would change who is there"),
        "backups" => Args(vec![json!({ "folder": world.answers })]),
        "hand_in_spooled" | "give_up_spooled" => Not("asks for a window of a hall; it has tests of its own"),
        "hall_tickets" => Not("tells folders of sticks and nothing of the books"),
        "back_up" => Not("takes its time and is about no case"),
        "verify_store" => Args(vec![json!({ "against": [] })]),
        "start_scan" | "next_scanned" | "open_camera" | "capture" | "camera_frame" | "scanner_options" => {
            Not("asks a device; what comes of it is a page like any other")
        }
        "receive_scan" | "import_scan" => Files(vec![("李四.jpg", cases[0].id, picture())]),
        "import_answer" => Files(known.jobs.iter().map(|job| ("回包.cer", *job, root_of(world))).collect()),
        "import_revoked" => {
            let ca = practice::ca(world.counter.folder.path()).expect("the training CA");
            let list = ca.revoked(&[], chrono::Utc::now()).expect("a list");
            Files(vec![("list.crl", 0, list), ("no-list.crl", 0, vec![1, 2, 3])])
        }
        "read_certificate" => Files(vec![("证书.cer", 0, crate::ca::foreign(world.counter.folder.path()))]),
        "install_ca" => Files(vec![("netca-gd-ylbx", 0, root_of(world))]),
        "read_agreement" => Files(vec![("协议.txt", 0, "第一条".as_bytes().to_vec())]),
        command => panic!("{command} is new: say here how it is asked, so that what it shows is looked at"),
    }
}

/// A reviewer who stands beside; a typed password never leaves as JSON, so it is written down here.
fn beside() -> Value {
    json!({ "login": "hemin", "password": practice::PASSWORD })
}

/// Pages of what is opened last, so that one is there for whoever may open it.
fn looked(known: &Known) -> Vec<Value> {
    let of = |of: LookOf, id: Option<&u32>| id.map(|id| json!({ "of": of, "id": id, "page": 1, "dpi": 50 }));
    [
        of(LookOf::Sample, known.samples.last()),
        of(LookOf::Document, known.documents.last()),
        of(LookOf::Page, known.pages.last()),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// Names, pieces of numbers and whole ones, as somebody types them who looks for something.
fn texts(world: &World) -> Vec<String> {
    let marks: Vec<Mark> = world.marks.all().into_iter().step_by(7).collect();
    let whole = marks.iter().map(|(_, number)| number.clone());
    whole
        .chain(pieces(&marks))
        .chain(["木棉湾".to_owned(), "mmw".to_owned()])
        .collect()
}

/// The middle of every number that people may not look for piece by piece.
pub fn pieces(marks: &[Mark]) -> Vec<String> {
    let probed = marks
        .iter()
        .filter(|(group, _)| matches!(group, FieldGroup::IdNumbers | FieldGroup::Phones));
    probed
        .map(|(_, number)| number.chars().skip(3).take(8).collect())
        .collect()
}

fn picture() -> Vec<u8> {
    let mut jpeg = std::io::Cursor::new(Vec::new());
    image::RgbImage::from_pixel(300, 420, image::Rgb([240, 240, 240]))
        .write_to(&mut jpeg, image::ImageFormat::Jpeg)
        .expect("a picture");
    jpeg.into_inner()
}

fn root_of(world: &World) -> Vec<u8> {
    let ca = practice::ca(world.counter.folder.path()).expect("the training CA");
    ca.root_pem().into_bytes()
}
