//! The golden snapshot: it has every kind of member and never changes, so what is tried on it is the same in every run.

use std::fs;
use std::path::PathBuf;
use std::sync::LazyLock;

use yongquan_core::seal::{Identity, PublisherKey, Trust};

use crate::reading::outcome;
use crate::register::ISSUED_UNIX_S;

/// The snapshot, and what opens all of it.
pub struct Golden {
    /// The snapshot.
    pub bytes: Vec<u8>,
    trust: Trust,
    desk: Identity,
    /// The passphrase of its slot.
    pub passphrase: String,
}

/// That of format 1, for a reader who trusts the first of the publisher's three keys.
pub static GOLDEN: LazyLock<Golden> = LazyLock::new(|| {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../tests/golden/format-1");
    let read = |name: &str| fs::read(folder.join(name)).unwrap_or_else(|error| panic!("{name}: {error}"));
    let text = |name: &str| String::from_utf8(read(name)).expect("is text");
    Golden {
        bytes: read("snapshot.yqs"),
        trust: Trust {
            publisher_key: PublisherKey::parse(&text("first-publisher.pub")).expect("is a key"),
            register: Some("anglers-club".to_owned()),
            min_seq: 1,
            now_unix_s: ISSUED_UNIX_S,
        },
        desk: Identity::parse(&text("desk.identity")).expect("is a key"),
        passphrase: text("desk.passphrase"),
    }
});

impl Golden {
    /// The code with which the desk's reader refuses bytes; `accepted` if it does not.
    pub fn code(&self, bytes: &[u8]) -> &'static str {
        outcome(bytes, &self.trust, &self.desk)
    }
}
