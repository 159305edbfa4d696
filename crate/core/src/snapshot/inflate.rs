//! The body of a section, inflated while it is read.

use std::io::{self, Read};

use miniz_oxide::inflate::TINFLStatus;
use miniz_oxide::inflate::core::{DecompressorOxide, decompress, inflate_flags};

/// Bytes of the window: a power of two, and what deflate can refer back to at the least.
const WINDOW_LEN: usize = 1 << 16;

/// Deflated bytes that are read at a time.
const INPUT_LEN: usize = 1 << 14;

/// Reads what some deflated bytes inflate to.
///
/// ```text
/// window   … given ┊ filled, not given yet ┊ older bytes, which matches may refer to …
/// ```
pub(super) struct Inflater<R> {
    deflated: R,
    input: Vec<u8>,
    /// Which part of `input` was not inflated yet.
    input_start: usize,
    input_end: usize,
    state: Box<DecompressorOxide>,
    window: Vec<u8>,
    given: usize,
    filled: usize,
    /// The window has been full once: whatever a match can refer to is there.
    is_wrapped: bool,
    /// The last block has ended.
    is_done: bool,
    /// The deflated bytes broke off, or are none.
    is_broken: bool,
}

impl<R: Read> Inflater<R> {
    /// Inflates all that `deflated` gives.
    pub(super) fn new(deflated: R) -> Self {
        Self {
            deflated,
            input: vec![0; INPUT_LEN],
            input_start: 0,
            input_end: 0,
            state: Box::default(),
            window: vec![0; WINDOW_LEN],
            given: 0,
            filled: 0,
            is_wrapped: false,
            is_done: false,
            is_broken: false,
        }
    }

    /// Whether a reader met the end of the deflated bytes, or bytes that are not deflated, before it had what it wanted.
    pub(super) fn is_broken(&self) -> bool {
        self.is_broken
    }

    /// Whether there is nothing more to inflate, in the stream and behind it.
    pub(super) fn is_at_end(&mut self) -> bool {
        // The end of the last block may not have been read yet: it gives no bytes.
        let mut one_more = [0];
        self.read(&mut one_more).is_ok_and(|byte_len| byte_len == 0)
            && self.is_done
            && self.input_start == self.input_end
            && self.deflated.read(&mut one_more).is_ok_and(|byte_len| byte_len == 0)
    }

    /// Inflates until there are bytes to give or there will be none.
    fn inflate_more(&mut self) -> io::Result<()> {
        while self.given == self.filled && !self.is_done {
            if self.filled == WINDOW_LEN {
                (self.given, self.filled) = (0, 0);
                self.is_wrapped = true;
            }
            if self.input_start == self.input_end {
                self.input_start = 0;
                self.input_end = self.deflated.read(&mut self.input)?;
            }
            let input = &self.input[self.input_start..self.input_end];
            let mut flags = 0;
            if !input.is_empty() {
                flags |= inflate_flags::TINFL_FLAG_HAS_MORE_INPUT;
            }
            // Otherwise a match that reaches back to before the first byte finds the zeros of an unused window there, which are
            // nobody's bytes.
            if !self.is_wrapped {
                flags |= inflate_flags::TINFL_FLAG_USING_NON_WRAPPING_OUTPUT_BUF;
            }
            let (status, read, written) = decompress(&mut self.state, input, &mut self.window, self.filled, flags);
            self.input_start += read;
            self.filled += written;
            match status {
                TINFLStatus::Done => self.is_done = true,
                TINFLStatus::HasMoreOutput | TINFLStatus::NeedsMoreInput => {}
                _ => return Err(io::ErrorKind::InvalidData.into()),
            }
        }
        Ok(())
    }
}

impl<R: Read> Read for Inflater<R> {
    fn read(&mut self, bytes: &mut [u8]) -> io::Result<usize> {
        let more = self.inflate_more();
        let byte_len = bytes.len().min(self.filled - self.given);
        self.is_broken |= more.is_err() || byte_len < bytes.len().min(1);
        more?;
        bytes[..byte_len].copy_from_slice(&self.window[self.given..self.given + byte_len]);
        self.given += byte_len;
        Ok(byte_len)
    }
}

#[cfg(test)]
mod tests {
    use miniz_oxide::deflate::compress_to_vec;
    use proptest::prelude::*;

    use super::*;

    /// Bytes far longer than the window, with matches that reach back as far as they can.
    fn long() -> Vec<u8> {
        let mut number = 7_u32;
        let mut bytes: Vec<u8> = (0..300_000)
            .map(|_| {
                number = number.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                (number >> 24) as u8
            })
            .collect();
        for place in (33_000..bytes.len()).step_by(100) {
            bytes.copy_within(place - 32_768..place - 32_700, place);
        }
        bytes
    }

    #[test]
    fn bytes_longer_than_the_window_come_out_as_they_went_in() {
        let bytes = long();
        let deflated = compress_to_vec(&bytes, 6);
        let mut inflater = Inflater::new(&deflated[..]);
        let mut inflated = Vec::new();
        inflater.read_to_end(&mut inflated).expect("is deflated");
        assert!(inflated == bytes);
        assert!(inflater.is_at_end());
    }

    #[test]
    fn bytes_behind_the_stream_are_no_end() {
        let deflated = [compress_to_vec(b"abc", 6), vec![0]].concat();
        let mut inflater = Inflater::new(&deflated[..]);
        let mut inflated = [0; 3];
        inflater.read_exact(&mut inflated).expect("is deflated");
        assert_eq!(&inflated, b"abc");
        assert!(!inflater.is_broken());
        assert!(!inflater.is_at_end());
    }

    #[test]
    fn a_stream_that_breaks_off_is_broken() {
        let deflated = compress_to_vec(&long(), 6);
        for byte_len in [0, 1, 1_000, deflated.len() - 1] {
            let mut inflater = Inflater::new(&deflated[..byte_len]);
            assert!(inflater.read_to_end(&mut Vec::new()).is_err(), "{byte_len} bytes");
            assert!(inflater.is_broken());
        }
    }

    /// A block of fixed codes: the byte 97, then a match of three bytes at this distance, of at most four.
    fn match_at_distance(distance: u8) -> [u8; 4] {
        // Last block, fixed codes; 97 is 8 bits of the code 0x91; a match of three has the code 0000001, distances 1 to 4 are the
        // codes 00000 to 00011 of five bits, the end is 0000000. Codes begin with their highest digit.
        let codes = [
            (0b011, 3),
            (reversed(0x91, 8), 8),
            (reversed(1, 7), 7),
            (reversed(distance - 1, 5), 5),
            (0, 7),
        ];
        let (bits, _) = codes.iter().fold((0_u32, 0), |(bits, place), &(code, len)| {
            (bits | u32::from(code) << place, place + len)
        });
        bits.to_le_bytes()
    }

    fn reversed(code: u8, len: u32) -> u8 {
        code.reverse_bits() >> (8 - len)
    }

    #[test]
    fn a_match_before_the_first_byte_is_broken() {
        let mut inflated = Vec::new();
        let deflated = match_at_distance(1);
        Inflater::new(&deflated[..])
            .read_to_end(&mut inflated)
            .expect("is deflated");
        assert_eq!(inflated, b"aaaa");
        for distance in 2..=4 {
            let deflated = match_at_distance(distance);
            let mut inflater = Inflater::new(&deflated[..]);
            assert!(inflater.read_to_end(&mut Vec::new()).is_err(), "{distance} bytes back");
            assert!(inflater.is_broken());
        }
    }

    proptest! {
        #[test]
        fn any_bytes_end_or_are_refused(deflated in proptest::collection::vec(any::<u8>(), 0..200)) {
            let mut inflater = Inflater::new(&deflated[..]);
            let mut inflated = [0; 1 << 12];
            while inflater.read(&mut inflated).is_ok_and(|byte_len| byte_len > 0) {}
        }
    }
}
