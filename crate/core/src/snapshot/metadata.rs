//! What the base section says about the register beside its columns.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::schema::SchemaDocument;

/// What the base section says about the register beside its columns.
///
/// It lies inside the encryption: titles, purposes and the names of operators are nobody's business who has no key.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Metadata {
    /// The schema of all sections, also of those that a key does not open.
    pub schema: SchemaDocument,
    /// The day the data speaks of, `YYYY-MM-DD`; derived values are as of this day.
    pub as_of: String,
    /// Id of an operator (the name of their slot) → what people call them.
    pub operators: BTreeMap<String, String>,
}
