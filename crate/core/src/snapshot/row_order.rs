//! The digest that binds sections to one order of rows.

use sha2::{Digest, Sha256};

use crate::table::{Column, Value};

/// Separates this digest from every other use of SHA-256.
const DOMAIN: &[u8] = b"yongquan row order 1\n";

/// A digest of which row stands where, as 64 lower-case hexadecimal digits.
///
/// Every section of one snapshot carries the same digest, and sections of different digest are never put together: row 7 of one
/// would be another person than row 7 of the other. `columns` is the key column; for a register without a key, every stored
/// column. Register and sequence number go in, so that two snapshots with the same rows differ.
pub fn row_order_digest(register: &str, seq: u64, row_count: usize, columns: &[&Column]) -> String {
    let mut hasher = Sha256::new();
    hasher.update(DOMAIN);
    update_text(&mut hasher, register);
    hasher.update(seq.to_le_bytes());
    hasher.update((row_count as u64).to_le_bytes());
    for column in columns {
        for row_id in 0..row_count {
            match column.value(row_id) {
                None => hasher.update([0]),
                Some(Value::Text(text)) => {
                    hasher.update([1]);
                    update_text(&mut hasher, text);
                }
                Some(Value::Integer(integer)) => update_tagged(&mut hasher, 2, &integer.to_le_bytes()),
                Some(Value::Number(number)) => update_tagged(&mut hasher, 3, &number.to_le_bytes()),
                Some(Value::Boolean(boolean)) => update_tagged(&mut hasher, 4, &[u8::from(boolean)]),
                Some(Value::Date(day)) => update_tagged(&mut hasher, 5, &day.to_le_bytes()),
            }
        }
    }
    hex(&hasher.finalize())
}

fn update_text(hasher: &mut Sha256, text: &str) {
    hasher.update((text.len() as u64).to_le_bytes());
    hasher.update(text.as_bytes());
}

fn update_tagged(hasher: &mut Sha256, tag: u8, bytes: &[u8]) {
    hasher.update([tag]);
    hasher.update(bytes);
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn order_register_and_sequence_number_all_count() {
        let key = Column::from_texts(&[Some("a"), Some("b"), None]);
        let swapped = Column::from_texts(&[Some("b"), Some("a"), None]);
        let digest = row_order_digest("r", 1, 3, &[&key]);
        assert_eq!(digest.len(), 64);
        assert_eq!(digest, row_order_digest("r", 1, 3, &[&key]));
        for other in [
            row_order_digest("r", 1, 3, &[&swapped]),
            row_order_digest("s", 1, 3, &[&key]),
            row_order_digest("r", 2, 3, &[&key]),
            row_order_digest("r", 1, 3, &[]),
            row_order_digest("r", 1, 3, &[&key, &key]),
        ] {
            assert_ne!(digest, other);
        }
    }

    #[test]
    fn cells_cannot_be_shifted_into_one_another() {
        let split = Column::from_texts(&[Some("ab"), Some("c")]);
        let other = Column::from_texts(&[Some("a"), Some("bc")]);
        assert_ne!(
            row_order_digest("r", 1, 2, &[&split]),
            row_order_digest("r", 1, 2, &[&other])
        );
    }
}
