//! Workbooks that no library would write.

use crate::register::{HEADINGS, Paper};

/// A ZIP archive with members that are stored as they are.
pub fn zip(members: &[(&str, &str)]) -> Vec<u8> {
    let number = |len: usize| u32::try_from(len).expect("small").to_le_bytes();
    let short = |len: usize| u16::try_from(len).expect("short").to_le_bytes();
    let mut archive = Vec::new();
    let mut directory = Vec::new();
    for (name, content) in members {
        // Version, no flags, stored, the first day there is, checksum, lengths; no extra field.
        let mut common = vec![20, 0, 0, 0, 0, 0, 0, 0, 0x21, 0];
        common.extend(checksum(content.as_bytes()).to_le_bytes());
        common.extend([number(content.len()), number(content.len())].concat());
        common.extend([short(name.len()), short(0)].concat());
        let at = number(archive.len());
        directory.extend([b"PK\x01\x02\x14\0".as_slice(), &common, &[0; 10], &at, name.as_bytes()].concat());
        archive.extend([b"PK\x03\x04".as_slice(), &common, name.as_bytes(), content.as_bytes()].concat());
    }
    let [count, at] = [short(members.len()), short(0)];
    let places = [number(directory.len()), number(archive.len())].concat();
    archive.extend(directory);
    archive.extend([b"PK\x05\x06\0\0\0\0".as_slice(), &count, &count, &places, &at].concat());
    archive
}

/// The checksum of ZIP archives, bit by bit.
fn checksum(content: &[u8]) -> u32 {
    let mut crc = u32::MAX;
    for &byte in content {
        crc ^= u32::from(byte);
        for _ in 0..8 {
            crc = (crc >> 1) ^ (0xedb8_8320 & (crc & 1).wrapping_neg());
        }
    }
    !crc
}

/// A workbook with one sheet, its rows given as XML. Format 1 is that of a day.
pub fn sheet(rows: &str, is_1904: bool) -> Vec<u8> {
    const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    const PACKAGE: &str = "http://schemas.openxmlformats.org/package/2006";
    let workbook = format!(
        r#"<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><workbookPr date1904="{}"/><sheets><sheet name="S" sheetId="1" r:id="r1"/></sheets></workbook>"#,
        u8::from(is_1904)
    );
    let relation = |kind: &str, target: &str, id: &str| {
        format!(r#"<Relationship Id="{id}" Type="{OFFICE}/{kind}" Target="{target}"/>"#)
    };
    let relations = |list: String| format!(r#"<Relationships xmlns="{PACKAGE}/relationships">{list}</Relationships>"#);
    let of_workbook = relation("worksheet", "worksheets/sheet1.xml", "r1") + &relation("styles", "styles.xml", "r2");
    zip(&[
        (
            "[Content_Types].xml",
            &format!(r#"<Types xmlns="{PACKAGE}/content-types"/>"#),
        ),
        (
            "_rels/.rels",
            &relations(relation("officeDocument", "xl/workbook.xml", "r1")),
        ),
        ("xl/workbook.xml", &workbook),
        ("xl/_rels/workbook.xml.rels", &relations(of_workbook)),
        (
            "xl/styles.xml",
            &format!(
                r#"<styleSheet xmlns="{MAIN}"><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs></styleSheet>"#
            ),
        ),
        (
            "xl/worksheets/sheet1.xml",
            &format!(r#"<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData></worksheet>"#),
        ),
    ])
}

/// The register's header and its first row, with another cell for one of the fields: `<v>…</v>` or whatever a cell holds.
pub fn row_with(field: &str, attributes: &str, inner: &str) -> String {
    let text = |text: &str| format!(r#"<c t="inlineStr"><is><t>{text}</t></is></c>"#);
    let header: String = HEADINGS.iter().map(|[id, _, _]| text(id)).collect();
    let values = Paper::plain().0[1].clone();
    let cells = HEADINGS
        .iter()
        .zip(values)
        .map(|([id, _, _], value)| match *id == field {
            true => format!("<c {attributes}>{inner}</c>"),
            false => text(&value),
        });
    format!("<row>{header}</row><row>{}</row>", cells.collect::<String>())
}
