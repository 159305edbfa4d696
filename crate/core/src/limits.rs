//! Every limit, with its reason. A limit says in its name that it is one; nothing else here is counted.

/// Rows in one table. Row ids are `u32`, and 2³¹ keeps every word index of a bitmap within 32-bit address space.
pub const MAX_ROWS: usize = 1 << 31;

/// Rows that a section without columns may state. Elsewhere each row takes a byte of every column; these cost nothing to state, and
/// every set of them costs the reader a bit a row.
pub const MAX_ROWS_WITHOUT_COLUMNS: usize = 1 << 24;

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

/// Length of a filter in SQL, in bytes: what every database takes in one statement.
pub const MAX_SQL_BYTES: usize = 1 << 20;

/// Rows in one page of a list. A page is for the screen; exports take several.
pub const MAX_PAGE_ROWS: usize = 10_000;

/// Fields that one list is sorted by.
pub const MAX_SORT_FIELDS: usize = 3;

/// Fields of one cross-tabulation: what still fits on paper.
pub const MAX_CROSS_TAB_FIELDS: usize = 3;

/// Cells of one cross-tabulation. More is no table that a person reads, and four megabytes are soon copied.
pub const MAX_CROSS_TAB_CELLS: usize = 1 << 20;

/// Distinct values up to which a field belongs to the facets of every field. Names and numbers of persons have more, and their
/// counts would say nothing but who there is.
pub const MAX_FACET_CARDINALITY: usize = 4_096;

/// Edges of one histogram, and quantiles of one summary.
pub const MAX_SUMMARY_POINTS: usize = 1_024;

/// Distinct values up to which a field keeps one bitmap per value.
///
/// 64 bitmaps of one bit a row cost at most 8 bytes a row, twice the codes themselves at the widest.
pub const MAX_BITMAP_CARDINALITY: usize = 64;

/// Bytes of indexes that are kept beside a table. Value bitmaps of thirty fields over a million rows take half of it; opening a
/// register of that size needs as much for a moment, and a browser never gives memory back.
pub const MAX_INDEX_BYTES: usize = 96 << 20;

/// Magnitude of an integer cell: what a JavaScript number holds exactly.
pub const MAX_INTEGER: i64 = (1 << 53) - 1;

/// Bytes of the manifest of a snapshot: some hundred sections and slots of 200 bytes each, and room.
pub const MAX_MANIFEST_BYTES: usize = 1 << 20;

/// Bytes of a signature file. Ours has 317, and the id of the register and the sequence number.
pub const MAX_SIGNATURE_BYTES: usize = 1_024;

/// Bytes of a key slot. One key under one passphrase takes under 400.
pub const MAX_SLOT_BYTES: usize = 4_096;

/// Key slots inside one snapshot: operators of one office.
pub const MAX_SLOTS: usize = 256;

/// Sections of one snapshot. Ids have two digits.
pub const MAX_SECTIONS: usize = 100;

/// Keys that one section is encrypted to: the operators of one office and its escrow.
pub const MAX_RECIPIENTS: usize = 512;

/// Lines of the header of an encrypted section: two for each recipient, and what age adds. age reads a header anew with every line, so
/// the time for it grows with the square of them.
pub const MAX_AGE_HEADER_LINES: usize = 2 * MAX_RECIPIENTS + 16;

/// Bytes of the header of an encrypted section: 98 for each recipient, and what age adds.
pub const MAX_AGE_HEADER_BYTES: usize = 64 << 10;

/// Bytes of one section, sealed or inflated. A million rows of 143 fields take a fifth; twice this much still fits into the
/// 4 GiB that a browser's worker can address.
pub const MAX_SECTION_BYTES: usize = 1 << 30;

/// Changes of the publisher's key that one snapshot carries. Numbers have two digits; a key a year lasts for a century.
pub const MAX_ROTATIONS: usize = 99;

/// Bytes of the statement of one change: two keys, an id of a register, and what names them.
pub const MAX_ROTATION_BYTES: usize = 1_024;

/// How many times longer deflated bytes can become: a match of 258 bytes costs at least two bits.
pub const MAX_DEFLATE_RATIO: u64 = 1_032;

/// Bytes of the header inside a section.
pub const MAX_SECTION_HEADER_BYTES: usize = 4_096;

/// Bytes of the metadata in the base section. The schema of 143 fields with 60 code lists takes some 200 KiB; division codes of a
/// whole province some 2 MiB.
pub const MAX_METADATA_BYTES: usize = 16 << 20;

/// Reasons for looking at people in one snapshot: a list that a person reads before choosing.
pub const MAX_PURPOSES: usize = 50;

/// Bytes of the id of a register, a slot or a field.
pub const MAX_ID_BYTES: usize = 64;

/// Binary logarithm of the scrypt work for one slot: 2¹⁸ takes 256 MiB and a second or two; each one more doubles both.
pub const MAX_WORK_FACTOR: u8 = 18;

/// Seconds that a snapshot may seem to come from the future: a clock set to the wrong time zone is no reason to stop work.
pub const MAX_CLOCK_SKEW_S: i64 = 24 * 60 * 60;

/// Bytes of a log of who looked at whom. An entry takes a kibibyte: a hundred a day for some hundred days of work in each year, for
/// two years.
pub const MAX_LOG_BYTES: usize = 64 << 20;

/// Bytes of one sealed entry of a log.
pub const MAX_LOG_ENTRY_BYTES: usize = 64 << 10;

/// People named in one entry of a log. An action on more is described by its question.
pub const MAX_LOG_PERSONS: usize = 1_000;

/// Bytes of a text that a page keeps for one operator, such as their saved questions: some thousand of them.
pub const MAX_OWN_TEXT_BYTES: usize = 256 << 10;

/// Bytes that encryption to one operator adds to such a text: the header, and 16 for every 64 KiB. Ours takes under 600.
pub const MAX_OWN_OVERHEAD_BYTES: usize = 1_024;
