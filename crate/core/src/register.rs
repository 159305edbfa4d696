//! An opened snapshot whose sections are decrypted when they are first needed.
//!
//! Opening decrypts the base section alone. Of the others it is known at once which of them the key opens; each stays sealed until
//! something asks for one of its fields, is then verified, decrypted and decoded whole, and may be
//! [closed](OpenRegister::close_section) again.
//!
//! ```text
//! VerifiedSnapshot ─ [OpenRegister::open] ─▶ Dataset of the base section + SealedSections
//! question ─ [OpenRegister::ask] ─▶ refused for want of a section that the key opens? open it, ask again ─▶ answer
//! ```
//!
//! What a question needs is not worked out beforehand: the dataset says which field it lacks, so there is no second opinion about
//! it. A section that cannot be opened changes nothing: no column of it can be seen.

use std::io::{self, Read};

use crate::dataset::{Dataset, population_fields};
use crate::date::{self, Day};
use crate::error::{AnswerError, OpenError, QueryError};
use crate::schema::{FieldId, Pack, Schema};
use crate::seal::{Identity, Manifest, OpenSection, SealedSections, SectionKeys, VerifiedSnapshot};
use crate::snapshot::{
    ExpectedSection, Metadata, SectionBytes, SectionHeader, assemble, assemble_restricted, check_announced,
    decode_section,
};
use crate::table::Table;

/// Decrypted bytes between two reports of progress: some tens of them for a community, some hundreds for a city district.
const PROGRESS_STEP_BYTES: u64 = 1 << 18;

/// How far opening has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Progress {
    /// The base section is being decrypted, inflated and cut into columns, in one pass.
    Decrypt {
        /// Bytes of it that are decrypted.
        done: u64,
        /// Bytes that the section has at most.
        total: u64,
    },
    /// Its columns are compared with the schema.
    Decode,
    /// The rows that are counted are found.
    Index,
}

/// A snapshot that was not opened, given back for the next try, and why.
pub struct Refused {
    /// The snapshot, as it was.
    pub snapshot: VerifiedSnapshot,
    /// Why.
    pub error: OpenError,
}

/// An opened register: what its snapshot says, and a dataset that grows by the sections that are asked for.
pub struct OpenRegister {
    manifest: Manifest,
    metadata: Metadata,
    base: SectionHeader,
    dataset: Dataset,
    sealed: SealedSections,
    /// The restricted sections, in order.
    sections: Vec<RestrictedSection>,
}

struct RestrictedSection {
    id: String,
    fields: Vec<FieldId>,
    can_open: bool,
    is_open: bool,
}

impl OpenRegister {
    /// Opens a snapshot with a key: decrypts the base section, and finds out what else the key opens.
    ///
    /// `report` is told how far it has come. Restricted sections are opened only if the schema counts people by one of their fields.
    ///
    /// # Errors
    ///
    /// - those of [`VerifiedSnapshot::section_keys`] and [`VerifiedSnapshot::decrypt`];
    /// - those of [`decode_section`], [`assemble`] and [`check_announced`];
    /// - [`OpenError::Schema`] if the population cannot be found.
    pub fn open(
        snapshot: VerifiedSnapshot,
        identity: &Identity,
        mut report: impl FnMut(Progress),
    ) -> Result<Self, Box<Refused>> {
        match Base::open(&snapshot, identity, &mut report) {
            Ok(base) => Ok(base.into_register(snapshot)),
            Err(error) => Err(Box::new(Refused { snapshot, error })),
        }
    }

    /// What the publisher says about the snapshot.
    pub fn manifest(&self) -> &Manifest {
        &self.manifest
    }

    /// What the base section says beside its columns.
    pub fn metadata(&self) -> &Metadata {
        &self.metadata
    }

    /// What is open now. Fields of sections that were not needed yet have no column.
    pub fn dataset(&self) -> &Dataset {
        &self.dataset
    }

    /// The schema of all sections.
    pub fn schema(&self) -> &Schema {
        self.dataset.schema()
    }

    /// Whether the key opens the section of a field, be it open or not.
    pub fn can_open(&self, field: FieldId) -> bool {
        match self.section_of(field) {
            Some(section) => section.can_open,
            None => self.schema().field(field).pack == Pack::Yes,
        }
    }

    /// Ids of the sections that the key opens, the base section first, be they open or not.
    pub fn openable_sections(&self) -> Vec<&str> {
        self.ids(|section| section.can_open)
    }

    /// Ids of the sections whose columns are in memory, the base section first.
    pub fn open_sections(&self) -> Vec<&str> {
        self.ids(|section| section.is_open)
    }

    /// Ids of the sections that the key does not open.
    pub fn locked_sections(&self) -> Vec<&str> {
        let locked = self.sections.iter().filter(|section| !section.can_open);
        locked.map(|section| section.id.as_str()).collect()
    }

    /// Bytes of the snapshot that are kept to be decrypted later.
    pub fn sealed_byte_len(&self) -> usize {
        self.sealed.byte_len()
    }

    /// Asks the dataset something, and opens what it lacks as often as that helps.
    ///
    /// `question` may be asked several times; it depends on nothing but the dataset.
    ///
    /// # Errors
    ///
    /// Those of the question, and those of opening a section that it needs; then nothing of that section can be seen.
    pub fn ask<T>(&mut self, question: impl Fn(&Dataset) -> Result<T, QueryError>) -> Result<T, AnswerError> {
        loop {
            match question(&self.dataset) {
                Ok(answer) => return Ok(answer),
                Err(refusal) => self.open_lacking(refusal)?,
            }
        }
    }

    /// Opens what a question was refused for; the refusal itself, if nothing can be opened that would help.
    fn open_lacking(&mut self, refusal: QueryError) -> Result<(), AnswerError> {
        let lacking = match &refusal {
            QueryError::LockedField { field, .. } => self.schema().field_id(field),
            _ => None,
        };
        let Some(field) = lacking.filter(|&field| self.can_open(field) && !self.dataset.table().has(field)) else {
            return Err(refusal.into());
        };
        self.open_field(field)?;
        if self.dataset.table().has(field) {
            return Ok(());
        }
        Err(refusal.into())
    }

    /// Opens the section of a field, unless it is open or the key does not open it: whoever asks for the field is told then.
    ///
    /// # Errors
    ///
    /// - what is wrong with the section; nothing of it can be seen then;
    /// - ages count to a day to which the field cannot be computed.
    pub fn open_field(&mut self, field: FieldId) -> Result<(), AnswerError> {
        self.open_section_of(field)?;
        if self.dataset.lacks_live(field) {
            self.open_dated()?;
            self.dataset.derive_missing()?;
        }
        Ok(())
    }

    /// Opens every section that the key opens.
    ///
    /// # Errors
    ///
    /// As [`open_field`](Self::open_field); sections before the one that fails stay open.
    pub fn open_all(&mut self) -> Result<(), AnswerError> {
        for index in 0..self.sections.len() {
            self.open_section(index)?;
        }
        Ok(self.dataset.derive_missing()?)
    }

    /// Counts ages to another day. Nothing changes if that fails, but that sections it needs may be open.
    ///
    /// # Errors
    ///
    /// Those of [`Dataset::set_as_of`], and those of opening a section with something to compute or to compute it from.
    pub fn set_as_of(&mut self, as_of: Day) -> Result<(), AnswerError> {
        if date::parse(&self.manifest.as_of) != Some(as_of) && date::is_day(as_of) {
            self.open_dated()?;
        }
        Ok(self.dataset.set_as_of(as_of)?)
    }

    /// Gives the memory of a restricted section back: its columns, their indexes, and what was computed from them for another day. It
    /// opens again when it is needed. Nothing happens to sections that are not open, to the base section, and to ids that no section
    /// has.
    pub fn close_section(&mut self, id: &str) {
        let open = self
            .sections
            .iter_mut()
            .find(|section| section.id == id && section.is_open);
        if let Some(section) = open {
            section.is_open = false;
            self.dataset.drop_columns(&section.fields);
        }
    }

    fn ids(&self, is_wanted: impl Fn(&RestrictedSection) -> bool) -> Vec<&str> {
        let restricted = self.sections.iter().filter(|section| is_wanted(section));
        let base = [self.base.section.as_str()].into_iter();
        base.chain(restricted.map(|section| section.id.as_str())).collect()
    }

    fn section_of(&self, field: FieldId) -> Option<&RestrictedSection> {
        self.sections.iter().find(|section| section.fields.contains(&field))
    }

    fn open_section_of(&mut self, field: FieldId) -> Result<(), OpenError> {
        let index = self.sections.iter().position(|section| section.fields.contains(&field));
        index.map_or(Ok(()), |index| self.open_section(index))
    }

    /// Opens what changes with the as-of date, and what that is computed from.
    fn open_dated(&mut self) -> Result<(), OpenError> {
        for (field, sources) in self.dataset.dated_fields() {
            if self.can_open(field) {
                self.open_section_of(field)?;
                sources
                    .into_iter()
                    .try_for_each(|source| self.open_section_of(source))?;
            }
        }
        Ok(())
    }

    fn open_section(&mut self, index: usize) -> Result<(), OpenError> {
        let section = &self.sections[index];
        if section.is_open || !section.can_open {
            return Ok(());
        }
        let opened = self.sealed.decrypt(&section.id)?;
        let (base, metadata) = (&self.base, &self.metadata);
        let table = restricted_table(opened, base, metadata, self.dataset.schema())?;
        self.dataset.put_section(table);
        self.sections[index].is_open = true;
        Ok(())
    }
}

/// What opening has found out before it can no longer fail.
struct Base {
    keys: SectionKeys,
    header: SectionHeader,
    metadata: Metadata,
    dataset: Dataset,
    /// Ids of the restricted sections that are open already.
    open: Vec<String>,
}

impl Base {
    fn open(
        snapshot: &VerifiedSnapshot,
        identity: &Identity,
        report: &mut dyn FnMut(Progress),
    ) -> Result<Self, OpenError> {
        let manifest = snapshot.manifest();
        let as_of = date::parse(&manifest.as_of).ok_or_else(|| OpenError::Manifest {
            problem: "as_of is no day".to_owned(),
        })?;
        let keys = snapshot.section_keys(identity)?;
        let ids = || manifest.sections.iter().map(|section| section.id.as_str());
        let base_id = ids().next().ok_or(OpenError::NoAccess)?;
        let opened = snapshot.decrypt(base_id, &keys.base)?;
        let expected = ExpectedSection {
            register: &manifest.register,
            seq: manifest.seq,
            section: base_id,
            as_of: &manifest.as_of,
        };
        let section = decode_section(Reported::bytes(opened, report), &expected)?;
        report(Progress::Decode);
        let header = section.header.clone();
        let (metadata, schema, mut table) = assemble(vec![section])?;
        check_announced(&metadata, ids())?;
        report(Progress::Index);
        let mut open = Vec::new();
        for field in population_fields(&schema) {
            let name = &schema.field(field).id;
            let entry = metadata.sections.iter().find(|entry| entry.fields.contains(name));
            let Some(id) = entry.map(|entry| &entry.id).filter(|&id| !open.contains(id)) else {
                continue;
            };
            let key = keys.restricted.iter().find(|(key_of, _)| key_of == id);
            if let Some(key) = key.and_then(|(_, key)| key.as_ref()) {
                let opened = snapshot.decrypt(id, key)?;
                table.put(restricted_table(opened, &header, &metadata, &schema)?);
                open.push(id.clone());
            }
        }
        Ok(Self {
            dataset: Dataset::new(schema, table, as_of)?,
            keys,
            header,
            metadata,
            open,
        })
    }

    fn into_register(self, snapshot: VerifiedSnapshot) -> OpenRegister {
        let (manifest, sealed) = snapshot.into_sealed(self.keys.restricted);
        let schema = self.dataset.schema();
        let sections = self.metadata.sections.iter().map(|entry| RestrictedSection {
            id: entry.id.clone(),
            fields: entry.fields.iter().filter_map(|name| schema.field_id(name)).collect(),
            can_open: sealed.has(&entry.id),
            is_open: self.open.contains(&entry.id),
        });
        OpenRegister {
            manifest,
            base: self.header,
            sections: sections.collect(),
            metadata: self.metadata,
            dataset: self.dataset,
            sealed,
        }
    }
}

/// Decrypts and decodes a restricted section into a table of its own.
fn restricted_table(
    opened: OpenSection,
    base: &SectionHeader,
    metadata: &Metadata,
    schema: &Schema,
) -> Result<Table, OpenError> {
    let id = opened.id.clone();
    let expected = ExpectedSection {
        register: &base.register,
        seq: base.seq,
        section: &id,
        as_of: &metadata.as_of,
    };
    // PERF: read as the base section is, though nobody listens: a second type of reader is a second copy of the decoder, 20 KB.
    let mut report = |_| ();
    let section = decode_section(Reported::bytes(opened, &mut report), &expected)?;
    assemble_restricted(base, metadata, schema, section)
}

/// A section that tells how much of it was read.
struct Reported<'r, R> {
    reader: R,
    done: u64,
    total: u64,
    report: &'r mut dyn FnMut(Progress),
}

impl<'r, 'a> Reported<'r, age::stream::StreamReader<&'a [u8]>> {
    fn bytes(opened: OpenSection<'a>, report: &'r mut dyn FnMut(Progress)) -> SectionBytes<Self> {
        let total = opened.max_byte_len;
        report(Progress::Decrypt { done: 0, total });
        let reader = Self {
            reader: opened.reader,
            done: 0,
            total,
            report,
        };
        SectionBytes {
            reader,
            max_byte_len: total,
        }
    }
}

impl<R: Read> Read for Reported<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.reader.read(buffer)?;
        let before = self.done;
        self.done += read as u64;
        if before / PROGRESS_STEP_BYTES != self.done / PROGRESS_STEP_BYTES {
            let (done, total) = (self.done, self.total);
            (self.report)(Progress::Decrypt { done, total });
        }
        Ok(read)
    }
}
