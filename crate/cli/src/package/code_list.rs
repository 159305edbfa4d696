//! Reading the code lists of a package.

use std::collections::{HashMap, HashSet};
use std::fs;
use std::path::Path;

use yongquan_core::schema::{CodeDocument, CodeListDocument, Title};

use super::descriptor::CodeListDescriptor;
use super::error::{PackageError, Phrase};

const HEADER: [&str; 5] = ["code", "title_zh", "title_en", "parent", "synonyms"];

/// Reads the file of a code list and checks it: header, titles, parents, no code twice, no parent in a circle.
pub(super) fn read(dir: &Path, descriptor: &CodeListDescriptor) -> Result<CodeListDocument, PackageError> {
    let file = dir.join(&descriptor.file);
    let text = read_text(&file)?;
    let codes = parse(&file, &text)?;
    let known: HashSet<&str> = codes.iter().map(|code| code.code.as_str()).collect();
    let stray = descriptor
        .unknown_codes
        .iter()
        .find(|code| !known.contains(code.as_str()));
    if let Some(name) = stray {
        return Err(PackageError::NoSuchName {
            path: format!("{}.yq:unknownCodes", descriptor.path),
            wanted: Phrase::new("代码", "code"),
            name: name.clone(),
        });
    }
    Ok(CodeListDocument {
        id: descriptor.name.clone(),
        title: Title {
            zh: descriptor.title.clone().unwrap_or_else(|| descriptor.name.clone()),
            // The contract has no English title for a list; its name is made of English words.
            en: descriptor.name.replace(['_', '-'], " "),
        },
        codes,
        unknown_codes: descriptor.unknown_codes.clone(),
    })
}

/// Reads a UTF-8 file of the package, with or without byte order mark.
pub(super) fn read_text(file: &Path) -> Result<String, PackageError> {
    let text = fs::read_to_string(file).map_err(|error| PackageError::Unreadable {
        file: file.to_owned(),
        reason: error.to_string(),
    })?;
    Ok(match text.strip_prefix('\u{feff}') {
        Some(rest) => rest.to_owned(),
        None => text,
    })
}

fn parse(file: &Path, text: &str) -> Result<Vec<CodeDocument>, PackageError> {
    let fault = |row: usize, zh: &str, en: &str| PackageError::CodeList {
        file: file.to_owned(),
        row,
        problem: Phrase::new(zh, en),
    };
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .from_reader(text.as_bytes());
    let mut codes: Vec<CodeDocument> = Vec::new();
    let mut row_of = HashMap::new();
    for (index, record) in reader.records().enumerate() {
        let row = index + 1;
        let record = record.map_err(|_| fault(row, "不是正确的 CSV", "it is not valid CSV"))?;
        if row == 1 {
            if record.iter().ne(HEADER) {
                return Err(fault(
                    row,
                    "表头应为 code,title_zh,title_en,parent,synonyms",
                    "the header must be code,title_zh,title_en,parent,synonyms",
                ));
            }
            continue;
        }
        let cells: Vec<&str> = record.iter().collect();
        let [code, zh, en, parent, synonyms] = cells[..] else {
            return Err(fault(row, "应有 5 列", "there must be 5 columns"));
        };
        if code.is_empty() || zh.is_empty() || en.is_empty() {
            return Err(fault(
                row,
                "代码、中文名称和英文名称都不能为空",
                "the code and both titles must be filled in",
            ));
        }
        if row_of.insert(code.to_owned(), row).is_some() {
            return Err(fault(row, "代码与前面的行重复", "the code occurs in an earlier row"));
        }
        codes.push(CodeDocument {
            code: code.to_owned(),
            title: Title {
                zh: zh.to_owned(),
                en: en.to_owned(),
            },
            parent: (!parent.is_empty()).then(|| parent.to_owned()),
            synonyms: synonyms
                .split(';')
                .map(str::trim)
                .filter(|synonym| !synonym.is_empty())
                .map(str::to_owned)
                .collect(),
        });
    }
    if codes.is_empty() {
        return Err(fault(1, "没有任何代码", "there is no code at all"));
    }
    check_parents(&codes).map_err(|code| {
        fault(
            row_of[code],
            "上级代码不存在，或上下级形成循环",
            "the parent code does not exist, or the parents go in a circle",
        )
    })?;
    Ok(codes)
}

/// Follows every code up to its root. The error is a code whose way up does not end.
fn check_parents(codes: &[CodeDocument]) -> Result<(), &str> {
    let parents: HashMap<&str, Option<&str>> = codes
        .iter()
        .map(|code| (code.code.as_str(), code.parent.as_deref()))
        .collect();
    for code in codes {
        let mut level = code.parent.as_deref();
        let mut steps = 0;
        while let Some(parent) = level {
            steps += 1;
            match parents.get(parent) {
                Some(next) if steps <= codes.len() => level = *next,
                _ => return Err(&code.code),
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row_of_fault(text: &str) -> usize {
        match parse(Path::new("codes/x.csv"), text) {
            Err(PackageError::CodeList { row, .. }) => row,
            other => panic!("expected a fault, got {other:?}"),
        }
    }

    #[test]
    fn a_list_is_read_with_parents_and_synonyms() {
        let codes = parse(
            Path::new("codes/x.csv"),
            "code,title_zh,title_en,parent,synonyms\n1,甲,One,,a; b ;\n11,乙,\"Eleven, below\",1,\n",
        )
        .expect("valid");
        assert_eq!(codes[0].synonyms, ["a", "b"]);
        assert_eq!(codes[1].parent.as_deref(), Some("1"));
        assert_eq!(codes[1].title.en, "Eleven, below");
    }

    #[test]
    fn each_fault_names_its_row() {
        let header = "code,title_zh,title_en,parent,synonyms\n";
        assert_eq!(row_of_fault("code,title\n1,甲\n"), 1);
        assert_eq!(row_of_fault(header), 1);
        assert_eq!(row_of_fault(&format!("{header}1,甲,One,,\n1,乙,Two,,\n")), 3);
        assert_eq!(row_of_fault(&format!("{header}1,甲,One,,\n2,,Two,,\n")), 3);
        assert_eq!(row_of_fault(&format!("{header}1,甲,One,\n")), 2);
        assert_eq!(row_of_fault(&format!("{header}1,甲,One,9,\n")), 2);
        assert_eq!(row_of_fault(&format!("{header}1,甲,One,2,\n2,乙,Two,1,\n")), 2);
    }
}
