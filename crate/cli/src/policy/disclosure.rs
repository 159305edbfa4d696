//! Checks the reasons for looking at people and the rules for notices.

use std::collections::BTreeMap;

use yongquan_core::limits;
use yongquan_core::schema::{FieldDocument, Pack, Schema};
use yongquan_core::snapshot::{Notice, NoticeCut, Purpose};

use super::check::{is_never_packed, no_duplicates};
use super::document::{NoticeDocument, PurposeDocument};
use super::error::{PolicyError, PolicyFault};
use super::reader::Placed;
use crate::package::Package;

/// The reasons, each with an id of its own.
pub(super) fn check_purposes(purposes: &[PurposeDocument]) -> Result<Vec<Purpose>, PolicyError> {
    let limit = limits::MAX_PURPOSES;
    if let Some(beyond) = purposes.get(limit) {
        let count = purposes.len();
        return Err(beyond.id.place.fault(PolicyFault::TooManyPurposes { count, limit }));
    }
    no_duplicates(purposes.iter().map(|purpose| &purpose.id))?;
    let checked = purposes.iter().map(|purpose| Purpose {
        id: purpose.id.value.clone(),
        title: purpose.title.zh.clone(),
        title_en: purpose.title.en.clone(),
    });
    Ok(checked.collect())
}

/// The rules for notices: every field is one that may be published, and cut where it must be.
pub(super) fn check_notice(notice: &NoticeDocument, package: &Package, schema: &Schema) -> Result<Notice, PolicyError> {
    no_duplicates(&notice.fields)?;
    let mut rules = BTreeMap::new();
    for (field, rule) in &notice.cut {
        let cut = NoticeCut::parse(&rule.value);
        let unknown = || PolicyFault::UnknownCut {
            rule: rule.value.clone(),
            known: words(NoticeCut::ALL),
        };
        rules.insert(
            &field.value,
            (field, rule, cut.ok_or_else(|| rule.place.fault(unknown()))?),
        );
    }
    let mut cut = BTreeMap::new();
    for Placed { value: name, place } in &notice.fields {
        let Some(id) = schema.field_id(name).filter(|&id| !schema.is_pinyin(id)) else {
            let field = name.clone();
            return Err(place.fault(match is_never_packed(package, name) {
                true => PolicyFault::NotOnNotice { field, pack: "never" },
                false => PolicyFault::UnknownField { field },
            }));
        };
        let document = schema.field(id);
        let fitting = fitting(document);
        match rules.remove(name) {
            None if !NoticeCut::is_needed(document) => {}
            None if fitting.is_empty() => return Err(place.fault(never_whole(document))),
            None => {
                let field = name.clone();
                return Err(place.fault(PolicyFault::CutMissing { field, fitting }));
            }
            Some((_, rule, found)) if !found.fits(document) => {
                // Where no rule would fit, it is the field that is wrong.
                return Err(match (fitting.is_empty(), NoticeCut::is_needed(document)) {
                    (true, true) => place.fault(never_whole(document)),
                    _ => rule.place.fault(PolicyFault::CutUnfit {
                        field: name.clone(),
                        rule: rule.value.clone(),
                        fitting,
                    }),
                });
            }
            Some((_, _, found)) => {
                cut.insert(name.clone(), found);
            }
        }
    }
    if let Some((field, ..)) = rules.values().next() {
        let fault = PolicyFault::CutUnused {
            field: field.value.clone(),
        };
        return Err(field.place.fault(fault));
    }
    Ok(Notice {
        fields: notice.fields.iter().map(|field| field.value.clone()).collect(),
        cut,
    })
}

/// The fault of a field that must be cut, and that no rule is for.
fn never_whole(document: &FieldDocument) -> PolicyFault {
    PolicyFault::NotOnNotice {
        field: document.id.clone(),
        pack: match document.pack {
            Pack::Yes => "yes",
            Pack::Role => "role",
        },
    }
}

fn fitting(document: &FieldDocument) -> Vec<String> {
    words(NoticeCut::ALL.into_iter().filter(|cut| cut.fits(document)))
}

fn words(cuts: impl IntoIterator<Item = NoticeCut>) -> Vec<String> {
    cuts.into_iter().map(|cut| cut.as_str().to_owned()).collect()
}
