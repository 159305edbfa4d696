//! Which encoding a text file has, and a reader that turns it into UTF-8.

use std::fmt;
use std::io::{self, Read};

use encoding_rs::{CoderResult, Decoder};

/// Bytes read at a time.
const CHUNK_LEN: usize = 64 * 1024;

/// Broken UTF-8 sequences after which a file that has hardly any valid ones need not be read further to be known as GB18030.
const ENOUGH_BROKEN: u64 = 4_096;

/// Encoding of a text file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Encoding {
    /// UTF-8 without byte order mark.
    Utf8,
    /// UTF-8 with byte order mark.
    Utf8Bom,
    /// UTF-16, low byte first, with byte order mark.
    Utf16Le,
    /// UTF-16, high byte first, with byte order mark.
    Utf16Be,
    /// GB18030, which contains GBK and GB2312.
    Gb18030,
}

impl Encoding {
    /// Finds the encoding of a file.
    ///
    /// A byte order mark decides. Without one the file is UTF-8 if all of it is valid UTF-8, or if it has more characters of
    /// three or four bytes than broken places: damaged UTF-8 must be reported as such and not turn into other characters.
    /// GB18030 text has hardly any such sequences. Everything else is taken for GB18030.
    pub fn detect(mut file: impl Read) -> io::Result<Self> {
        let mut pending = Vec::with_capacity(CHUNK_LEN + 4);
        let mut is_first = true;
        let (mut long_char_count, mut broken_count) = (0_u64, 0_u64);
        loop {
            let read_len = file.by_ref().take(CHUNK_LEN as u64).read_to_end(&mut pending)?;
            if is_first {
                if let Some(encoding) = Self::by_mark(&pending) {
                    return Ok(encoding);
                }
                is_first = false;
            }
            let is_last = read_len == 0;
            let mut rest = pending.as_slice();
            let unread_len = loop {
                let (valid_len, broken_len) = match std::str::from_utf8(rest) {
                    Ok(_) => (rest.len(), 0),
                    Err(error) => (error.valid_up_to(), error.error_len().unwrap_or(0)),
                };
                long_char_count += rest[..valid_len].iter().filter(|&&byte| byte >= 0xe0).count() as u64;
                rest = &rest[valid_len..];
                if broken_len == 0 {
                    break rest.len();
                }
                broken_count += 1;
                rest = &rest[broken_len..];
            };
            pending.drain(..pending.len() - unread_len);
            if is_last {
                broken_count += u64::from(!pending.is_empty());
                break;
            }
            if broken_count > ENOUGH_BROKEN && long_char_count < broken_count / 16 {
                break;
            }
        }
        let is_utf8 = broken_count == 0 || long_char_count > broken_count;
        Ok(if is_utf8 { Self::Utf8 } else { Self::Gb18030 })
    }

    fn by_mark(bytes: &[u8]) -> Option<Self> {
        match bytes {
            [0xef, 0xbb, 0xbf, ..] => Some(Self::Utf8Bom),
            [0xff, 0xfe, ..] => Some(Self::Utf16Le),
            [0xfe, 0xff, ..] => Some(Self::Utf16Be),
            _ => None,
        }
    }

    fn decoder(self) -> Decoder {
        let encoding = match self {
            Self::Utf8 | Self::Utf8Bom => encoding_rs::UTF_8,
            Self::Utf16Le => encoding_rs::UTF_16LE,
            Self::Utf16Be => encoding_rs::UTF_16BE,
            Self::Gb18030 => encoding_rs::GB18030,
        };
        encoding.new_decoder_with_bom_removal()
    }
}

impl fmt::Display for Encoding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Utf8 => "UTF-8",
            Self::Utf8Bom => "UTF-8 BOM",
            Self::Utf16Le => "UTF-16LE",
            Self::Utf16Be => "UTF-16BE",
            Self::Gb18030 => "GB18030",
        })
    }
}

/// Decodes a file to UTF-8 while it is read, and appends a text of our own to its end.
///
/// A malformed sequence becomes U+FFFD, so that the row and the column that it falls into can be told: no cell with that
/// character is ever accepted. U+FFFF, which is no character, becomes U+FFFD too, so that only `end_mark` can hold it. Every
/// line end, CR LF or CR alone, becomes LF, as in XML: rows are counted by it, and a workbook gives the same text.
pub(super) struct DecodingReader<R> {
    file: R,
    decoder: Decoder,
    encoded: Vec<u8>,
    decoded: Vec<u8>,
    /// Start of what was decoded and not handed out yet.
    start: usize,
    /// Whether the last decoded character was a CR: an LF after it belongs to it.
    ends_in_cr: bool,
    end_mark: &'static str,
    is_finished: bool,
}

impl<R: Read> DecodingReader<R> {
    pub fn new(file: R, encoding: Encoding, end_mark: &'static str) -> Self {
        Self {
            file,
            decoder: encoding.decoder(),
            encoded: Vec::with_capacity(CHUNK_LEN),
            decoded: Vec::new(),
            start: 0,
            ends_in_cr: false,
            end_mark,
            is_finished: false,
        }
    }

    fn decode_chunk(&mut self) -> io::Result<()> {
        self.encoded.clear();
        let read_len = self
            .file
            .by_ref()
            .take(CHUNK_LEN as u64)
            .read_to_end(&mut self.encoded)?;
        let is_last = read_len == 0;
        let needed_len = self
            .decoder
            .max_utf8_buffer_length(self.encoded.len())
            .ok_or(io::ErrorKind::OutOfMemory)?;
        self.decoded.resize(needed_len, 0);
        let (result, _, written_len, _) = self.decoder.decode_to_utf8(&self.encoded, &mut self.decoded, is_last);
        debug_assert_eq!(
            result,
            CoderResult::InputEmpty,
            "the buffer has the length that the decoder asked for"
        );
        self.decoded.truncate(written_len);
        self.replace_marks();
        self.start = 0;
        if is_last {
            self.decoded.extend_from_slice(self.end_mark.as_bytes());
            self.is_finished = true;
        }
        Ok(())
    }

    /// Turns line ends into LF and U+FFFF into U+FFFD, in place. The decoder never cuts a character in two.
    fn replace_marks(&mut self) {
        let mut kept_len = 0;
        for index in 0..self.decoded.len() {
            let byte = self.decoded[index];
            let is_second_half = byte == b'\n' && self.ends_in_cr;
            self.ends_in_cr = byte == b'\r';
            if is_second_half {
                continue;
            }
            self.decoded[kept_len] = if byte == b'\r' { b'\n' } else { byte };
            kept_len += 1;
            if byte == 0xbf && self.decoded[..kept_len].ends_with("\u{ffff}".as_bytes()) {
                let start = kept_len - '\u{ffff}'.len_utf8();
                self.decoded[start..kept_len].copy_from_slice("\u{fffd}".as_bytes());
            }
        }
        self.decoded.truncate(kept_len);
    }
}

impl<R: Read> Read for DecodingReader<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.start == self.decoded.len() && !self.is_finished {
            self.decode_chunk()?;
        }
        let len = buffer.len().min(self.decoded.len() - self.start);
        buffer[..len].copy_from_slice(&self.decoded[self.start..self.start + len]);
        self.start += len;
        Ok(len)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn detect(bytes: &[u8]) -> Encoding {
        Encoding::detect(bytes).expect("memory can be read")
    }

    fn gb18030(text: &str) -> Vec<u8> {
        encoding_rs::GB18030.encode(text).0.into_owned()
    }

    fn decoded(bytes: &[u8], encoding: Encoding) -> String {
        let mut text = String::new();
        let mut reader = DecodingReader::new(bytes, encoding, "|");
        reader.read_to_string(&mut text).expect("decoded text is UTF-8");
        text
    }

    #[test]
    fn a_byte_order_mark_decides() {
        assert_eq!(detect("\u{feff}name".as_bytes()), Encoding::Utf8Bom);
        assert_eq!(detect(b"\xff\xfen\0"), Encoding::Utf16Le);
        assert_eq!(detect(b"\xfe\xff\0n"), Encoding::Utf16Be);
    }

    #[test]
    fn without_a_mark_valid_utf8_is_utf8_and_the_rest_gb18030() {
        assert_eq!(detect(b""), Encoding::Utf8);
        assert_eq!(detect("姓名,性别\n张三,男\n".as_bytes()), Encoding::Utf8);
        assert_eq!(detect(&gb18030("姓名,性别\n张三,男\n")), Encoding::Gb18030);
        assert_eq!(
            detect(&gb18030(&"读者证号,姓名,馆址\n".repeat(20_000))),
            Encoding::Gb18030
        );
    }

    #[test]
    fn damaged_utf8_stays_utf8() {
        let mut bytes = "姓名,性别\n张三,男\n".as_bytes().to_vec();
        bytes.insert(6, 0xb0);
        bytes.push(0xe5);
        assert_eq!(detect(&bytes), Encoding::Utf8);
        assert!(decoded(&bytes, Encoding::Utf8).contains('\u{fffd}'));
    }

    #[test]
    fn line_ends_become_one_and_what_is_no_character_is_replaced() {
        let text = "a\r\nb\rc\nd\n\re\r\r\nf\u{ffff}g\u{fffe}";
        let expected = "a\nb\nc\nd\n\ne\n\nf\u{fffd}g\u{fffe}|";
        assert_eq!(decoded(text.as_bytes(), Encoding::Utf8), expected);
        assert_eq!(decoded(&gb18030(text), Encoding::Gb18030), expected);
        for shift in 0..4 {
            let text = format!("{}\r\n\r\n\u{ffff}", "a".repeat(CHUNK_LEN - shift));
            let expected = format!("{}\n\n\u{fffd}|", "a".repeat(CHUNK_LEN - shift));
            assert_eq!(decoded(text.as_bytes(), Encoding::Utf8), expected, "shift {shift}");
        }
    }

    #[test]
    fn characters_on_the_edge_of_a_chunk_survive() {
        for shift in 0..4 {
            let text = format!("{}{}", "a".repeat(CHUNK_LEN - shift), "姓名𠮷".repeat(10));
            assert_eq!(detect(text.as_bytes()), Encoding::Utf8, "shift {shift}");
            assert_eq!(decoded(text.as_bytes(), Encoding::Utf8), format!("{text}|"));
            assert_eq!(decoded(&gb18030(&text), Encoding::Gb18030), format!("{text}|"));
        }
    }
}
