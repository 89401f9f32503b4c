//! Every business of every project, for every kind and on every channel it is offered, gets through the intake.

use std::collections::BTreeSet;

use ::practice::guest::{Guest, Wish, take_in};
use case::{BusinessType, CaseContent, CertKind, Channel, Course, MadeBy};
use desk::api::{CaseState, Choice, Leaving, Nothing};
use serde_json::json;

use super::counter::{Counter, by_id, done, refused, to_file};

/// Opens, fills and prints one case; why it goes no further, if it does not. Where forms are printed nothing but their
/// pages is missing afterwards; where none are, the case may go to the second check at once.
fn stuck(counter: &Counter, wish: &Wish) -> Option<String> {
    let case = match take_in(&counter.desk, wish, Guest::default()) {
        Ok(case) => case,
        Err(refused) => return Some(refused.to_string()),
    };
    if case.forms.is_empty() {
        return (!case.may_submit.open).then_some(case.may_submit.reason);
    }
    if !case.may_print.open {
        return Some(case.may_print.reason);
    }
    counter.print(&case, &[]);
    let printed = counter.get(&case);
    (!printed.may_submit.reason.starts_with("未扫描")).then_some(printed.may_submit.reason)
}

#[test]
fn every_offer_gets_through_the_intake() {
    let counter = Counter::new();
    let (mut seen, mut held) = (0, Vec::new());
    for project in counter.desk.projects().iter() {
        match project.agreements() {
            [] => counter.sign_in("linxy"),
            _ => counter.permit(project.id()),
        }
        for kind in project.kinds().iter().map(|k| k.kind) {
            for business in project.businesses(kind).iter().map(|b| b.business) {
                for channel in project.channels(business, kind).iter().map(|c| c.channel) {
                    let wish = Wish {
                        project: project.id().to_owned(),
                        kind: Some(kind),
                        business: Some(business),
                        channel: Some(channel),
                    };
                    seen += 1;
                    if let Some(why) = stuck(&counter, &wish) {
                        held.push(format!("{} {kind} {business} {channel}: {why}", project.id()));
                    }
                }
            }
        }
    }
    assert!(seen > 80, "only {seen} offers");
    assert!(held.is_empty(), "{held:#?}");
}

/// What is not made at this counter, by whom, and where the guide says so. Everything else is made at the key desk or only
/// reported.
const ELSEWHERE: [(&str, &str, &str, MadeBy); 15] = [
    // 003:1184, 1198
    ("szca", "new", "online", MadeBy::Ca),
    // 002:797, 877, 892
    ("netca-ln-mkey", "new", "counter", MadeBy::Phone),
    ("netca-ln-mkey", "new", "mail", MadeBy::Phone),
    ("netca-ln-mkey", "new", "online", MadeBy::Phone),
    ("netca-ln-mkey", "renew", "counter", MadeBy::Phone),
    ("netca-ln-mkey", "change", "counter", MadeBy::Phone),
    ("netca-ln-mkey", "replace", "counter", MadeBy::Phone),
    ("netca-ln-mkey", "unlock", "counter", MadeBy::Phone),
    // 000:49, 87
    ("netca-gd-zfcg", "renew", "self", MadeBy::Client),
    ("netca-gd-zfcg", "unlock", "self", MadeBy::Client),
    // 001:107
    ("netca-gd-ylbx", "renew", "self", MadeBy::Client),
    // 003:365
    ("snca-yztca", "unlock", "online", MadeBy::Client),
    // 003:2220, 2348, 2246
    ("bjca", "renew", "online", MadeBy::Client),
    ("bjca", "change", "online", MadeBy::Client),
    ("bjca", "unlock", "online", MadeBy::Client),
];

fn content_of(project: &str, kind: CertKind, business: BusinessType, channel: Channel) -> CaseContent {
    serde_json::from_value(json!({
        "project": project, "project_version": "", "business": business, "channel": channel, "kind": kind,
        "years": null, "count": 1,
    }))
    .unwrap()
}

/// Every offer ends where its guide says: at the key desk, with the CA, in the phone, in the client program, or reported.
#[test]
fn every_offer_ends_where_its_guide_says() {
    let counter = Counter::new();
    let (mut wrong, mut met) = (Vec::new(), BTreeSet::new());
    let facts = project::Facts::default();
    for project in counter.desk.projects().iter() {
        for kind in project.kinds().iter().map(|k| k.kind) {
            for business in project.businesses(kind).iter().map(|b| b.business) {
                for channel in project.channels(business, kind).iter().map(|c| c.channel) {
                    let course = project.course(&content_of(project.id(), kind, business, channel), &facts);
                    let is_it = |row: &&(&str, &str, &str, MadeBy)| {
                        (row.0, row.1, row.2) == (project.id(), business.word(), channel.word())
                    };
                    let named = ELSEWHERE.iter().find(is_it);
                    met.extend(named.map(|row| (row.0, row.1, row.2)));
                    let wanted = named.map_or(Course::from(business).made_by, |row| row.3);
                    if course.made_by != wanted {
                        wrong.push(format!(
                            "{} {kind} {business} {channel}: {}",
                            project.id(),
                            course.made_by
                        ));
                    }
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert_eq!(met.len(), ELSEWHERE.len(), "each of them is offered");
    // A seal that takes the place of another one needs no other certificate (003:361).
    let snca = counter.desk.project("snca-yztca").unwrap();
    let mut seal = content_of(
        "snca-yztca",
        CertKind::Org,
        BusinessType::Change,
        Channel::Counter,
    );
    seal.conditions.push("seal_only".to_owned());
    assert_eq!(snca.course(&seal, &facts).made_by, MadeBy::Nobody);
}

/// What is not made here never comes to the key desk; it ends at the hand-over with the guide's words, and nobody has to come.
#[test]
fn what_the_user_does_alone_is_checked_told_and_closed_without_the_key_desk() {
    let counter = Counter::new();
    counter.sign_in("linxy");
    let wish = Wish {
        project: "netca-gd-zfcg".to_owned(),
        business: Some(BusinessType::Renew),
        channel: Some(Channel::SelfService),
        ..Wish::default()
    };
    let case = take_in(&counter.desk, &wish, Guest::default()).unwrap();
    assert!(
        case.forms.is_empty(),
        "nothing is printed for it: {:?}",
        case.forms
    );
    let making = case.making.clone().unwrap();
    assert!(making.words.contains("网证通安全客户端"), "{making:?}");
    let sent = done(counter.commands().submit(by_id(&case)));
    counter.sign_in("hemin");
    let ready = counter.pass(&sent);
    assert_eq!(
        (ready.state, ready.state_word.as_str()),
        (CaseState::Ready, "待办结")
    );
    assert_eq!(ready.next_step, "告知用户自助办理，办结");
    counter.sign_in("luoyi");
    assert!(done(counter.commands().key_queue(Nothing {})).cases.is_empty());
    counter.sign_in("linxy");
    let plan = done(counter.commands().hand_over_view(by_id(&case))).plan;
    assert!(
        plan.nothing.as_ref().unwrap().contains(&making.words),
        "{plan:#?}"
    );
    let args = counter.leaving(&ready, Leaving::Nothing);
    let closed = done(counter.commands().hand_over(args)).case;
    assert_eq!(
        (closed.state, closed.state_word.as_str()),
        (CaseState::Closed, "已办结")
    );
}

#[test]
fn a_business_without_forms_is_sent_to_the_second_check_and_nothing_is_printed_for_it() {
    let counter = Counter::new();
    counter.sign_in("linxy");
    let wish = Wish {
        project: "nmgca".to_owned(),
        business: Some(BusinessType::Revoke),
        ..Wish::default()
    };
    let case = take_in(&counter.desk, &wish, Guest::default()).unwrap();
    assert!(
        case.forms.is_empty() && !case.next_step.contains("打印"),
        "{}",
        case.next_step
    );
    refused(counter.commands().print(to_file(&case, &[])), "print-closed");
    let sent = done(counter.commands().submit(by_id(&case)));
    assert_eq!(sent.state, CaseState::InReview);
}

/// Whoever signs or stamps a form, the second check has words for it; and every frame takes a sample or a copy that the
/// project names. A place the data forgets would never be looked at.
#[test]
fn every_place_to_sign_or_stamp_is_named_in_the_data() {
    let counter = Counter::new();
    let fonts = counter.desk.fonts().unwrap();
    let (mut seen, mut unknown) = (0, Vec::new());
    for project in counter.desk.projects().iter() {
        for form in project.all_forms() {
            let rendered = desk::prints::papers::render_blank(project, form, fonts).unwrap();
            let boxes = rendered.pages.iter().flat_map(|page| &page.boxes);
            for b in boxes.filter(|b| matches!(b.kind, form::BoxKind::Sign | form::BoxKind::Frame)) {
                seen += 1;
                let named = project.signatures().iter().any(|s| s.place == b.name);
                if named == project.is_sampled(&form.id, &b.name) {
                    unknown.push(format!("{} {} {}", project.id(), form.id, b.name));
                }
            }
        }
        for group in project.seals() {
            assert!(
                project.form(&group.form).is_some(),
                "{} {}",
                project.id(),
                group.id
            );
        }
    }
    assert!(seen > 100, "{seen}");
    assert!(unknown.is_empty(), "{unknown:#?}");
}

/// The new-case screen offers just this: each business in the project's words, with its channels.
#[test]
fn the_projects_to_choose_from_name_the_channels_of_each_business() {
    let counter = Counter::new();
    counter.sign_in("linxy");
    let projects = done(counter.commands().projects(Nothing {}));
    let nmgca = projects.iter().find(|p| p.id == "nmgca").unwrap();
    let of = |kind: usize, business: &str| {
        let list = &nmgca.kinds[kind].businesses;
        list.iter().find(|b| b.value.word() == business).unwrap().clone()
    };
    let renewed = of(0, "renew");
    assert_eq!(renewed.label, "更新、延期、续费");
    assert_eq!(
        renewed.channels,
        [Choice {
            value: Channel::Online,
            label: "线上办理".to_owned(),
        }]
    );
    let person = of(1, "renew");
    assert_eq!(person.channels.len(), 2);
    assert!(
        person.note.as_ref().unwrap().contains("本受理点约定"),
        "{person:?}"
    );
}
