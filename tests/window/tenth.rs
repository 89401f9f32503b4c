//! A project of the counter's own, in the window: the folder lies beside the store, its agreement is installed, a case
//! is taken and printed, another project is chosen on the way, and a newer folder leaves the case as it was opened.

use counterfoil_tests::{copy_folder, root, words_of_pdf};

use super::clerk::{Applicant, practice};
use super::driver::Window;

const XINGHE: &str = "xinghe-demo";
const SERVICE: &str = "[data-agreement='xinghe-demo/service']";

#[test]
fn a_folder_beside_the_store_is_served_printed_and_outlived() {
    let window = Window::open_on("tenth", |store| {
        practice(store);
        let own = store.join("projects").join(XINGHE);
        copy_folder(&root().join("tests/projects").join(XINGHE), &own);
        // Beside it one that fails: it is told, and keeps nothing back.
        std::fs::create_dir_all(store.join("projects/broken")).expect("a folder");
        let broken = "format = 1\nid = \"broken\"\nversion = ";
        std::fs::write(store.join("projects/broken/project.toml"), broken).expect("a file");
    });
    window.wait_for("[data-test='practice-admin']");
    window.sign_in("admin");
    window.wait_for("[data-test='agreements-missing']");
    window.go("settings");
    window.see("settings");
    window.click("[data-tab='projects']");
    window.wait_text("[data-test='folder-problems']", "broken/project.toml 第 3 行");
    window.wait_text(SERVICE, "未装");
    window.shots("projects");

    let text = window.folder("from-ca").join("agreement.txt");
    std::fs::write(&text, "第一条　甲方应当如实填写。\n第二条　乙方应当及时签发。\n").expect("a text");
    window.click(&format!("{SERVICE} [data-test='install-agreement']"));
    let picture = window.folder("from-ca").join("agreement.pdf");
    std::fs::write(&picture, b"%PDF-1.7\n\x00\xff").expect("a file");
    window.attach("agreement-file", &picture);
    window.wait_for("[data-test='agreement-install'] [data-code='agreement-not-text']");
    window.attach("agreement-file", &text);
    window.wait_text("[data-test='agreement-preview']", "第二条");
    window.fill("agreement-version", "V1");
    window.fill("agreement-dated", "2026-03-01");
    window.shots("agreement-install");
    window.press("agreement-primary");
    window.wait_text(SERVICE, "已装 V1 版");
    window.click(&format!("{SERVICE} [data-test='view-agreement']"));
    window.wait_text("[data-test='agreement-text']", "第一条");
    window.shots("agreement-view");
    window.press("agreement-close");

    window.sign_in("linxy");
    let number = window.open_case("netca-gd-zfcg", "org", "new", None);
    window.fill_form(&Applicant { unit: 0, operator: 0 });
    let typed = window.value("operator_name");
    // The customer came for something else: the other project's fields, forms and fee stand there at once.
    window.wait_for(&format!("[data-test='case-project'] option[value='{XINGHE}']"));
    window.run(&format!(
        "const s = document.querySelector(\"[data-test='case-project']\"); s.value = '{XINGHE}'; \
         s.dispatchEvent(new Event('change', {{bubbles: true}}))"
    ));
    window.wait_for("[data-test='forms'] [data-form='f-xh-2']");
    window.saved();
    assert_eq!(window.value("operator_name"), typed, "what was typed is kept");
    window.choose("years", "3");
    window.choose("payment", "card");
    window.tick_materials();
    window.keep_doubtful();
    window.shots("intake");
    let printed = window.print_to_file();
    assert_eq!(printed.len(), 2, "{printed:?}");
    assert!(words_of_pdf(&printed[0]).contains("星河数字证书领取表"));
    assert!(words_of_pdf(&printed[1]).contains("第二条乙方应当及时签发。"));

    // A newer folder: the case goes on as it was opened, and says so.
    let file = window.store().join("projects").join(XINGHE).join("project.toml");
    let newer = std::fs::read_to_string(&file).expect("the folder");
    std::fs::write(&file, newer.replace("\"2026.1\"", "\"2027.1\"")).expect("the folder");
    let window = window.open_again();
    window.wait_for("[data-test='practice-linxy']");
    window.sign_in("linxy");
    window.open_row(&number);
    window.wait_text("[data-test='version-note']", "按 2026.1 版办理（现行 2027.1）");
    window.shots("earlier-version");
}
