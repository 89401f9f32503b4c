//! Every row of the materials and fees of the shipped projects, and every test vector (tests/data, copied from
//! there).

use std::collections::{BTreeMap, BTreeSet};

use case::{BusinessType, CertKind, Channel};
use project::{BusinessScope, ChannelScope, Formula, Project, Quantities, Query, money_text};

use crate::{projects, quote};

const MATERIALS: &str = include_str!("../data/materials.tsv");
const FEES: &str = include_str!("../data/fees.tsv");
const VECTORS: &str = include_str!("../data/vectors.tsv");

type Row = BTreeMap<&'static str, &'static str>;

fn rows(table: &'static str) -> Vec<Row> {
    let mut lines = table.lines();
    let head: Vec<_> = lines.next().unwrap().split('\t').collect();
    lines
        .map(|line| head.iter().copied().zip(line.split('\t')).collect())
        .collect()
}

fn of<'a>(rows: &'a [Row], project: &'a str) -> impl Iterator<Item = &'a Row> {
    rows.iter().filter(move |r| r["ca"] == project)
}

#[test]
fn every_row_of_the_materials_table_stands_in_its_project() {
    let table = rows(MATERIALS);
    let shipped: usize = projects().iter().map(|p| p.rows().len()).sum();
    assert_eq!(table.len(), shipped, "every row of the table has its project");
    for project in projects().iter() {
        let expected: Vec<_> = of(&table, project.id()).map(|r| r["id"]).collect();
        let ids: Vec<_> = project.rows().iter().map(|r| r.id.as_str()).collect();
        assert_eq!(ids, expected, "{}", project.id());
        for (row, wanted) in project.rows().iter().zip(of(&table, project.id())) {
            let business: Vec<_> = row.business.iter().map(BusinessScope::word).collect();
            let channel: Vec<_> = row.channel.iter().map(|c| c.word()).collect();
            let kind: Vec<_> = row.kind.iter().map(|k| k.word()).collect();
            let columns = [
                ("business", business.join("/")),
                ("channel", channel.join("/")),
                ("cert_kind", kind.join("/")),
                ("material", row.material.clone()),
                ("copies", row.copies.clone()),
                ("公章", row.seal.clone()),
                ("original", row.original.clone()),
                ("signature", row.signature.clone()),
                ("condition", row.condition.clone()),
                ("seed", row.seed.clone()),
                ("lines", row.lines.clone()),
                ("quote", row.quote.clone()),
            ];
            for (column, value) in columns {
                assert_eq!(value, wanted[column], "{} {column}", row.id);
            }
        }
    }
}

/// All sets of the project's conditions.
fn condition_sets(project: &Project) -> Vec<Vec<String>> {
    let ids: Vec<_> = project.all_conditions().iter().map(|c| c.id.clone()).collect();
    (0..1_usize << ids.len())
        .map(|bits| {
            let chosen = ids.iter().enumerate().filter(|(at, _)| bits >> at & 1 == 1);
            chosen.map(|(_, id)| id.clone()).collect()
        })
        .collect()
}

fn names(project: &Project, query: &Query) -> BTreeSet<String> {
    let list = project.materials(query);
    let ids: BTreeSet<_> = list.iter().map(|r| r.id.clone()).collect();
    assert_eq!(ids.len(), list.len(), "ids of a checklist are unique");
    list.into_iter()
        .flat_map(|r| [vec![r.row], r.also].concat())
        .collect()
}

/// Each row is answered for each business, channel and kind it names, under some set of conditions; and no row is ever
/// answered for a business, channel or kind it does not name.
#[test]
fn every_row_is_answered_where_it_belongs_and_nowhere_else() {
    for project in projects().iter() {
        let sets = condition_sets(project);
        for kind in project.kinds().iter().map(|k| k.kind) {
            for (business, channel) in BusinessType::ALL
                .iter()
                .flat_map(|b| Channel::ALL.iter().map(move |c| (*b, *c)))
            {
                let mut answered = BTreeSet::new();
                for conditions in &sets {
                    answered.extend(names(
                        project,
                        &Query {
                            business,
                            channel,
                            kind,
                            conditions,
                        },
                    ));
                }
                for row in project.rows() {
                    let belongs = row.kind.contains(&kind)
                        && row.business.iter().any(|b| match b {
                            BusinessScope::All => true,
                            BusinessScope::One(b) | BusinessScope::If(b, _) => *b == business,
                        })
                        && row.channel.iter().any(|c| match c {
                            ChannelScope::NotStated => true,
                            ChannelScope::One(c) => *c == channel,
                        });
                    assert_eq!(
                        answered.contains(&row.id),
                        belongs,
                        "{} {business} {channel} {kind}",
                        row.id
                    );
                }
            }
        }
    }
}

/// A checklist says each thing once: no two lines of one combination name the same paper.
#[test]
fn no_checklist_asks_twice_for_the_same_paper() {
    for project in projects().iter() {
        for kind in project.kinds().iter().map(|k| k.kind) {
            for business in project.businesses(kind) {
                for channel in project.channels(business.business, kind) {
                    for conditions in &condition_sets(project) {
                        let list = project.materials(&Query {
                            business: business.business,
                            channel: channel.channel,
                            kind,
                            conditions,
                        });
                        let papers: BTreeSet<_> = list.iter().map(|r| &r.material).collect();
                        assert_eq!(papers.len(), list.len(), "{list:#?}");
                        assert!(
                            list.iter()
                                .all(|r| r.source.seed.len() == 3 && !r.source.quote.is_empty())
                        );
                        // What a clerk reads is Chinese, not the table's English.
                        assert!(
                            list.iter()
                                .all(|r| !r.copies.contains("stated") && !r.material.contains("(scan)"))
                        );
                        let english = |words: &str| {
                            let mut parts = words.split(|c: char| !c.is_ascii_lowercase());
                            parts.any(|part| part.len() > 3 && part != "usbkey")
                        };
                        let signed = list.iter().filter_map(|r| r.signature.as_deref());
                        let asked = list.iter().flat_map(|r| [&r.seal, &r.original]);
                        let notes = asked.filter_map(|ask| match ask {
                            project::Ask::Note(words) => Some(words.as_str()),
                            _ => None,
                        });
                        let left: Vec<_> = signed.chain(notes).filter(|words| english(words)).collect();
                        assert!(
                            left.is_empty(),
                            "{} {:?} {:?}: {left:?}",
                            project.id(),
                            business.business,
                            channel.channel
                        );
                    }
                }
            }
        }
    }
}

#[test]
fn every_row_of_the_fee_table_stands_in_its_project() {
    let table = rows(FEES);
    let shipped: usize = projects().iter().map(|p| p.fee_rows().len()).sum();
    assert_eq!(table.len(), shipped, "every row of the table has its project");
    for project in projects().iter() {
        let expected: Vec<_> = of(&table, project.id()).map(|r| r["id"]).collect();
        let ids: Vec<_> = project.fee_rows().iter().map(|r| r.id.as_str()).collect();
        assert_eq!(ids, expected);
        for (row, wanted) in project.fee_rows().iter().zip(of(&table, project.id())) {
            let kind: Vec<_> = row.kind.iter().map(|k| k.word()).collect();
            let business: Vec<_> = row.business.iter().map(|b| b.word()).collect();
            // Postage is no business type; 副锁 is a number on the form of a new case.
            let business = match (wanted["business"], business.is_empty()) {
                ("postage", true) => "postage".to_owned(),
                ("new (副锁)", false) => "new (副锁)".to_owned(),
                (_, true) => "all".to_owned(),
                (_, false) => business.join("/"),
            };
            assert_eq!(
                (kind.join("/").as_str(), business.as_str()),
                (wanted["cert_kind"], wanted["business"])
            );
            let stated = wanted["status"].starts_with("stated") || wanted["status"] == "derived";
            assert_eq!(row.stated(), stated && business != "postage", "{}", row.id);
            for (column, value) in [
                ("item", &row.item),
                ("amount", &row.amount),
                ("unit", &row.unit),
                ("condition / note", &row.note),
                ("seed", &row.seed),
                ("lines", &row.lines),
                ("quote", &row.quote),
            ] {
                assert_eq!(value, wanted[column], "{} {column}", row.id);
            }
            // The price is that of the table's own formula, for every number of years that anyone could ask.
            match (&row.formula, Formula::parse(wanted["formula"])) {
                (Some(formula), Ok(wanted)) => {
                    for years in 1..=6 {
                        assert_eq!(
                            formula.cents(&Quantities::one(years)),
                            wanted.cents(&Quantities::one(years)),
                            "{}",
                            row.id
                        );
                    }
                }
                (None, Err(_)) => {}
                (None, Ok(_)) => assert!(!row.stated(), "{} has no price", row.id),
                (Some(_), Err(why)) => panic!("{}: {why}", row.id),
            }
        }
    }
}

#[test]
fn every_test_vector_holds() {
    let vectors = rows(VECTORS);
    assert_eq!(vectors.len(), 17, "T-1 to T-17");
    let projects = projects();
    for vector in &vectors {
        let project = projects.get(vector["ca"]).unwrap();
        let business: BusinessType = vector["business"].parse().unwrap();
        for kind in vector["cert_kind"].split('/') {
            let kind: CertKind = kind.parse().unwrap();
            let years: Option<u32> = vector["years"].parse().ok();
            let quoted = quote(project, business, kind, years, vector["count"].parse().unwrap());
            if vector["expected"].starts_with("reject") {
                let refused = quoted.unwrap_err();
                assert_eq!(refused.code(), "years-not-offered", "{}", vector["id"]);
                assert!(
                    refused.rule == vector["quote"] && refused.source.contains(vector["lines"]),
                    "{refused:?}"
                );
                let asked = format!("{}年", years.unwrap());
                assert!(!refused.remedy().is_empty() && refused.to_string().contains(&asked));
            } else {
                let quote = quoted.unwrap();
                let total = quote.total_cents.map(money_text).unwrap();
                let expected = vector["expected"].trim_end_matches(".00");
                assert_eq!(total, format!("{expected}.00"), "{}", vector["id"]);
                assert_eq!(
                    quote.lines.iter().map(|l| l.amount_cents).sum::<u64>(),
                    quote.total_cents.unwrap()
                );
            }
        }
    }
}
