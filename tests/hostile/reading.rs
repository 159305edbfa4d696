//! Reading as the page and the command line do, within bounds, and seeing to it that nothing of a refused file is left.

use std::time::{Duration, Instant};

use yongquan_core::error::{AnswerError, OpenError};
use yongquan_core::query::Filter;
use yongquan_core::register::OpenRegister;
use yongquan_core::seal::{Identity, SealedSnapshot, SecretString, Trust, VerifiedSnapshot, unlock_slot};
use yongquan_core::snapshot::{SectionBytes, decode_snapshot};

use crate::audit::check_audit;
use crate::fixture::{OFFICE, identity};
use crate::memory::{allocated, peak_of};

/// A field of the base section, and its values.
const OPEN_FIELD: (&str, usize) = ("fee", 32);

/// Fields of the restricted section.
pub const RESTRICTED_FIELDS: [&str; 2] = ["phone", "remark"];

/// Bytes that reading may take beside the file itself: windows to decrypt and to inflate through, and the columns of 40 rows.
const MAX_PEAK_BYTES: usize = 1 << 20;

/// What a first run may leave behind for later ones, such as the tables of a library; smaller than any section.
const MAX_KEPT_BYTES: isize = 256;

/// For any outcome, on a machine that does other things as well.
const MAX_TIME: Duration = Duration::from_secs(5);

/// What reading a snapshot gave, and the memory that it took.
pub struct Outcome {
    /// Rows and the sections that stayed closed, or why nothing was read.
    pub read: Result<(usize, Vec<String>), OpenError>,
    /// Bytes that were allocated at the worst moment.
    pub peak_byte_len: usize,
}

impl Outcome {
    /// Reads bytes, in either way there is.
    pub fn of(bytes: &[u8], trust: &Trust, identity: &Identity) -> Self {
        let begun = Instant::now();
        let (read, peak_byte_len) = peak_of(|| read(bytes, trust, identity));
        let time = begun.elapsed();
        assert!(time < MAX_TIME, "reading {} bytes took {time:?}", bytes.len());
        Self { read, peak_byte_len }
    }

    /// The code of the refusal; `accepted` if there is none.
    pub fn code(&self) -> &'static str {
        self.read.as_ref().map_or_else(OpenError::code, |_| "accepted")
    }
}

/// The code with which bytes are refused, which must not take more memory than the register of the tests does.
///
/// Nor must anything of the file stay in memory.
pub fn outcome(bytes: &[u8], trust: &Trust, identity: &Identity) -> &'static str {
    let before = allocated();
    let outcome = Outcome::of(bytes, trust, identity);
    let limit = bytes.len() + MAX_PEAK_BYTES;
    assert!(
        outcome.peak_byte_len < limit,
        "{} > {limit} bytes",
        outcome.peak_byte_len
    );
    let code = outcome.code();
    drop(outcome);
    let kept = allocated() - before;
    assert!(kept <= MAX_KEPT_BYTES, "{kept} bytes are kept");
    code
}

/// The code with which the desk's reader refuses the bytes; `accepted` if it does not.
pub fn code(bytes: &[u8]) -> &'static str {
    code_for(bytes, &OFFICE.trust())
}

/// The same with another trust.
pub fn code_for(bytes: &[u8], trust: &Trust) -> &'static str {
    let code = outcome(bytes, trust, &identity(&OFFICE.desk));
    check_audit(bytes, trust, code);
    code
}

/// Row count, and sections that stayed closed.
fn read(bytes: &[u8], trust: &Trust, identity: &Identity) -> Result<(usize, Vec<String>), OpenError> {
    let snapshot = SealedSnapshot::verify(bytes.to_vec(), trust)?;
    let all_at_once = at_once(&snapshot, identity);
    assert_eq!(as_needed(snapshot, identity), all_at_once, "both ways to read agree");
    all_at_once
}

/// Every section in one step. An error gives nothing else back: the type has no room for it.
fn at_once(snapshot: &VerifiedSnapshot, identity: &Identity) -> Result<(usize, Vec<String>), OpenError> {
    let opened = snapshot.open(identity)?;
    let manifest = snapshot.manifest();
    let plain = opened.sections.into_iter().map(|section| {
        let (reader, max_byte_len) = (section.reader, section.max_byte_len);
        (section.id, SectionBytes { reader, max_byte_len })
    });
    let ids: Vec<&str> = manifest.sections.iter().map(|section| section.id.as_str()).collect();
    let (_, _, table) = decode_snapshot(&manifest.register, manifest.seq, &manifest.as_of, &ids, plain)?;
    Ok((table.row_count(), opened.locked))
}

/// The base section, and each other one when it is asked for.
///
/// Where the base section is at fault, there is no register to ask. Where another one is, nothing of it may be seen, however often it
/// is asked for, and the base section answers as before.
fn as_needed(snapshot: VerifiedSnapshot, identity: &Identity) -> Result<(usize, Vec<String>), OpenError> {
    let mut register = OpenRegister::open(snapshot, identity, |_| ()).map_err(|refused| refused.error)?;
    let (field, with_value) = OPEN_FIELD;
    assert_eq!(count(&mut register, field), Ok(with_value));
    let error = match register.open_all() {
        Ok(()) => {
            let locked = register.locked_sections().into_iter().map(str::to_owned);
            return Ok((register.dataset().table().row_count(), locked.collect()));
        }
        Err(AnswerError::Open(error)) => error,
        Err(error) => panic!("opening a section is no question: {error}"),
    };
    for field in RESTRICTED_FIELDS {
        assert_eq!(count(&mut register, field), Err(error.code()), "{field}");
        let id = register.schema().field_id(field).expect("is in the schema");
        assert!(!register.dataset().table().has(id), "{field} can be seen");
    }
    assert_eq!(register.open_sections(), ["s00"]);
    assert_eq!(count(&mut register, field), Ok(with_value));
    Err(error)
}

/// How many rows have a value, or the code of why that is not told.
pub fn count(register: &mut OpenRegister, field: &str) -> Result<usize, &'static str> {
    let field = field.to_owned();
    let selection = register.ask(|dataset| dataset.ask(&Filter::NotMissing { field: field.clone() }));
    selection
        .map(|selection| selection.counts().matched)
        .map_err(|error| error.code())
}

/// The code with which a slot is refused; `accepted` if it opens.
///
/// One of the highest work that is allowed takes a second or two, on a machine with nothing else to do.
pub fn slot_code(slot: &[u8], passphrase: &str) -> &'static str {
    let begun = Instant::now();
    let unlocked = unlock_slot(slot, SecretString::from(passphrase));
    let time = begun.elapsed();
    assert!(time < MAX_TIME * 10, "a slot of {} bytes took {time:?}", slot.len());
    unlocked.map_or_else(|error| error.code(), |_| "accepted")
}
