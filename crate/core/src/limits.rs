//! Every limit, with its reason. A limit says in its name that it is one; nothing else here is counted.

/// Rows in one table. Row ids are `u32`, and 2³¹ keeps every word index of a bitmap within 32-bit address space.
pub const MAX_ROWS: usize = 1 << 31;

/// Fields in one schema. A register has 143; a thousand leaves room and keeps a facet of all fields within a frame.
pub const MAX_FIELDS: usize = 1_024;

/// Levels of AND, OR and NOT in one filter. The evaluator recurses, and a browser's worker stack is small.
pub const MAX_FILTER_DEPTH: usize = 32;

/// Leaves and groups in one filter: what a person builds has ten, what a portal generates a few hundred.
pub const MAX_FILTER_NODES: usize = 4_096;

/// Values in one IN list.
pub const MAX_IN_VALUES: usize = 4_096;

/// Bytes of a question in the text form.
pub const MAX_QUESTION_BYTES: usize = 64 * 1024;

/// Rows in one page of a list. A page is for the screen; exports take several.
pub const MAX_PAGE_ROWS: usize = 10_000;

/// Distinct values up to which a field keeps one bitmap per value.
///
/// 64 bitmaps of one bit a row cost at most 8 bytes a row, twice the codes themselves at the widest.
pub const MAX_BITMAP_CARDINALITY: usize = 64;

/// Magnitude of an integer cell: what a JavaScript number holds exactly.
pub const MAX_INTEGER: i64 = (1 << 53) - 1;
