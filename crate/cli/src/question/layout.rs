//! Text in a terminal: columns that line up, also with Chinese, which is two cells wide.

use yongquan_core::schema::Mask;

/// Cells between two columns of a table.
const GAP: usize = 2;

/// Cells of a terminal line around an error. A longer question is shown around its error only.
const MAX_POINTER_WIDTH: usize = 72;

/// Lines up the cells of each column; a column is flushed right where `is_right` says so.
pub(super) fn table<L: AsRef<[String]>>(lines: &[L], is_right: &[bool]) -> String {
    let mut widths = vec![0; is_right.len()];
    for line in lines {
        for (column, cell) in line.as_ref().iter().enumerate() {
            widths[column] = widths[column].max(width(&shown(cell)));
        }
    }
    let mut text = String::new();
    for line in lines {
        let mut written = String::new();
        for (column, cell) in line.as_ref().iter().enumerate() {
            let cell = shown(cell);
            let padding = " ".repeat(widths[column] - width(&cell));
            if column > 0 {
                written.push_str(&" ".repeat(GAP));
            }
            if is_right[column] {
                written.push_str(&padding);
                written.push_str(&cell);
            } else {
                written.push_str(&cell);
                written.push_str(&padding);
            }
        }
        text.push_str(written.trim_end());
        text.push('\n');
    }
    text
}

/// The question with a caret under the character at `position`, or behind its end.
pub fn pointer(question: &str, position: usize) -> String {
    let chars: Vec<char> = shown(question).chars().collect();
    let position = position.min(chars.len());
    let mut start = position;
    let mut cells = 0;
    while start > 0 && cells + char_width(chars[start - 1]) <= MAX_POINTER_WIDTH / 2 {
        start -= 1;
        cells += char_width(chars[start]);
    }
    let mut end = position;
    let mut line_width = cells;
    while end < chars.len() && line_width + char_width(chars[end]) <= MAX_POINTER_WIDTH {
        line_width += char_width(chars[end]);
        end += 1;
    }
    let line: String = chars[start..end].iter().collect();
    format!("  {line}\n  {}^\n", " ".repeat(cells))
}

/// A number with commas between thousands.
pub(super) fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// A value shortened as its field asks.
pub(super) fn mask(value: &str, mask: Mask) -> String {
    let chars: Vec<char> = value.chars().collect();
    let (head, tail) = match mask {
        Mask::Name => (1, usize::from(chars.len() > 2)),
        Mask::Number => (3, 4),
        Mask::Address => (6, 0),
    };
    if chars.is_empty() {
        return String::new();
    }
    // A value with nothing between head and tail would be shown whole: then all of it is hidden.
    let (head, tail) = if chars.len() > head + tail {
        (head, tail)
    } else {
        (0, 0)
    };
    let hidden = "*".repeat(chars.len() - head - tail);
    let part = |chars: &[char]| chars.iter().collect::<String>();
    part(&chars[..head]) + &hidden + &part(&chars[chars.len() - tail..])
}

/// Text with nothing in it that moves the cursor or colours the screen: a cell comes from a file.
fn shown(text: &str) -> String {
    text.chars()
        .map(|c| if c.is_control() { '\u{fffd}' } else { c })
        .collect()
}

fn width(text: &str) -> usize {
    text.chars().map(char_width).sum()
}

/// Cells of a character by its East Asian width (Unicode Standard Annex 11), as terminals draw it.
fn char_width(c: char) -> usize {
    match u32::from(c) {
        0x300..=0x36f | 0x200b..=0x200f | 0xfe00..=0xfe0f => 0,
        0x1100..=0x115f
        | 0x2e80..=0x303e
        | 0x3041..=0xa4cf
        | 0xac00..=0xd7a3
        | 0xf900..=0xfaff
        | 0xfe30..=0xfe6f
        | 0xff00..=0xff60
        | 0xffe0..=0xffe6
        | 0x1f300..=0x1f64f
        | 0x1f900..=0x1f9ff
        | 0x20000..=0x3fffd => 2,
        _ => 1,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_line_up_whatever_the_script() {
        let line = |a: &str, b: &str| vec![a.to_owned(), b.to_owned()];
        let lines = [line("姓名", "count"), line("a", "1,000"), line("王小明", "2\u{1b}[31m")];
        let text = table(&lines, &[false, true]);
        assert_eq!(text, "姓名     count\na        1,000\n王小明  2\u{fffd}[31m\n");
    }

    #[test]
    fn the_caret_stands_under_its_character() {
        assert_eq!(pointer("年龄 >= 八十", 6), "  年龄 >= 八十\n          ^\n");
        assert_eq!(pointer("", 0), "  \n  ^\n");
        assert_eq!(pointer("a\nb", 9), "  a\u{fffd}b\n     ^\n");
        let long = format!("{}八{}", "女 ".repeat(500), "女 ".repeat(500));
        let text = pointer(&long, 1_000);
        let (line, caret) = text.split_once('\n').expect("there are two lines");
        assert!(width(line) <= MAX_POINTER_WIDTH + 2);
        let before: usize = line.chars().take_while(|c| *c != '八').map(char_width).sum();
        assert_eq!(width(caret.trim_end_matches(['\n', '^'])), before);
    }

    #[test]
    fn masks_hide_the_middle_and_never_show_a_short_value_whole() {
        for (value, kind, expected) in [
            ("王小明", Mask::Name, "王*明"),
            ("王明", Mask::Name, "王*"),
            ("欧阳小明", Mask::Name, "欧**明"),
            ("王", Mask::Name, "*"),
            ("", Mask::Name, ""),
            ("519999193303021234", Mask::Number, "519***********1234"),
            ("1234567", Mask::Number, "*******"),
            ("临江路一段1号", Mask::Address, "临江路一段1*"),
        ] {
            assert_eq!(mask(value, kind), expected, "{value}");
        }
    }

    #[test]
    fn thousands_are_divided() {
        for (number, expected) in [(0, "0"), (999, "999"), (8_812, "8,812"), (1_000_000, "1,000,000")] {
            assert_eq!(grouped(number), expected);
        }
    }
}
