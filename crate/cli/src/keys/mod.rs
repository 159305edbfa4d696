//! New keys, in the formats of the tools `minisign` and `age`.
//!
//! The publisher signs with a key of minisign ([`publisher`]) and hands over to the next one ([`rotation`]). Everybody who reads holds a key of age that lies in a *slot*, a file under a
//! passphrase ([`slot`]), and is known by the public half beside it ([`public`]): operators, the office's escrow, and the auditor.

pub mod passphrase;
pub mod public;
pub mod publisher;
pub mod rotation;
pub mod slot;
pub mod strength;

pub use public::{Owner, PublicKeyFile};
pub use publisher::{PublisherSecret, new_publisher};
pub use rotation::Rotations;
pub use slot::{DEFAULT_WORK_FACTOR, MIN_WORK_FACTOR, lock_identity};
pub use strength::Strength;
