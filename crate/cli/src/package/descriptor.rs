//! A descriptor as written: what `datapackage.json` says, each key in its shape, no name looked up yet.

use serde_json::Value;
use yongquan_core::date::{self, Day};
use yongquan_core::schema::{BandDocument, FieldKind, Mask, Pack, Role, Sensitivity, Title};

use super::RegisterKind;
use super::error::{PackageError, Phrase};
use super::json::{Object, shape};

/// A whole descriptor.
pub(super) struct PackageDescriptor {
    pub title: Title,
    pub register: Option<String>,
    pub as_of: Option<Day>,
    pub kind: RegisterKind,
    pub table: TableDescriptor,
    pub code_lists: Vec<CodeListDescriptor>,
}

/// The resource that holds the table.
pub(super) struct TableDescriptor {
    pub table_path: String,
    /// Path of the schema inside the descriptor.
    pub path: String,
    pub fields: Vec<FieldDescriptor>,
    pub virtual_fields: Vec<FieldDescriptor>,
    pub primary_key: Vec<String>,
    pub missing_values: Vec<String>,
    pub foreign_keys: Vec<ForeignKeyDescriptor>,
    pub population: Option<Value>,
    pub roles: Vec<(Role, String)>,
    pub groups: Vec<(String, Title)>,
    pub default_columns: Vec<String>,
    pub default_facets: Vec<String>,
    pub example_questions: Vec<String>,
}

/// A resource that is a code list.
pub(super) struct CodeListDescriptor {
    pub path: String,
    pub name: String,
    pub title: Option<String>,
    pub file: String,
    pub unknown_codes: Vec<String>,
}

/// A foreign key.
pub(super) struct ForeignKeyDescriptor {
    pub path: String,
    pub fields: Vec<String>,
    /// Name of the resource it leads to; absent or empty means the table itself.
    pub resource: Option<String>,
    pub reference_fields: Vec<String>,
}

/// A field, stored or derived.
pub(super) struct FieldDescriptor {
    pub path: String,
    pub name: String,
    pub title: Title,
    pub kind: FieldKind,
    pub group: String,
    pub sensitivity: Sensitivity,
    pub department: String,
    pub purpose: String,
    pub legal_basis: String,
    pub standard: String,
    pub code_list: Option<String>,
    pub unit: Option<Title>,
    /// Absent means that the field is never packed.
    pub pack: Option<Pack>,
    pub mask: Option<Mask>,
    pub bare_words: bool,
    pub derived: Option<DerivedDescriptor>,
    /// Whether the hint for the index asks for the sounds of Chinese texts.
    pub has_pinyin: bool,
    pub constraints: ConstraintsDescriptor,
    pub true_values: Option<Vec<String>>,
    pub false_values: Option<Vec<String>>,
    pub missing_values: Option<Vec<String>>,
}

/// How a field is derived.
pub(super) enum DerivedDescriptor {
    FullYears { of: String },
    GroupSize { by: String },
    Band { of: String, bands: Vec<BandDocument> },
    Where { filter: Value },
}

/// The constraints of a field, their values not yet of the field's type.
#[derive(Default)]
pub(super) struct ConstraintsDescriptor {
    pub path: String,
    pub required: bool,
    pub unique: bool,
    pub pattern: Option<String>,
    pub minimum: Option<Value>,
    pub maximum: Option<Value>,
    pub one_of: Option<Vec<Value>>,
}

const PACKS: [(&str, Option<Pack>); 3] = [("yes", Some(Pack::Yes)), ("role", Some(Pack::Role)), ("never", None)];

const SENSITIVITIES: [(&str, Sensitivity); 4] = [
    ("public_stat", Sensitivity::PublicStat),
    ("internal", Sensitivity::Internal),
    ("personal", Sensitivity::Personal),
    ("sensitive", Sensitivity::Sensitive),
];

const MASKS: [(&str, Mask); 3] = [
    ("name", Mask::Name),
    ("number", Mask::Number),
    ("address", Mask::Address),
];

const ROLES: [(&str, Role); 6] = [
    ("key", Role::Key),
    ("person_name", Role::PersonName),
    ("birth_date", Role::BirthDate),
    ("age", Role::Age),
    ("household_id", Role::HouseholdId),
    ("relation", Role::Relation),
];

/// The hints for an index. The engine chooses by itself, so that only the spelling matters here.
const INDEX_HINTS: [(&str, bool); 7] = [
    ("bitmap", false),
    ("range", false),
    ("dict", false),
    ("hash", false),
    ("ngram+pinyin", true),
    ("none", false),
    ("derived", false),
];

const LIST_STATES: [(&str, ()); 3] = [("verified", ()), ("partly", ()), ("local", ())];

const KINDS: [(&str, RegisterKind); 2] = [("synthetic", RegisterKind::Synthetic), ("real", RegisterKind::Real)];

const TYPES: [(&str, FieldKind); 5] = [
    ("string", FieldKind::Text),
    ("integer", FieldKind::Integer),
    ("number", FieldKind::Number),
    ("boolean", FieldKind::Boolean),
    ("date", FieldKind::Date),
];

/// The constraints that are checked. Any other is refused: a rule that is not checked must not look checked.
const CONSTRAINTS: [&str; 6] = ["required", "unique", "pattern", "minimum", "maximum", "enum"];

impl PackageDescriptor {
    /// Reads a descriptor.
    pub fn read(value: &Value) -> Result<Self, PackageError> {
        let package = Object::new("", value)?;
        let as_of = package
            .optional_text("yq:asOf")?
            .map(|text| {
                date::parse(&text).ok_or_else(|| shape(package.path("yq:asOf"), "日期 YYYY-MM-DD", "a day YYYY-MM-DD"))
            })
            .transpose()?;
        let register = match package.value("yq:register") {
            None => None,
            Some(_) => Some(package.filled_text("yq:register")?),
        };
        let mut tables = Vec::new();
        let mut code_lists = Vec::new();
        for resource in package.objects("resources")? {
            if resource.flag("yq:codeList")? {
                code_lists.push(CodeListDescriptor::read(resource)?);
            } else {
                tables.push(resource);
            }
        }
        let table = match (tables.pop(), tables.len()) {
            (Some(table), 0) => TableDescriptor::read(table)?,
            (Some(_), others) => return Err(PackageError::TableCount { count: others + 1 }),
            (None, _) => return Err(PackageError::TableCount { count: 0 }),
        };
        let descriptor = Self {
            title: title(&package)?,
            register,
            as_of,
            kind: package
                .optional_choice("yq:kind", &KINDS)?
                .unwrap_or(RegisterKind::Real),
            table,
            code_lists,
        };
        package.finish()?;
        Ok(descriptor)
    }
}

impl CodeListDescriptor {
    fn read(resource: Object<'_>) -> Result<Self, PackageError> {
        resource.optional_text("yq:standard")?;
        resource.optional_choice("yq:status", &LIST_STATES)?;
        let list = Self {
            path: resource.here().to_owned(),
            name: resource.filled_text("name")?,
            title: resource.optional_text("title")?,
            file: relative_path(&resource)?,
            unknown_codes: resource.optional_texts("yq:unknownCodes")?.unwrap_or_default(),
        };
        resource.finish()?;
        Ok(list)
    }
}

impl TableDescriptor {
    fn read(resource: Object<'_>) -> Result<Self, PackageError> {
        let schema = resource.object("schema")?;
        if schema.value("uniqueKeys").is_some() {
            return Err(PackageError::UnsupportedRule {
                path: schema.path("uniqueKeys"),
            });
        }
        let roles = match schema.optional_object("yq:roles")? {
            None => Vec::new(),
            Some(roles) => {
                let mut found = Vec::new();
                for (name, role) in ROLES {
                    if let Some(field) = roles.optional_text(name)? {
                        found.push((role, field));
                    }
                }
                let unknown = roles.keys().find(|key| ROLES.iter().all(|(name, _)| name != key));
                if let Some(key) = unknown {
                    return Err(PackageError::UnknownKey { path: roles.path(key) });
                }
                found
            }
        };
        let table = Self {
            table_path: relative_path(&resource)?,
            path: resource.path("schema"),
            fields: fields(&schema, "fields")?,
            virtual_fields: fields(&schema, "yq:virtualFields")?,
            primary_key: schema.texts_or_text("primaryKey")?,
            missing_values: missing_values(&schema)?.unwrap_or_else(|| vec![String::new()]),
            foreign_keys: foreign_keys(&schema)?,
            population: schema.value("yq:population").cloned(),
            roles,
            groups: groups(&schema)?,
            default_columns: schema.optional_texts("yq:defaultColumns")?.unwrap_or_default(),
            default_facets: schema.optional_texts("yq:defaultFacets")?.unwrap_or_default(),
            example_questions: schema.optional_texts("yq:exampleQuestions")?.unwrap_or_default(),
        };
        schema.finish()?;
        resource.finish()?;
        Ok(table)
    }
}

impl FieldDescriptor {
    fn read(field: Object<'_>) -> Result<Self, PackageError> {
        let kind = match field.optional_choice("type", &TYPES) {
            Ok(Some(kind)) => kind,
            Ok(None) => {
                return Err(PackageError::Missing {
                    path: field.path("type"),
                });
            }
            Err(_) => {
                return Err(PackageError::UnsupportedType {
                    path: field.path("type"),
                });
            }
        };
        refuse_other_formats(&field)?;
        let has_pinyin = field.optional_choice("yq:index", &INDEX_HINTS)?.unwrap_or_default();
        let unit = match (field.optional_text("yq:unit")?, field.optional_text("yq:unitEn")?) {
            (Some(zh), Some(en)) => Some(Title { zh, en }),
            (None, None) => None,
            (Some(_), None) => {
                return Err(PackageError::Missing {
                    path: field.path("yq:unitEn"),
                });
            }
            (None, Some(_)) => {
                return Err(PackageError::Missing {
                    path: field.path("yq:unit"),
                });
            }
        };
        let or_empty = |text: Option<String>| text.unwrap_or_default();
        let constraints = match field.optional_object("constraints")? {
            Some(constraints) => ConstraintsDescriptor::read(constraints)?,
            None => ConstraintsDescriptor::default(),
        };
        let descriptor = Self {
            path: field.here().to_owned(),
            name: field.filled_text("name")?,
            title: title(&field)?,
            kind,
            group: field.text("yq:group")?,
            sensitivity: field.choice("yq:sensitivity", &SENSITIVITIES)?,
            department: or_empty(field.optional_text("yq:department")?),
            purpose: or_empty(field.optional_text("yq:purpose")?),
            legal_basis: or_empty(field.optional_text("yq:legalBasis")?),
            standard: or_empty(field.optional_text("yq:standard")?),
            code_list: field.optional_text("yq:codeList")?,
            unit,
            pack: field.optional_choice("yq:pack", &PACKS)?.flatten(),
            mask: field.optional_choice("yq:mask", &MASKS)?,
            bare_words: field.flag("yq:bareWords")?,
            derived: field
                .optional_object("yq:derived")?
                .map(DerivedDescriptor::read)
                .transpose()?,
            has_pinyin,
            constraints,
            true_values: field.optional_texts("trueValues")?,
            false_values: field.optional_texts("falseValues")?,
            missing_values: missing_values(&field)?,
        };
        field.finish()?;
        Ok(descriptor)
    }
}

impl DerivedDescriptor {
    fn read(derived: Object<'_>) -> Result<Self, PackageError> {
        let (found, known): (Self, &[&str]) = match derived.text("kind")?.as_str() {
            "full_years" => (
                Self::FullYears {
                    of: derived.text("of")?,
                },
                &["kind", "of"],
            ),
            "group_size" => (
                Self::GroupSize {
                    by: derived.text("by")?,
                },
                &["kind", "by"],
            ),
            "band" => (
                Self::Band {
                    of: derived.text("of")?,
                    bands: read_bands(&derived)?,
                },
                &["kind", "of", "bands"],
            ),
            "where" => {
                let filter = derived.value("filter").cloned();
                let filter = filter.ok_or_else(|| PackageError::Missing {
                    path: derived.path("filter"),
                })?;
                (Self::Where { filter }, &["kind", "filter"])
            }
            _ => {
                return Err(shape(
                    derived.path("kind"),
                    "以下之一：full_years、group_size、band、where",
                    "one of full_years, group_size, band, where",
                ));
            }
        };
        match derived.keys().find(|key| !known.contains(key)) {
            Some(key) => Err(PackageError::UnknownKey {
                path: derived.path(key),
            }),
            None => Ok(found),
        }
    }
}

/// A list of `{"from": number, "code": text}`.
fn read_bands(derived: &Object<'_>) -> Result<Vec<BandDocument>, PackageError> {
    let wrong = || {
        shape(
            derived.path("bands"),
            "一个列表，每项为 {\"from\": 数值, \"code\": 代码}，从小到大",
            "a list of {\"from\": number, \"code\": text}, ascending",
        )
    };
    let bands = derived.value("bands").cloned().ok_or_else(wrong)?;
    serde_json::from_value(bands).map_err(|_| wrong())
}

impl ConstraintsDescriptor {
    fn read(constraints: Object<'_>) -> Result<Self, PackageError> {
        if let Some(key) = constraints.keys().find(|key| !CONSTRAINTS.contains(key)) {
            return Err(PackageError::UnsupportedRule {
                path: constraints.path(key),
            });
        }
        let one_of = match constraints.value("enum") {
            None => None,
            Some(Value::Array(values)) if !values.is_empty() => Some(values.clone()),
            Some(_) => return Err(shape(constraints.path("enum"), "非空列表", "a list that is not empty")),
        };
        Ok(Self {
            path: constraints.here().to_owned(),
            required: constraints.boolean("required")?,
            unique: constraints.boolean("unique")?,
            pattern: constraints.optional_text("pattern")?,
            minimum: constraints.value("minimum").cloned(),
            maximum: constraints.value("maximum").cloned(),
            one_of,
        })
    }
}

/// Refuses keys of the standard that would change how a value is read.
fn refuse_other_formats(field: &Object<'_>) -> Result<(), PackageError> {
    let is_default = field.optional_text("format")?.is_none_or(|format| format == "default");
    if !is_default {
        return Err(PackageError::UnsupportedType {
            path: field.path("format"),
        });
    }
    let changing = ["decimalChar", "groupChar", "bareNumber"];
    match changing.into_iter().find(|&key| field.value(key).is_some()) {
        Some(key) => Err(PackageError::UnsupportedType { path: field.path(key) }),
        None => Ok(()),
    }
}

fn title(object: &Object<'_>) -> Result<Title, PackageError> {
    Ok(Title {
        zh: object.filled_text("title")?,
        en: object.filled_text("yq:titleEn")?,
    })
}

fn fields(schema: &Object<'_>, key: &'static str) -> Result<Vec<FieldDescriptor>, PackageError> {
    schema.objects(key)?.into_iter().map(FieldDescriptor::read).collect()
}

fn groups(schema: &Object<'_>) -> Result<Vec<(String, Title)>, PackageError> {
    let mut groups = Vec::new();
    for group in schema.objects("yq:groups")? {
        if let Some(key) = group.keys().find(|key| !["id", "title", "titleEn"].contains(key)) {
            return Err(PackageError::UnknownKey { path: group.path(key) });
        }
        let title = Title {
            zh: group.filled_text("title")?,
            en: group.filled_text("titleEn")?,
        };
        let id = group.filled_text("id")?;
        if groups.iter().any(|(other, _)| *other == id) {
            return Err(PackageError::Duplicate {
                path: group.path("id"),
                name: id,
            });
        }
        groups.push((id, title));
    }
    Ok(groups)
}

fn foreign_keys(schema: &Object<'_>) -> Result<Vec<ForeignKeyDescriptor>, PackageError> {
    let mut keys = Vec::new();
    for key in schema.objects("foreignKeys")? {
        let reference = key.object("reference")?;
        keys.push(ForeignKeyDescriptor {
            path: key.path("reference"),
            fields: key.texts_or_text("fields")?,
            resource: reference.optional_text("resource")?,
            reference_fields: reference.texts_or_text("fields")?,
        });
        reference.finish()?;
        key.finish()?;
    }
    Ok(keys)
}

/// The texts that mean *missing*: plain texts, or objects with a `value` as Data Package 2.0 allows.
fn missing_values(object: &Object<'_>) -> Result<Option<Vec<String>>, PackageError> {
    let is_plain = |value: &Value| matches!(value, Value::Array(items) if items.iter().all(Value::is_string));
    match object.value("missingValues") {
        None => Ok(None),
        Some(value) if is_plain(value) => object.optional_texts("missingValues"),
        Some(_) => {
            let labelled = object.objects("missingValues")?;
            labelled
                .iter()
                .map(|item| item.text("value"))
                .collect::<Result<_, _>>()
                .map(Some)
        }
    }
}

/// The path of a resource: one file inside the package folder.
fn relative_path(resource: &Object<'_>) -> Result<String, PackageError> {
    let is_inside = |path: &str| {
        !path.is_empty()
            && !path.starts_with('/')
            && !path.contains(['\\', ':'])
            && path.split('/').all(|part| !part.is_empty() && part != "..")
    };
    match resource.value("path") {
        Some(Value::String(path)) if is_inside(path) => Ok(path.clone()),
        None => Err(PackageError::Missing {
            path: resource.path("path"),
        }),
        Some(_) => Err(shape(
            resource.path("path"),
            "数据包文件夹内一个文件的相对路径（以 / 分隔，不含 ..）",
            "the relative path of one file inside the package folder, with / and without ..",
        )),
    }
}

/// The constraint error of a field.
pub(super) fn bad_constraint(path: impl Into<String>, zh: &str, en: &str) -> PackageError {
    PackageError::BadConstraint {
        path: path.into(),
        problem: Phrase::new(zh, en),
    }
}
