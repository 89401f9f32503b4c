//! Contracts with articles of any length: no signature stands on a page without some of what is signed.

use counterfoil_tests::contracts::{CONTRACTS, text};
use counterfoil_tests::tool;
use desk::prints::papers;

use super::{desk, example, write};

/// Sentences of the tail that fill a line, about.
const LINE: usize = 4;
/// Lines of a page, and the step by which the end of the text moves over it.
const PAGE: usize = 54;
const STEP: usize = 3;

#[test]
fn no_contract_is_signed_on_a_page_without_its_articles() {
    let look = std::env::var_os("COUNTERFOIL_PAPERS").map(std::path::PathBuf::from);
    let folder = tempfile::tempdir().unwrap();
    let (mut alone, mut lengths) = (Vec::new(), std::collections::BTreeSet::new());
    for contract in &CONTRACTS {
        let project = desk().project(contract.project).unwrap();
        let form = project.form(contract.form).unwrap();
        let mut file = example(project, form);
        for lines in (0..PAGE).step_by(STEP) {
            let text = text(contract, lines * LINE);
            file.agreements.insert(contract.agreement.to_owned(), text);
            let printed = papers::render(project, form, &file, desk().fonts().unwrap(), 1).unwrap();
            if let Some(folder) = look.as_ref().filter(|_| lines == 0) {
                std::fs::write(folder.join(format!("{}-articles.pdf", form.id)), &printed.pdf).unwrap();
            }
            lengths.insert((form.id.clone(), printed.pages.len()));
            let path = write(folder.path(), "contract.pdf", &printed.pdf);
            let said = tool("pdftotext", ["-layout".as_ref(), path.as_os_str(), "-".as_ref()]).out;
            let pages = said.split('\u{c}').filter(|page| !page.trim().is_empty());
            let pages: Vec<String> = pages.map(super::bare).collect();
            let signed = pages
                .iter()
                .rposition(|page| page.contains(&super::bare(contract.last)));
            let signed = signed.unwrap_or_else(|| panic!("{}: nobody signs\n{said}", form.id));
            // The end of the articles, or the declaration that is signed.
            let signed_with = ["照此办理", "从其约定", "已阅读本协议并同意"];
            let with_it = signed_with.iter().any(|words| pages[signed].contains(words));
            if !with_it {
                alone.push(format!("{} after {lines} lines: page {}", form.id, signed + 1));
            }
        }
    }
    // The end of the text has moved over the end of a page, on each form.
    let moved = lengths.iter().map(|(form, _)| form).collect::<Vec<_>>();
    assert!(moved.len() >= 2 * CONTRACTS.len(), "{lengths:?}");
    assert!(alone.is_empty(), "{alone:#?}");
}
