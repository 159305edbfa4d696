//! From the first row of a file to the column of each field.

use std::collections::HashMap;
use std::sync::Arc;

use super::diagnostics::{ColumnPlace, Diagnostics, FieldName, letters};
use super::fault::Fault;
use super::spelling;
use crate::package::Package;

/// Characters of an unknown heading that a message repeats. A longer one is not a heading but a text that got there.
const MAX_QUOTED_CHARS: usize = 32;

/// What a heading may name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Named {
    /// A stored field, by its place in the package.
    Stored(usize),
    /// A derived field, by its place in the package.
    Derived(usize),
    /// More than one field.
    Several,
}

/// Every heading that a file may have: ids first, then titles in either language.
pub(super) struct Headings {
    by_id: HashMap<String, Named>,
    by_title: HashMap<String, Named>,
}

impl Headings {
    pub fn new(package: &Package) -> Self {
        let mut headings = Self {
            by_id: HashMap::new(),
            by_title: HashMap::new(),
        };
        let stored = package.stored.iter().map(|field| (&field.id, &field.title)).enumerate();
        let derived = package
            .derived
            .iter()
            .map(|field| (&field.id, &field.title))
            .enumerate();
        let stored = stored.map(|(index, names)| (Named::Stored(index), names));
        let derived = derived.map(|(index, names)| (Named::Derived(index), names));
        for (named, (id, title)) in stored.chain(derived) {
            headings.by_id.insert(id.clone(), named);
            for title in [&title.zh, &title.en] {
                headings
                    .by_title
                    .entry(title.to_ascii_lowercase())
                    .and_modify(|owner| {
                        if *owner != named {
                            *owner = Named::Several;
                        }
                    })
                    .or_insert(named);
            }
        }
        headings
    }

    fn find(&self, heading: &str) -> Option<Named> {
        let by_title = || self.by_title.get(&heading.to_ascii_lowercase());
        self.by_id.get(heading).or_else(by_title).copied()
    }

    /// Whether a heading names a field.
    pub fn is_known(&self, heading: &str) -> bool {
        self.find(heading).is_some()
    }
}

/// What a column of the file is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Purpose {
    /// The values of a stored field, by its place in the package.
    Field(usize),
    /// Nothing: it is derived, or was reported already.
    Ignored,
    /// Nothing, as long as it is empty: it has no heading.
    Unnamed(Arc<ColumnPlace>),
}

/// What every column of a file is for.
pub(super) struct Header {
    /// In the order of the file.
    pub purposes: Vec<Purpose>,
    /// Where each stored field has its column, in the order of the package; `index` is `None` for a missing one.
    pub places: Vec<Arc<ColumnPlace>>,
}

impl Header {
    /// Reads the first row, trimmed. Everything wrong with it is added to `diagnostics`; `None` if it is no header at all.
    pub fn read(
        cells: &[String],
        row: u64,
        package: &Package,
        headings: &Headings,
        diagnostics: &mut Diagnostics,
    ) -> Option<Self> {
        let filled = cells.iter().filter(|cell| !cell.is_empty()).count();
        let known = cells.iter().filter(|cell| headings.is_known(cell)).count();
        if known == 0 {
            let is_damaged = cells.iter().any(|cell| spelling::is_damaged(cell));
            let fault = if is_damaged {
                Fault::DamagedText
            } else {
                Fault::NoHeader
            };
            diagnostics.add(fault, Some(row), None);
            return None;
        }
        // Where most headings are unknown the first row may hold values, and a stray quotation mark pulls the rows below into
        // a heading. Values are never repeated in a message.
        let may_quote = |heading: &str| {
            known * 2 >= filled && heading.chars().count() <= MAX_QUOTED_CHARS && !heading.chars().any(char::is_control)
        };
        let mut places: Vec<Option<Arc<ColumnPlace>>> = vec![None; package.stored.len()];
        let mut purposes = Vec::with_capacity(cells.len());
        for (index, heading) in cells.iter().enumerate() {
            let place = |field| {
                Arc::new(ColumnPlace {
                    index: Some(index),
                    field,
                })
            };
            let mut report = |fault, place: &Arc<ColumnPlace>| diagnostics.add(fault, Some(row), Some(place));
            let purpose = match headings.find(heading) {
                None if heading.is_empty() => Purpose::Unnamed(place(None)),
                None if spelling::is_damaged(heading) => {
                    report(Fault::DamagedText, &place(None));
                    Purpose::Ignored
                }
                None => {
                    let heading = Some(heading.clone()).filter(|heading| may_quote(heading));
                    let heading = heading.unwrap_or_default();
                    report(Fault::UnknownColumn { heading }, &place(None));
                    Purpose::Ignored
                }
                Some(Named::Several) => {
                    report(Fault::AmbiguousColumn, &place(None));
                    Purpose::Ignored
                }
                Some(Named::Derived(derived)) => {
                    let field = &package.derived[derived];
                    report(
                        Fault::DerivedColumn,
                        &place(Some(FieldName::new(&field.id, &field.title))),
                    );
                    Purpose::Ignored
                }
                Some(Named::Stored(stored)) => {
                    let field = &package.stored[stored];
                    let place = place(Some(FieldName::new(&field.id, &field.title)));
                    if let Some(first) = &places[stored] {
                        let first = first.index.map(letters).unwrap_or_default();
                        report(Fault::DuplicateColumn { first }, &place);
                        Purpose::Ignored
                    } else {
                        places[stored] = Some(place);
                        Purpose::Field(stored)
                    }
                }
            };
            purposes.push(purpose);
        }
        let places = places.into_iter().zip(&package.stored).enumerate();
        let places = places.map(|(index, (place, field))| {
            place.unwrap_or_else(|| {
                let place = Arc::new(ColumnPlace {
                    index: None,
                    field: Some(FieldName::new(&field.id, &field.title)),
                });
                let is_needed = field.pack.is_some() || package.primary_key.contains(&index);
                let fault = if is_needed {
                    Fault::MissingColumn
                } else {
                    Fault::UnpackedColumn
                };
                diagnostics.add(fault, None, Some(&place));
                place
            })
        });
        Some(Self {
            places: places.collect(),
            purposes,
        })
    }

    /// Makes the header cover at least this many columns; those beyond its last heading have none.
    pub fn cover(&mut self, column_count: usize) {
        for index in self.purposes.len()..column_count {
            let place = ColumnPlace {
                index: Some(index),
                field: None,
            };
            self.purposes.push(Purpose::Unnamed(Arc::new(place)));
        }
    }
}
