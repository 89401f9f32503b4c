//! Where the guide's word comes from, apart from the word: a clerk reads the words, and the place only where 依据 is
//! opened. It changes no data; what it takes out of a note it hands back.

/// Marks that join parts of a sentence: none may stay without something on both its sides.
const JOINTS: [char; 5] = ['；', '，', '、', '：', ' '];

/// A note, and the places that stood in it: a line of a guide (`003:357`, `004:215、225`) or the number of a
/// contradiction between guides (`X21`).
pub fn parted(note: &str) -> (String, Vec<String>) {
    let chars: Vec<char> = note.chars().collect();
    let (mut out, mut places) = (String::new(), Vec::new());
    let mut at = 0;
    while let Some(here) = chars.get(at) {
        let starts = at == 0 || chars.get(at - 1).is_none_or(|c| !c.is_ascii_alphanumeric());
        match starts.then(|| place_at(&chars, at)).flatten() {
            Some(end) => {
                places.push(chars.get(at..end).unwrap_or_default().iter().collect());
                at = end;
            }
            None => {
                out.push(*here);
                at += 1;
            }
        }
    }
    if places.is_empty() {
        return (note.to_owned(), places);
    }
    (tidied(&out), places.iter().map(|p| words(p)).collect())
}

/// Where a place that begins here ends; none when none begins.
fn place_at(chars: &[char], at: usize) -> Option<usize> {
    let digits = |from: usize| chars.iter().skip(from).take_while(|c| c.is_ascii_digit()).count();
    if chars.get(at) == Some(&'X') {
        let count = digits(at + 1);
        return (count == 2).then_some(at + 3);
    }
    if digits(at) != 3 || chars.get(at + 3) != Some(&':') || digits(at + 4) == 0 {
        return None;
    }
    let mut end = at + 4 + digits(at + 4);
    // Ranges and further lines of the same guide: `215、225`, `1974-2050`.
    loop {
        let joint = chars.get(end).copied();
        let more = digits(end + 1);
        let is_guide = chars.get(end + 1 + more) == Some(&':');
        match joint {
            Some('-' | '–' | '、' | ',') if more > 0 && !is_guide => end += 1 + more,
            _ => return Some(end),
        }
    }
}

/// Joints without a neighbour and empty brackets go with what they joined.
fn tidied(text: &str) -> String {
    let mut out: Vec<char> = Vec::new();
    for c in text.chars() {
        let last = out.last().copied();
        let dangling = matches!(last, None | Some('（')) || last.is_some_and(|l| JOINTS.contains(&l));
        if JOINTS.contains(&c) && dangling && c != ' ' {
            continue;
        }
        if matches!(c, '）' | '。') {
            while out.last().is_some_and(|l| JOINTS.contains(l)) {
                out.pop();
            }
            if c == '）' && out.last() == Some(&'（') {
                out.pop();
                continue;
            }
        }
        out.push(c);
    }
    out.into_iter()
        .collect::<String>()
        .trim_end_matches(JOINTS)
        .to_owned()
}

/// A place in words: `seed 003:357` and `003:357` → 指南 003 第 357 行, `FEES F3, seed 001:177` with the row of the table
/// of fees before; what is no place stays as it is.
pub fn words(place: &str) -> String {
    let bare = place.strip_prefix("seed ").unwrap_or(place);
    if let Some(number) = bare
        .strip_prefix('X')
        .filter(|n| n.chars().all(|c| c.is_ascii_digit()))
    {
        return format!("指南之间说法不一，第 {number} 条");
    }
    match bare.split_once(':') {
        Some((guide, lines)) if guide.len() == 3 && guide.chars().all(|c| c.is_ascii_digit()) => {
            format!("指南 {guide} 第 {} 行", lines.replace('-', "至"))
        }
        _ => match bare.strip_prefix("FEES ") {
            Some(row) => match row.split_once(", ") {
                Some((row, place)) => format!("收费表第 {row} 行，{}", words(place)),
                None => format!("收费表第 {row} 行"),
            },
            None => bare.to_owned(),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_leave_a_note_and_its_sentences_stay_whole() {
        let table = [
            ("收复印件（X21）；核对原件", "收复印件；核对原件"),
            ("成套（003:1974-2050）。", "成套。"),
            ("复印件（加盖公章）（X48）", "复印件（加盖公章）"),
            ("三证合一（Xx）（0元）（未写完", "三证合一（Xx）（0元）（未写完"),
            ("一式二份，骑缝盖章（004:215、225）", "一式二份，骑缝盖章"),
            (
                "一式二份（004:225）；指南要求一份（004:405，X14）",
                "一式二份；指南要求一份",
            ),
            (
                "由受理点约定（X25：新办为短信）。",
                "由受理点约定（新办为短信）。",
            ),
            (
                "只需一份（003:357；补办与新办一致，003:361），不需",
                "只需一份（补办与新办一致），不需",
            ),
            ("附后（003:2460、2785；份数未写明）", "附后（份数未写明）"),
            ("上午 08:30 至 12:00，UKey X 型", "上午 08:30 至 12:00，UKey X 型"),
        ];
        for (note, told) in table {
            assert_eq!(parted(note).0, told);
        }
        assert_eq!(parted("见（003:1974-2050）").1, ["指南 003 第 1974至2050 行"]);
    }

    #[test]
    fn a_place_is_told_in_words() {
        assert_eq!(words("seed 001:176"), "指南 001 第 176 行");
        assert_eq!(words("FEES F3"), "收费表第 F3 行");
        assert_eq!(
            words("FEES FY-3, seed 001:177"),
            "收费表第 FY-3 行，指南 001 第 177 行"
        );
        assert_eq!(words("本受理点约定，非指南"), "本受理点约定，非指南");
    }
}
