//! Reading little-endian values from a slice without ever reading past its end.

/// A position in a slice. Every `take` is checked; `None` means that the bytes end too early.
pub(super) struct Reader<'a> {
    rest: &'a [u8],
}

impl<'a> Reader<'a> {
    /// Begins at the first byte.
    pub(super) fn new(bytes: &'a [u8]) -> Self {
        Self { rest: bytes }
    }

    /// The next `byte_len` bytes.
    pub(super) fn take(&mut self, byte_len: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.rest.split_at_checked(byte_len)?;
        self.rest = rest;
        Some(taken)
    }

    /// The next `count` values of `width` bytes each. A product beyond the address space is an early end like any other.
    pub(super) fn take_array(&mut self, count: usize, width: usize) -> Option<&'a [u8]> {
        self.take(count.checked_mul(width)?)
    }

    /// The next byte.
    pub(super) fn byte(&mut self) -> Option<u8> {
        Some(self.take(1)?[0])
    }

    /// The next two bytes as a number.
    pub(super) fn u16(&mut self) -> Option<u16> {
        Some(u16::from_le_bytes(self.take(2)?.try_into().ok()?))
    }

    /// The next four bytes as a number.
    pub(super) fn u32(&mut self) -> Option<u32> {
        Some(u32::from_le_bytes(self.take(4)?.try_into().ok()?))
    }

    /// Everything that is left.
    pub(super) fn rest(self) -> &'a [u8] {
        self.rest
    }

    /// Whether nothing is left.
    pub(super) fn is_at_end(&self) -> bool {
        self.rest.is_empty()
    }
}

/// The values of a little-endian array whose length is a multiple of `N` bytes.
pub(super) fn values<T, const N: usize>(bytes: &[u8], from_le_bytes: fn([u8; N]) -> T) -> Vec<T> {
    let (values, leftover) = bytes.as_chunks::<N>();
    debug_assert!(leftover.is_empty(), "take_array takes whole values");
    values.iter().map(|&value| from_le_bytes(value)).collect()
}
