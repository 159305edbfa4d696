//! `yongquan query --batch`: a request a line, an answer a line.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::Path;

use yongquan_core::register::OpenRegister;

use crate::failure::Failure;
use crate::files;
use crate::output;
use crate::question::Register;
use crate::question::batch::{self, MAX_REQUEST_BYTES};

/// The file name that means standard input.
const STANDARD_INPUT: &str = "-";

/// The exit status after a batch in which requests were refused: a script tells it from a snapshot that was not opened.
const REFUSED_STATUS: u8 = 3;

/// What an editor may write before the first line.
const BYTE_ORDER_MARK: &[u8] = "\u{feff}".as_bytes();

/// Answers every line of a file, each before the next is read, so that a program can ask by what it was answered.
///
/// # Errors
///
/// - the file cannot be read: found out before `open` asks for a passphrase, where that can be;
/// - the snapshot cannot be opened, or an answer cannot be written;
/// - `cli.requests_refused`, status 3, after the last line.
pub(super) fn run(file: &Path, open: impl FnOnce() -> Result<OpenRegister, Failure>) -> Result<(), Failure> {
    let unreadable = |error: io::Error| files::unreadable(file, &error);
    let mut requests: Box<dyn BufRead> = match file.as_os_str() == STANDARD_INPUT {
        true => Box::new(io::stdin().lock()),
        false => Box::new(BufReader::new(File::open(file).map_err(unreadable)?)),
    };
    let mut register = Register::new(open()?)?;
    let mut line = Vec::new();
    let (mut request_count, mut refused_count) = (0, 0);
    loop {
        let is_whole = match read_line(&mut requests, &mut line).map_err(unreadable)? {
            None => break,
            Some(is_whole) => is_whole,
        };
        request_count += 1;
        let request = match request_count {
            1 => line.strip_prefix(BYTE_ORDER_MARK).unwrap_or(&line),
            _ => &line[..],
        };
        let reply = match is_whole {
            true => batch::reply(&mut register, request, request_count),
            false => batch::too_long(request_count),
        };
        refused_count += usize::from(reply.is_refused);
        output::print(format!("{}\n", reply.json))?;
    }
    match batch::refused(refused_count, request_count) {
        Some(failure) => Err(failure.with_status(REFUSED_STATUS)),
        None => Ok(()),
    }
}

/// Reads the next line without its end; `None` behind the last one. `false`: it is too long, and only its beginning was kept.
fn read_line(reader: &mut dyn BufRead, line: &mut Vec<u8>) -> io::Result<Option<bool>> {
    line.clear();
    // One byte more than allowed, and the line's end.
    let mut limited = (&mut *reader).take(MAX_REQUEST_BYTES as u64 + 2);
    if limited.read_until(b'\n', line)? == 0 {
        return Ok(None);
    }
    if line.pop_if(|last| *last == b'\n').is_none() {
        skip_line(reader, line.len())?;
    }
    Ok(Some(line.len() <= MAX_REQUEST_BYTES))
}

/// Reads on to the end of a line that is too long; there is nothing left of one that is not.
fn skip_line(reader: &mut dyn BufRead, byte_len: usize) -> io::Result<()> {
    if byte_len <= MAX_REQUEST_BYTES {
        return Ok(());
    }
    loop {
        let buffer = reader.fill_buf()?;
        let end = buffer.iter().position(|&byte| byte == b'\n');
        let read = end.map_or(buffer.len(), |end| end + 1);
        reader.consume(read);
        if end.is_some() || read == 0 {
            return Ok(());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_read_up_to_the_limit_and_skipped_beyond_it() {
        for (byte_len, is_whole) in [
            (0, true),
            (1, true),
            (MAX_REQUEST_BYTES, true),
            (MAX_REQUEST_BYTES + 1, false),
            (MAX_REQUEST_BYTES + 2, false),
            (3 * MAX_REQUEST_BYTES, false),
        ] {
            for end in ["\n", "\nx", "\nx\n"] {
                let text = "a".repeat(byte_len) + end;
                let mut reader = text.as_bytes();
                let mut line = Vec::new();
                assert_eq!(
                    read_line(&mut reader, &mut line).expect("no error"),
                    Some(is_whole),
                    "{byte_len}"
                );
                assert!(!is_whole || line.len() == byte_len, "{byte_len}");
                let next = read_line(&mut reader, &mut line).expect("no error");
                assert_eq!(
                    (next, &line[..]),
                    if end == "\n" {
                        (None, &b""[..])
                    } else {
                        (Some(true), &b"x"[..])
                    }
                );
            }
        }
    }
}
