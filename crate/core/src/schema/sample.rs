//! Schemas for tests.

use serde_json::json;

use super::{Schema, SchemaDocument};

/// A schema of nothing but whole numbers.
pub(crate) fn integers(field_count: usize) -> Schema {
    let title = json!({"zh": "列", "en": "column"});
    let field = |number: usize| {
        json!({
            "id": format!("f{number}"), "title": title, "kind": "integer", "group": "g", "sensitivity": "internal",
            "department": "", "purpose": "", "legal_basis": "", "standard": "", "pack": "yes"
        })
    };
    let document: SchemaDocument = serde_json::from_value(json!({
        "title": title, "groups": [{"id": "g", "title": title}],
        "fields": (0..field_count).map(field).collect::<Vec<_>>(), "code_lists": [], "roles": {},
        "default_columns": [], "default_facets": [], "example_questions": []
    }))
    .expect("a document");
    Schema::new(document).expect("a schema")
}
