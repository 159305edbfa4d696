//! From a descriptor as written to a checked package: every name is looked up.

use std::collections::HashSet;
use std::path::Path;

use serde_json::Value;
use yongquan_core::query::{Filter, Plan};
use yongquan_core::schema::{
    CodeListDocument, Derivation, FieldDocument, FieldKind, GroupDocument, Role, Schema, SchemaDocument, Title,
};
use yongquan_core::table::Table;

use super::constraint::Constraints;
use super::descriptor::{
    DerivedDescriptor, FieldDescriptor, ForeignKeyDescriptor, PackageDescriptor, TableDescriptor, bad_constraint,
};
use super::error::{PackageError, Phrase};
use super::{DerivedField, Package, StoredField, code_list};

/// Reads the code lists and looks up every name of the descriptor.
pub(super) fn check(dir: &Path, descriptor: PackageDescriptor) -> Result<Package, PackageError> {
    let mut code_lists: Vec<CodeListDocument> = Vec::with_capacity(descriptor.code_lists.len());
    for list in &descriptor.code_lists {
        if code_lists.iter().any(|other| other.id == list.name) {
            return Err(PackageError::Duplicate {
                path: format!("{}.name", list.path),
                name: list.name.clone(),
            });
        }
        code_lists.push(code_list::read(dir, list)?);
    }
    let table = &descriptor.table;
    check_names(table)?;
    check_foreign_keys(table, &code_lists)?;
    let mut stored = Vec::with_capacity(table.fields.len());
    for field in &table.fields {
        stored.push(stored_field(field, table, &code_lists)?);
    }
    let primary_key = primary_key(table)?;
    let schema_document = schema_document(&descriptor, &code_lists)?;
    let schema = Schema::new(schema_document.clone()).map_err(PackageError::Schema)?;
    check_filters(table, &schema)?;
    Ok(Package {
        dir: dir.to_owned(),
        table_path: dir.join(&table.table_path),
        schema_document,
        stored,
        derived: table
            .virtual_fields
            .iter()
            .map(|field| DerivedField {
                id: field.name.clone(),
                title: field.title.clone(),
            })
            .collect(),
        code_lists,
        primary_key,
        register: descriptor.register,
        as_of: descriptor.as_of,
        kind: descriptor.kind,
    })
}

/// Field ids are distinct; groups exist; virtual fields, and only they, are derived.
fn check_names(table: &TableDescriptor) -> Result<(), PackageError> {
    let mut ids = HashSet::new();
    for field in table.fields.iter().chain(&table.virtual_fields) {
        if !ids.insert(field.name.as_str()) {
            return Err(PackageError::Duplicate {
                path: format!("{}.name", field.path),
                name: field.name.clone(),
            });
        }
        if !table.groups.iter().any(|(id, _)| *id == field.group) {
            return Err(no_such(&field.path, "yq:group", ("分组", "group"), &field.group));
        }
    }
    for field in &table.fields {
        if field.derived.is_some() {
            return Err(derived_error(
                field,
                "存储字段不能派生，请移到 yq:virtualFields",
                "a stored field cannot be derived; move it to yq:virtualFields",
            ));
        }
    }
    Ok(())
}

fn stored_field(
    field: &FieldDescriptor,
    table: &TableDescriptor,
    code_lists: &[CodeListDocument],
) -> Result<StoredField, PackageError> {
    let code_list = match &field.code_list {
        None => None,
        Some(name) => {
            if field.kind != FieldKind::Text {
                return Err(PackageError::Shape {
                    path: format!("{}.type", field.path),
                    expected: Phrase::new(" string（字段带代码表）", "string, because the field has a code list"),
                });
            }
            let index = code_lists.iter().position(|list| list.id == *name);
            Some(index.ok_or_else(|| no_such(&field.path, "yq:codeList", ("代码表", "code list"), name))?)
        }
    };
    if field.bare_words && code_list.is_none() {
        return Err(PackageError::Missing {
            path: format!("{}.yq:codeList", field.path),
        });
    }
    let is_boolean = field.kind == FieldKind::Boolean;
    let words = |written: &Option<Vec<String>>, standard: [&str; 4]| match written {
        Some(words) => words.clone(),
        None if is_boolean => standard.map(str::to_owned).to_vec(),
        None => Vec::new(),
    };
    let stored = StoredField {
        id: field.name.clone(),
        title: field.title.clone(),
        kind: field.kind,
        constraints: Constraints::new(&field.constraints, field.kind)?,
        // What Table Schema takes for true and false when a field does not say.
        true_values: words(&field.true_values, ["true", "True", "TRUE", "1"]),
        false_values: words(&field.false_values, ["false", "False", "FALSE", "0"]),
        missing_values: field
            .missing_values
            .clone()
            .unwrap_or_else(|| table.missing_values.clone()),
        code_list,
        pack: field.pack,
    };
    if let Some(word) = stored
        .true_values
        .iter()
        .find(|word| stored.false_values.contains(word))
    {
        return Err(PackageError::Duplicate {
            path: format!("{}.falseValues", field.path),
            name: word.clone(),
        });
    }
    check_enum_codes(field, &stored, code_lists)?;
    Ok(stored)
}

/// An enum on a field with a code list names codes of that list.
fn check_enum_codes(
    field: &FieldDescriptor,
    stored: &StoredField,
    code_lists: &[CodeListDocument],
) -> Result<(), PackageError> {
    let (Some(list), Some(allowed)) = (stored.code_list, &stored.constraints.one_of) else {
        return Ok(());
    };
    let is_code = |name: &str| code_lists[list].codes.iter().any(|code| code.code == name);
    match allowed.iter().find(|bound| !is_code(&bound.to_string())) {
        None => Ok(()),
        Some(_) => Err(bad_constraint(
            format!("{}.enum", field.constraints.path),
            "列出了代码表中没有的代码",
            "it lists a code that the code list does not have",
        )),
    }
}

fn primary_key(table: &TableDescriptor) -> Result<Vec<usize>, PackageError> {
    let mut key = Vec::with_capacity(table.primary_key.len());
    for name in &table.primary_key {
        let position = table.fields.iter().position(|field| field.name == *name);
        let position =
            position.ok_or_else(|| no_such(&table.path, "primaryKey", ("存储字段", "stored field"), name))?;
        key.push(position);
    }
    Ok(key)
}

/// Every field with a code list has a foreign key to the column `code` of it, and there is no other foreign key.
fn check_foreign_keys(table: &TableDescriptor, code_lists: &[CodeListDocument]) -> Result<(), PackageError> {
    let leads_to = |key: &ForeignKeyDescriptor, field: &FieldDescriptor| {
        key.fields == [field.name.as_str()] && key.resource == field.code_list && key.reference_fields == ["code"]
    };
    for field in table.fields.iter().filter(|field| field.code_list.is_some()) {
        if !table.foreign_keys.iter().any(|key| leads_to(key, field)) {
            let list = field.code_list.as_deref().unwrap_or_default();
            return Err(PackageError::ForeignKey {
                path: field.path.clone(),
                expected: Phrase::new(
                    format!("字段“{}”应有指向代码表“{list}”的 code 列的外键", field.name),
                    format!(
                        "the field \"{}\" needs one to the column code of \"{list}\"",
                        field.name
                    ),
                ),
            });
        }
    }
    for key in &table.foreign_keys {
        let is_explained = table
            .fields
            .iter()
            .any(|field| field.code_list.is_some() && leads_to(key, field));
        let known_list = key
            .resource
            .as_ref()
            .is_some_and(|name| code_lists.iter().any(|list| list.id == *name));
        if !is_explained || !known_list {
            return Err(PackageError::ForeignKey {
                path: key.path.clone(),
                expected: Phrase::new(
                    "外键只能从带 yq:codeList 的字段指向该代码表的 code 列",
                    "a foreign key leads from a field with yq:codeList to the column code of that list, nowhere else",
                ),
            });
        }
    }
    Ok(())
}

fn schema_document(
    descriptor: &PackageDescriptor,
    code_lists: &[CodeListDocument],
) -> Result<SchemaDocument, PackageError> {
    let table = &descriptor.table;
    let mut fields = Vec::new();
    for field in table.fields.iter().chain(&table.virtual_fields) {
        fields.extend(field_document(field)?);
    }
    for field in &table.virtual_fields {
        check_derivation(field, &fields)?;
    }
    let sounds: Vec<FieldDocument> = table
        .fields
        .iter()
        .filter_map(|field| sounds_of(field, &fields))
        .collect();
    fields.extend(sounds);
    let find = |id: &str| fields.iter().find(|field| field.id == id);
    let packed = (
        "要打包的字段（yq:pack 不是 never）",
        "field that is packed (yq:pack other than never)",
    );
    for (key, names) in [
        ("yq:defaultColumns", &table.default_columns),
        ("yq:defaultFacets", &table.default_facets),
    ] {
        if let Some(name) = names.iter().find(|name| find(name).is_none()) {
            return Err(no_such(&table.path, key, packed, name));
        }
    }
    for (role, name) in &table.roles {
        let field = find(name).ok_or_else(|| no_such(&table.path, "yq:roles", packed, name))?;
        let fits = match role {
            Role::BirthDate => field.kind == FieldKind::Date,
            Role::Age => field.kind == FieldKind::Integer,
            Role::PersonName => field.kind == FieldKind::Text,
            Role::Relation => field.code_list.is_some(),
            Role::Key | Role::HouseholdId => true,
        };
        if !fits {
            return Err(no_such(
                &table.path,
                "yq:roles",
                if *role == Role::Relation {
                    ("有代码表的字段", "field with a code list")
                } else {
                    ("类型相符的字段", "field of the type that the role needs")
                },
                name,
            ));
        }
    }
    let used: HashSet<&str> = fields.iter().filter_map(|field| field.code_list.as_deref()).collect();
    Ok(SchemaDocument {
        title: descriptor.title.clone(),
        groups: table
            .groups
            .iter()
            .map(|(id, title)| GroupDocument {
                id: id.clone(),
                title: title.clone(),
            })
            .collect(),
        code_lists: code_lists
            .iter()
            .filter(|list| used.contains(list.id.as_str()))
            .cloned()
            .collect(),
        fields,
        population: table.population.clone(),
        roles: table.roles.iter().cloned().collect(),
        default_columns: table.default_columns.clone(),
        default_facets: table.default_facets.clone(),
        example_questions: table.example_questions.clone(),
    })
}

/// The field as a snapshot describes it; `None` if it is never packed.
fn field_document(field: &FieldDescriptor) -> Result<Option<FieldDocument>, PackageError> {
    let Some(pack) = field.pack else { return Ok(None) };
    Ok(Some(FieldDocument {
        id: field.name.clone(),
        title: field.title.clone(),
        kind: field.kind,
        group: field.group.clone(),
        sensitivity: field.sensitivity,
        department: field.department.clone(),
        purpose: field.purpose.clone(),
        legal_basis: field.legal_basis.clone(),
        standard: field.standard.clone(),
        code_list: field.code_list.clone(),
        unit: field.unit.clone(),
        pack,
        mask: field.mask,
        bare_words: field.bare_words,
        derived: field.derived.as_ref().map(|derived| match derived {
            DerivedDescriptor::FullYears { of } => Derivation::FullYears { of: of.clone() },
            DerivedDescriptor::GroupSize { by } => Derivation::GroupSize { by: by.clone() },
            DerivedDescriptor::Band { of, bands } => Derivation::Band {
                of: of.clone(),
                bands: bands.clone(),
            },
            DerivedDescriptor::Where { filter } => Derivation::Where { filter: filter.clone() },
        }),
    }))
}

/// The field that says how the texts of another one sound, where the hint for its index asks for that. It is kept as closely as
/// the texts are.
fn sounds_of(field: &FieldDescriptor, packed: &[FieldDocument]) -> Option<FieldDocument> {
    let source = packed.iter().find(|other| other.id == field.name)?;
    let is_wanted = field.has_pinyin && source.kind == FieldKind::Text && source.code_list.is_none();
    is_wanted.then(|| FieldDocument {
        id: format!("{}.pinyin", source.id),
        title: Title {
            zh: format!("{}（拼音）", source.title.zh),
            en: format!("{} (pinyin)", source.title.en),
        },
        derived: Some(Derivation::Pinyin { of: source.id.clone() }),
        unit: None,
        bare_words: false,
        ..source.clone()
    })
}

/// A virtual field is derived from a packed stored field of the right type, yields the right type, and has nothing that only
/// a stored field can have.
fn check_derivation(field: &FieldDescriptor, packed: &[FieldDocument]) -> Result<(), PackageError> {
    let has_rules = field.constraints.required
        || field.constraints.unique
        || field.constraints.pattern.is_some()
        || field.constraints.minimum.is_some()
        || field.constraints.maximum.is_some()
        || field.constraints.one_of.is_some();
    let is_band = matches!(field.derived, Some(DerivedDescriptor::Band { .. }));
    if has_rules || field.code_list.is_some() != is_band {
        return Err(derived_error(
            field,
            "派生字段不能有约束；分段（band）字段要有代码表，其他派生字段不能有",
            "a derived field has no constraints; a band has a code list, other derived fields have none",
        ));
    }
    let source = |name: &str| {
        let found = packed.iter().find(|other| other.id == name && other.derived.is_none());
        found.ok_or_else(|| {
            derived_error(
                field,
                "所依据的字段不存在、不打包，或本身是派生字段",
                "the field it comes from does not exist, is never packed, or is derived itself",
            )
        })
    };
    let wrong_type = || {
        derived_error(
            field,
            "full_years 由日期得到整数，group_size 得到整数，band 由数值得到代码，where 得到布尔值",
            "full_years makes an integer from a date, group_size an integer, band a code from a number, where a boolean",
        )
    };
    let fits = match &field.derived {
        None => {
            return Err(derived_error(
                field,
                "yq:virtualFields 中的字段必须写明 yq:derived",
                "a field in yq:virtualFields must have yq:derived",
            ));
        }
        Some(DerivedDescriptor::FullYears { of }) => {
            source(of)?.kind == FieldKind::Date && field.kind == FieldKind::Integer
        }
        Some(DerivedDescriptor::GroupSize { by }) => {
            source(by)?;
            field.kind == FieldKind::Integer
        }
        Some(DerivedDescriptor::Band { of, .. }) => {
            // A band of ages is made of what is itself derived.
            let number = packed.iter().find(|other| other.id == *of);
            let is_number = |other: &FieldDocument| matches!(other.kind, FieldKind::Integer | FieldKind::Number);
            number.is_some_and(is_number) && field.kind == FieldKind::Text
        }
        Some(DerivedDescriptor::Where { .. }) => field.kind == FieldKind::Boolean,
    };
    if fits { Ok(()) } else { Err(wrong_type()) }
}

/// Every filter of the descriptor can be planned: asked of a table without rows, it names fields that exist and compares
/// them with values of their type.
fn check_filters(table: &TableDescriptor, schema: &Schema) -> Result<(), PackageError> {
    let empty = Table::without_rows(schema);
    let check = |path: String, filter: &Value| {
        let planned = Filter::from_json(filter).and_then(|filter| Plan::new(&filter, schema, &empty));
        planned.map(|_| ()).map_err(|error| PackageError::Filter {
            path,
            code: error.code().to_owned(),
        })
    };
    if let Some(filter) = &table.population {
        check(format!("{}.yq:population", table.path), filter)?;
    }
    for field in table.virtual_fields.iter().filter(|field| field.pack.is_some()) {
        if let Some(DerivedDescriptor::Where { filter }) = &field.derived {
            check(format!("{}.yq:derived.filter", field.path), filter)?;
        }
    }
    Ok(())
}

fn no_such(path: &str, key: &str, (zh, en): (&str, &str), name: &str) -> PackageError {
    PackageError::NoSuchName {
        path: format!("{path}.{key}"),
        wanted: Phrase::new(zh, en),
        name: name.to_owned(),
    }
}

fn derived_error(field: &FieldDescriptor, zh: &str, en: &str) -> PackageError {
    PackageError::Derived {
        path: format!("{}.yq:derived", field.path),
        problem: Phrase::new(zh, en),
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;
    use crate::package::DESCRIPTOR;

    const LIBRARY: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../data-schema/library");

    /// The library's package with one more role, as written in its descriptor.
    fn with_role(role: &str) -> Result<Package, PackageError> {
        let folder = tempfile::tempdir().expect("a temporary folder");
        for entry in fs::read_dir(LIBRARY).expect("is there") {
            let path = entry.expect("is readable").path();
            let name = path.file_name().expect("an entry has a name");
            if path.is_dir() {
                let target = folder.path().join(name);
                fs::create_dir(&target).expect("is writable");
                for list in fs::read_dir(&path).expect("is there") {
                    let list = list.expect("is readable").path();
                    fs::copy(&list, target.join(list.file_name().expect("an entry has a name"))).expect("is writable");
                }
            } else {
                fs::copy(&path, folder.path().join(name)).expect("is writable");
            }
        }
        let file = folder.path().join(DESCRIPTOR);
        let text = fs::read_to_string(&file).expect("is there");
        let start = "\"yq:roles\": {";
        assert!(text.contains(start), "the library declares roles");
        fs::write(&file, text.replace(start, &format!("{start}{role},"))).expect("is writable");
        Package::load(folder.path())
    }

    #[test]
    fn the_relation_to_the_head_is_one_field_with_a_code_list() {
        let package = with_role(r#""relation": "card_kind""#).expect("a coded field can be the relation");
        let roles = &package.schema_document.roles;
        assert_eq!(roles.get(&Role::Relation).map(String::as_str), Some("card_kind"));
        match with_role(r#""relation": "reader_name""#) {
            Err(PackageError::NoSuchName { path, wanted, name }) => {
                assert!(path.contains("yq:roles") && name == "reader_name", "{path} {name}");
                assert_eq!(
                    (wanted.zh.as_str(), wanted.en.as_str()),
                    ("有代码表的字段", "field with a code list")
                );
            }
            other => panic!("{:?}", other.map(|_| ())),
        }
        let twice = with_role(r#""relation": "card_kind", "relation": "card_kind""#).map(|_| ());
        assert!(matches!(twice, Err(PackageError::NotJson { .. })), "{twice:?}");
    }
}
