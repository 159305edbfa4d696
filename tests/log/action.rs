//! Entries of a log as a page would write them. Nobody in them exists.

use std::io::Write;

use age::x25519;
use yongquan_core::log::{Action, Operator};

/// When the log begins: 2026-01-01.
pub const STARTED_UNIX_S: i64 = 1_767_225_600;

/// The entry with this number.
pub fn of(number: u64) -> Action {
    Action {
        at: "2026-01-01T08:00:00Z".to_owned(),
        operator: Operator {
            id: Some("desk".to_owned()),
            name: "窗口".to_owned(),
        },
        seq: 7,
        action: "reveal".to_owned(),
        purpose: Some("核实高龄津贴".to_owned()),
        question: Some("80岁以上 女".to_owned()),
        rows: Some(1),
        persons: vec![format!("519999-{number:04}")],
        fields: vec!["mobile_phone".to_owned()],
        note: None,
    }
}

/// An entry as an age file.
pub fn sealed_to(auditor: &x25519::Identity, action: &Action) -> Vec<u8> {
    text_sealed_to(auditor, action.to_padded_text().as_bytes())
}

/// Any bytes as an age file.
pub fn text_sealed_to(auditor: &x25519::Identity, text: &[u8]) -> Vec<u8> {
    let recipient = auditor.to_public();
    let recipients = std::iter::once(&recipient as &dyn age::Recipient);
    let encryptor = age::Encryptor::with_recipients(recipients).expect("one recipient");
    let mut sealed = Vec::new();
    let mut writer = encryptor.wrap_output(&mut sealed).expect("memory is writable");
    writer.write_all(text).expect("memory is writable");
    writer.finish().expect("memory is writable");
    sealed
}
