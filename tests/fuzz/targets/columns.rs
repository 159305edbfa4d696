//! The body of a section, inside a header, a deflate stream and a padding that are put right.
//!
//! The first byte chooses the section, and how much of its body the input is:
//!
//! | choice | input |
//! |---|---|
//! | `0`–`3` | the number of columns, columns and sounds, behind good metadata |
//! | `4`–`7` | the metadata, before good columns |
//! | `8`–`;` | a byte with the number of rows, then the whole body |

use miniz_oxide::deflate::compress_to_vec;
use serde_json::json;

use super::choose;
use super::plain::{PLACE_COUNT, Place, body, columns_start, header};

pub fn read(input: &[u8]) -> &'static str {
    let (choice, bytes) = choose(input, 3 * PLACE_COUNT);
    let place = Place::new(choice % PLACE_COUNT);
    let good = body(place.good());
    let (metadata, columns) = good.split_at(columns_start(&good));
    match choice / PLACE_COUNT {
        0 => place.read(&wrap(place, None, &[metadata, bytes].concat())),
        1 => {
            let metadata_len = u32::try_from(bytes.len()).expect("inputs are small").to_le_bytes();
            place.read(&wrap(place, None, &[&metadata_len, bytes, columns].concat()))
        }
        _ => match bytes.split_first() {
            Some((&row_count, body)) => place.read(&wrap(place, Some(row_count), body)),
            None => place.read(&[]),
        },
    }
}

/// Puts a body into a section that is good in everything else.
fn wrap(place: Place, row_count: Option<u8>, body: &[u8]) -> Vec<u8> {
    // Stored, not compressed: the inflater is the business of another target.
    let deflated = compress_to_vec(body, 0);
    let (mut header, _) = header(place.good()).expect("is good");
    header["inflated_len"] = json!(body.len());
    header["deflated_len"] = json!(deflated.len());
    if let Some(row_count) = row_count {
        header["row_count"] = json!(row_count);
    }
    let header = header.to_string();
    let header_len = u32::try_from(header.len()).expect("a header is small").to_le_bytes();
    let mut section = [b"yqsect1\n", &header_len[..], header.as_bytes(), &deflated].concat();
    section.resize(padme(section.len()), 0);
    section
}

/// The padded length, as the paper and `data-schema/snapshot.md` have it: the next multiple of 2^(E − S).
fn padme(byte_len: usize) -> usize {
    let exponent = byte_len.ilog2();
    byte_len.next_multiple_of(1 << (exponent - (exponent.ilog2() + 1)))
}
