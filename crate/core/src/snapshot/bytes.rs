//! Reading little-endian values that come one after the other, without ever believing that there are more of them than there can be.

use std::io::Read;

/// Bytes on their way in, of which there are at most so many.
///
/// Nothing is allocated for more bytes than are left: a length that a section states costs no more memory than the section's own
/// length allows. `None` means that the bytes end too early.
pub(super) struct Reader<R> {
    inner: R,
    left: u64,
}

impl<R: Read> Reader<R> {
    /// Begins at the first of at most `byte_len` bytes.
    pub(super) fn new(inner: R, byte_len: u64) -> Self {
        Self { inner, left: byte_len }
    }

    /// The next bytes, as many as there is room for.
    fn fill(&mut self, bytes: &mut [u8]) -> Option<()> {
        self.left = self.left.checked_sub(bytes.len() as u64)?;
        self.inner.read_exact(bytes).ok()
    }

    /// The next `N` bytes.
    pub(super) fn array<const N: usize>(&mut self) -> Option<[u8; N]> {
        let mut bytes = [0; N];
        self.fill(&mut bytes)?;
        Some(bytes)
    }

    /// The next `byte_len` bytes.
    pub(super) fn take(&mut self, byte_len: usize) -> Option<Vec<u8>> {
        if byte_len as u64 > self.left {
            return None;
        }
        let mut bytes = vec![0; byte_len];
        self.fill(&mut bytes)?;
        Some(bytes)
    }

    /// The next byte.
    pub(super) fn byte(&mut self) -> Option<u8> {
        Some(u8::from_le_bytes(self.array()?))
    }

    /// The next two bytes as a number.
    pub(super) fn u16(&mut self) -> Option<u16> {
        Some(u16::from_le_bytes(self.array()?))
    }

    /// The next four bytes as a number.
    pub(super) fn u32(&mut self) -> Option<u32> {
        Some(u32::from_le_bytes(self.array()?))
    }

    /// The next `count` values of `N` bytes each. A product beyond the address space is an early end like any other.
    pub(super) fn values<T, const N: usize>(
        &mut self,
        count: usize,
        from_le_bytes: fn([u8; N]) -> T,
    ) -> Option<Vec<T>> {
        if count.checked_mul(N)? as u64 > self.left {
            return None;
        }
        let mut values = Vec::with_capacity(count);
        // PERF: a few kibibytes at a time stay in the cache, and are no second copy of the column.
        let mut piece = [[0; N]; 512];
        while values.len() < count {
            let piece_len = piece.len().min(count - values.len());
            let piece = &mut piece[..piece_len];
            self.fill(piece.as_flattened_mut())?;
            values.extend(piece.iter().map(|&value| from_le_bytes(value)));
        }
        Some(values)
    }

    /// Whether nothing is left of what there may be.
    pub(super) fn is_at_end(&self) -> bool {
        self.left == 0
    }

    /// What the bytes come from, after those that were read.
    pub(super) fn inner_mut(&mut self) -> &mut R {
        &mut self.inner
    }

    /// What the bytes come from, for the next `byte_len` of them.
    ///
    /// `None` if there cannot be as many.
    pub(super) fn part(&mut self, byte_len: u64) -> Option<std::io::Take<&mut R>> {
        self.left = self.left.checked_sub(byte_len)?;
        Some(self.inner.by_ref().take(byte_len))
    }
}
