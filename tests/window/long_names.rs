//! A unit with a name as long as a form takes: on every screen that shows it, nothing lies over anything else, and
//! nothing is cut off without saying so and without the whole of it behind it.

use desk::api::CaseView;
use serde_json::json;

use super::counter::{Counter, Folder, YLBX, ZFCG, fields};
use super::driver::Window;

/// Sixty characters.
const NAME: &str = "广东省广州市越秀区北京路街道社区卫生服务中心附属妇女儿童康复医疗保健指导与计划生育技术服务站暨公共卫生应急培训基地管理处";

/// Where the words of a case stand beside others: the top, the rail, the head with its steps, the queue, the bar below.
const PLACES: &str = ".top, .rail, .chead, .queue-pane, .bar, .banner";

/// What is wrong with how the words stand: pairs that lie over each other, what is cut without dots or without its
/// whole text at hand, what stands outside the window.
const WRONG: &str = r#"
const wrong = [], shown = e => e.getClientRects().length && getComputedStyle(e).visibility !== 'hidden'
const own = e => [...e.childNodes].filter(n => n.nodeType === 3 && n.textContent.trim())
const words = [...document.querySelectorAll(PLACES)].flatMap(p => [...p.querySelectorAll('*')])
  .filter(e => shown(e) && own(e).length)
const name = e => e.textContent.trim().slice(0, 12)
const boxes = words.map(e => {
  const range = document.createRange(), texts = own(e)
  range.setStartBefore(texts[0]); range.setEndAfter(texts.at(-1))
  const t = range.getBoundingClientRect()
  let [left, top, right, bottom] = [t.left, t.top, t.right, t.bottom]
  for (let up = e; up && up !== document.body; up = up.parentElement) {
    if (getComputedStyle(up).overflow === 'visible') continue
    const c = up.getBoundingClientRect()
    left = Math.max(left, c.left); right = Math.min(right, c.right)
    top = Math.max(top, c.top); bottom = Math.min(bottom, c.bottom)
  }
  return { e, left, top, right, bottom }
}).filter(b => b.right - b.left > 1 && b.bottom - b.top > 1)
boxes.forEach((a, i) => boxes.slice(i + 1).forEach(b => {
  if (a.e.contains(b.e) || b.e.contains(a.e)) return
  const wide = Math.min(a.right, b.right) - Math.max(a.left, b.left)
  const high = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top)
  if (wide > 2 && high > 4) wrong.push(`${name(a.e)} lies over ${name(b.e)}`)
}))
for (const { e, left, right } of boxes) {
  if (left < -1 || right > innerWidth + 1) wrong.push(`${name(e)} stands outside`)
  const cut = e.scrollWidth > e.clientWidth + 1 && getComputedStyle(e).overflow !== 'visible'
  if (cut && getComputedStyle(e).textOverflow !== 'ellipsis') wrong.push(`${name(e)} is cut without dots`)
  if (cut && !e.closest('[title]')?.title) wrong.push(`${name(e)} is cut and nowhere whole`)
}
return wrong
"#;

fn long_named(counter: &Counter, project: &str, unit: usize) -> CaseView {
    counter.sign_in("linxy");
    let case = counter.intake(project, "org", "new", unit);
    counter.save(&case, fields([("unit_name", NAME)]))
}

/// Looks at a screen in both sizes.
fn looks(window: &Window, screen: &str) {
    window.wait_text("main", &NAME.chars().take(20).collect::<String>());
    for (width, height) in [(1366, 768), (911, 512)] {
        window.size(width, height);
        let script = WRONG.replace("PLACES", &json!(PLACES).to_string());
        let wrong = window.run(&script);
        window.screenshot(&format!("{screen}-{width}"));
        assert_eq!(wrong, json!([]), "{screen} at {width}");
    }
    window.size(1366, 768);
}

#[test]
fn a_name_of_sixty_characters_covers_nothing_and_is_cut_nowhere_in_silence() {
    assert_eq!(NAME.chars().count(), 60);
    let cases = std::cell::OnceCell::new();
    let window = Window::open_on("long-names", |store| {
        let counter = Counter::made(Folder::at(store.to_owned()), &[YLBX, ZFCG]);
        let draft = long_named(&counter, ZFCG, 1);
        let scanned = long_named(&counter, YLBX, 0);
        counter.print_and_scan(&scanned);
        assert!(cases.set([draft.id, scanned.id]).is_ok());
    });
    let [draft, scanned] = cases.get().expect("cases");
    window.sign_in("linxy");
    window.see("board");
    looks(&window, "board");
    for (place, id) in [("intake", draft), ("scan", scanned)] {
        window.run(&format!("location.hash = '#/{place}/{id}'"));
        window.wait_for("[data-test='case-number']");
        looks(&window, place);
    }
}
