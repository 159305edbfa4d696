//! A plain section as it comes out of its encryption: header, deflated body, padding.
//!
//! The first byte chooses where it stands; what follows are its bytes, of which not one is put right.

use yongquan_core::limits::MAX_DEFLATE_RATIO;

use super::choose;
use super::plain::{PLACE_COUNT, Place, header};

pub fn read(input: &[u8]) -> &'static str {
    let (choice, section) = choose(input, PLACE_COUNT);
    Place::new(choice).read(section)
}

/// The length of the body, if the section says one that its deflated bytes can have.
pub fn stands_for(input: &[u8]) -> usize {
    let (_, section) = choose(input, PLACE_COUNT);
    let stated = header(section).and_then(|(header, _)| header["inflated_len"].as_u64());
    let reachable = input.len() * MAX_DEFLATE_RATIO as usize;
    input.len() + stated.map_or(0, |stated| stated as usize).min(reachable)
}
