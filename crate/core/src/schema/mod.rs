//! What a register is made of: fields, code lists, roles, population.
//!
//! Two types for two states. A [`SchemaDocument`] is a schema as written, in a snapshot or made from a data package; a
//! [`Schema`] can only be made by checking one, and then every name in it points at something that exists.

mod document;
#[cfg(test)]
pub(crate) mod sample;

pub use document::{
    BandDocument, CodeDocument, CodeListDocument, Derivation, FieldDocument, FieldKind, GroupDocument, Mask, Pack,
    Role, SchemaDocument, Sensitivity, Title,
};

use std::collections::{BTreeMap, HashMap, HashSet};

use crate::error::SchemaError;
use crate::limits;

/// A field of one schema, by its place in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct FieldId(u16);

impl FieldId {
    /// The place of the field in [`Schema::fields`].
    pub fn index(self) -> usize {
        usize::from(self.0)
    }
}

/// A code list with its codes looked up by code.
#[derive(Debug, Clone)]
pub struct CodeList {
    document: CodeListDocument,
    by_code: HashMap<String, usize>,
}

impl CodeList {
    /// Id of the list.
    pub fn id(&self) -> &str {
        &self.document.id
    }

    /// The codes in display order.
    pub fn codes(&self) -> &[CodeDocument] {
        &self.document.codes
    }

    /// The entry of a code, exactly as written.
    pub fn get(&self, code: &str) -> Option<&CodeDocument> {
        self.by_code.get(code).map(|&index| &self.document.codes[index])
    }

    /// Whether the code means *not known*: unknown in comparisons, a value of its own in facets.
    pub fn is_unknown(&self, code: &str) -> bool {
        self.document.unknown_codes.iter().any(|unknown| unknown == code)
    }

    /// Whether a code is `ancestor` or lies beneath it.
    pub fn is_under(&self, code: &str, ancestor: &str) -> bool {
        let mut current = self.get(code);
        while let Some(entry) = current {
            if entry.code == ancestor {
                return true;
            }
            current = entry.parent.as_deref().and_then(|parent| self.get(parent));
        }
        false
    }

    /// Whether other codes lie beneath this one.
    pub fn has_descendants(&self, code: &str) -> bool {
        self.codes().iter().any(|entry| entry.parent.as_deref() == Some(code))
    }

    /// The code that a person may have meant: the code itself, a title in either language, or a synonym.
    ///
    /// Latin letters compare without case. `None` if nothing or more than one code fits.
    pub fn resolve(&self, word: &str) -> Option<&CodeDocument> {
        if let Some(code) = self.get(word) {
            return Some(code);
        }
        let mut hits = self.codes().iter().filter(|code| code.is_called(word));
        match (hits.next(), hits.next()) {
            (Some(code), None) => Some(code),
            _ => None,
        }
    }
}

/// A checked schema.
#[derive(Debug, Clone)]
pub struct Schema {
    document: SchemaDocument,
    by_id: HashMap<String, FieldId>,
    code_lists: Vec<CodeList>,
    list_of_field: Vec<Option<usize>>,
    roles: BTreeMap<Role, FieldId>,
}

impl Schema {
    /// Checks a schema as written.
    ///
    /// # Errors
    ///
    /// - more fields than [`limits::MAX_FIELDS`], or none;
    /// - two fields, lists or codes with one id, or an empty id;
    /// - a code that lies beneath itself;
    /// - a group, code list, parent, role, derivation or default that names something that does not exist;
    /// - a code list on a field that is not text, or a relation without one;
    /// - a derivation from a field of the wrong kind.
    pub fn new(document: SchemaDocument) -> Result<Self, SchemaError> {
        if document.fields.is_empty() || document.fields.len() > limits::MAX_FIELDS {
            let problem = format!("{} fields, expected 1 to {}", document.fields.len(), limits::MAX_FIELDS);
            return Err(SchemaError::new("fields", problem));
        }
        let code_lists = check_code_lists(&document)?;
        let mut by_id = HashMap::new();
        for (index, field) in document.fields.iter().enumerate() {
            let id = FieldId(u16::try_from(index).expect("MAX_FIELDS fits 16 bits"));
            if field.id.is_empty() || by_id.insert(field.id.clone(), id).is_some() {
                let path = format!("fields[{index}].id");
                return Err(SchemaError::new(path, "empty or not unique"));
            }
        }
        let list_of_field = check_fields(&document, &code_lists)?;
        let mut roles = BTreeMap::new();
        for (&role, field) in &document.roles {
            let id = by_id
                .get(field)
                .ok_or_else(|| SchemaError::new(format!("roles.{role:?}"), format!("no field {field}")))?;
            if role == Role::Relation && list_of_field[id.index()].is_none() {
                let problem = format!("the field {field} has no code list");
                return Err(SchemaError::new(format!("roles.{role:?}"), problem));
            }
            roles.insert(role, *id);
        }
        let listed = document.default_columns.iter().chain(&document.default_facets);
        for name in listed {
            if !by_id.contains_key(name) {
                return Err(SchemaError::new("defaults", format!("no field {name}")));
            }
        }
        let schema = Self {
            document,
            by_id,
            code_lists,
            list_of_field,
            roles,
        };
        schema.check_derivations()?;
        Ok(schema)
    }

    fn check_derivations(&self) -> Result<(), SchemaError> {
        for field in self.fields() {
            let path = || format!("fields.{}.derived", field.id);
            let source = |name: &str| {
                let id = self.field_id(name);
                id.map(|id| self.field(id))
                    .ok_or_else(|| SchemaError::new(path(), format!("no field {name}")))
            };
            match &field.derived {
                Some(Derivation::FullYears { of }) => {
                    if source(of)?.kind != FieldKind::Date || source(of)?.derived.is_some() {
                        return Err(SchemaError::new(path(), "full_years needs a stored date"));
                    }
                    if field.kind != FieldKind::Integer {
                        return Err(SchemaError::new(path(), "full_years yields an integer"));
                    }
                }
                Some(Derivation::GroupSize { by }) => {
                    if source(by)?.derived.is_some() {
                        return Err(SchemaError::new(path(), "group_size needs a stored field"));
                    }
                    if field.kind != FieldKind::Integer {
                        return Err(SchemaError::new(path(), "group_size yields an integer"));
                    }
                }
                Some(Derivation::Band { of, bands }) => {
                    if !matches!(source(of)?.kind, FieldKind::Integer | FieldKind::Number) {
                        return Err(SchemaError::new(path(), "band needs a number"));
                    }
                    let is_code = |band: &BandDocument| {
                        let list = self.field_id(&field.id).and_then(|id| self.code_list(id));
                        list.is_some_and(|list| list.get(&band.code).is_some())
                    };
                    if !bands.iter().all(is_code) {
                        return Err(SchemaError::new(path(), "band names codes of its own list"));
                    }
                    let is_ascending = bands.is_sorted_by(|a, b| a.from < b.from);
                    if bands.is_empty() || !is_ascending || !bands.iter().all(|band| band.from.is_finite()) {
                        return Err(SchemaError::new(
                            path(),
                            "bands are ascending, and there is one at least",
                        ));
                    }
                }
                Some(Derivation::Pinyin { of }) => {
                    let source = source(of)?;
                    if source.kind != FieldKind::Text || source.derived.is_some() || source.code_list.is_some() {
                        return Err(SchemaError::new(
                            path(),
                            "pinyin needs a stored text without a code list",
                        ));
                    }
                    if field.kind != FieldKind::Text || field.code_list.is_some() {
                        return Err(SchemaError::new(path(), "pinyin yields a text"));
                    }
                    // Sounds give a name away as well as the name does.
                    if field.pack != source.pack || field.sensitivity != source.sensitivity {
                        return Err(SchemaError::new(path(), "pinyin is kept as closely as its source"));
                    }
                }
                Some(Derivation::Where { .. }) if field.kind != FieldKind::Boolean => {
                    return Err(SchemaError::new(path(), "where yields a boolean"));
                }
                Some(Derivation::Where { .. }) | None => {}
            }
        }
        Ok(())
    }

    /// The schema as written.
    pub fn document(&self) -> &SchemaDocument {
        &self.document
    }

    /// All fields, in order.
    pub fn fields(&self) -> &[FieldDocument] {
        &self.document.fields
    }

    /// The ids of all fields, in order.
    pub fn field_ids(&self) -> impl Iterator<Item = FieldId> + use<> {
        let count = u16::try_from(self.document.fields.len()).expect("MAX_FIELDS fits 16 bits");
        (0..count).map(FieldId)
    }

    /// One field.
    pub fn field(&self, id: FieldId) -> &FieldDocument {
        &self.document.fields[id.index()]
    }

    /// The field with this id.
    pub fn field_id(&self, id: &str) -> Option<FieldId> {
        self.by_id.get(id).copied()
    }

    /// The field that says how the texts of another field sound.
    pub fn pinyin_of(&self, id: FieldId) -> Option<FieldId> {
        let name = &self.field(id).id;
        let sounds = |derived: &Derivation| matches!(derived, Derivation::Pinyin { of } if of == name);
        self.field_ids()
            .find(|&id| self.field(id).derived.as_ref().is_some_and(sounds))
    }

    /// The field whose texts this field says the sounds of.
    pub fn pinyin_source(&self, id: FieldId) -> Option<FieldId> {
        match &self.field(id).derived {
            Some(Derivation::Pinyin { of }) => self.field_id(of),
            _ => None,
        }
    }

    /// Whether a field says how the texts of another sound: it has [`Sounds`](crate::table::Sounds) and no column.
    pub fn is_pinyin(&self, id: FieldId) -> bool {
        matches!(self.field(id).derived, Some(Derivation::Pinyin { .. }))
    }

    /// The field with this id or with this title in either language. A title that two fields share is no name.
    pub fn find_field(&self, name: &str) -> Option<FieldId> {
        if let Some(id) = self.field_id(name) {
            return Some(id);
        }
        let is_called = |field: &FieldDocument| field.title.zh == name || field.title.en.eq_ignore_ascii_case(name);
        let mut hits = self.field_ids().filter(|&id| is_called(self.field(id)));
        match (hits.next(), hits.next()) {
            (Some(id), None) => Some(id),
            _ => None,
        }
    }

    /// The code list of a field, if it has one.
    pub fn code_list(&self, id: FieldId) -> Option<&CodeList> {
        self.list_of_field[id.index()].map(|index| &self.code_lists[index])
    }

    /// The field that plays a role.
    pub fn role(&self, role: Role) -> Option<FieldId> {
        self.roles.get(&role).copied()
    }
}

fn check_code_lists(document: &SchemaDocument) -> Result<Vec<CodeList>, SchemaError> {
    let mut seen = HashSet::new();
    let mut lists = Vec::with_capacity(document.code_lists.len());
    for list in &document.code_lists {
        let path = || format!("code_lists.{}", list.id);
        if list.id.is_empty() || !seen.insert(&list.id) {
            return Err(SchemaError::new(path(), "id is empty or not unique"));
        }
        let mut by_code = HashMap::new();
        for (index, code) in list.codes.iter().enumerate() {
            if code.code.is_empty() || by_code.insert(code.code.clone(), index).is_some() {
                return Err(SchemaError::new(
                    path(),
                    format!("codes[{index}] is empty or not unique"),
                ));
            }
        }
        let parents = list.codes.iter().filter_map(|code| code.parent.as_ref());
        for named in parents.chain(&list.unknown_codes) {
            if !by_code.contains_key(named) {
                return Err(SchemaError::new(path(), format!("no code {named}")));
            }
        }
        // INVARIANT: walking up from any code ends; `is_under` relies on it.
        for start in &list.codes {
            let mut parent = start.parent.as_deref();
            let mut step_count = 0;
            while let Some(code) = parent {
                step_count += 1;
                if step_count > list.codes.len() {
                    return Err(SchemaError::new(
                        path(),
                        format!("code {} lies beneath itself", start.code),
                    ));
                }
                parent = list.codes[by_code[code]].parent.as_deref();
            }
        }
        lists.push(CodeList {
            document: list.clone(),
            by_code,
        });
    }
    Ok(lists)
}

fn check_fields(document: &SchemaDocument, lists: &[CodeList]) -> Result<Vec<Option<usize>>, SchemaError> {
    let mut list_of_field = Vec::with_capacity(document.fields.len());
    for field in &document.fields {
        let path = || format!("fields.{}", field.id);
        if !document.groups.iter().any(|group| group.id == field.group) {
            return Err(SchemaError::new(path(), format!("no group {}", field.group)));
        }
        let list = match &field.code_list {
            None => None,
            Some(_) if field.kind != FieldKind::Text => {
                return Err(SchemaError::new(path(), "only a text field can have a code list"));
            }
            Some(name) => {
                let position = lists.iter().position(|list| list.id() == name);
                Some(position.ok_or_else(|| SchemaError::new(path(), format!("no code list {name}")))?)
            }
        };
        if field.bare_words && list.is_none() {
            return Err(SchemaError::new(path(), "bare words need a code list"));
        }
        list_of_field.push(list);
    }
    Ok(list_of_field)
}
