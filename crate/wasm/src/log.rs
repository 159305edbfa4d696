//! Lines of a log of who looked at whom, for a page to keep. What they are: `data-schema/log.md`.

use serde::Serialize;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;
use yongquan_core::log::{Action, Log, LogEntry, LogHeader};
use yongquan_core::seal::sha256_hex;

use crate::encryption::encrypt_to;
use crate::{errors, values};

/// Random bytes that begin a log: its own 16, and 4 for the device.
const RANDOM_BYTES: usize = 20;

/// The first line of a new log, without a line feed. `random` are 20 random bytes: the last four stand for the device, so a page that
/// has begun a log before passes those again. `now` are seconds since 1970-01-01, UTC.
#[wasm_bindgen(js_name = logHeader)]
pub fn log_header(register: &str, auditor: &str, random: &[u8], now: f64) -> Result<String, JsValue> {
    let random: &[u8; RANDOM_BYTES] = random
        .try_into()
        .map_err(|_| errors::from_argument("random", "20 个随机字节 · 20 random bytes"))?;
    let (mut log, mut device) = ([0; 16], [0; 4]);
    log.copy_from_slice(&random[..16]);
    device.copy_from_slice(&random[16..]);
    let header = LogHeader::new(log, register, auditor, device, now as i64);
    Ok(header.map_err(errors::from_log)?.to_line())
}

/// The line of the entry that follows `last`, the latest line of the log, without a line feed. `action` is what the entry says.
#[wasm_bindgen(js_name = logEntry)]
pub fn log_entry(auditor: &str, last: &str, action: JsValue) -> Result<String, JsValue> {
    let action: Action = values::from_js(action, "action", "{ at, operator, seq, action, … }")?;
    if !action.is_within_limits() {
        return Err(errors::from_argument("action.persons", "较少的人 · fewer people"));
    }
    let sealed = encrypt_to(auditor, action.to_padded_text().as_bytes())
        .ok_or_else(|| errors::from_argument("auditor", "审计员的公钥 age1… · the auditor's recipient age1…"))?;
    let (n, prev) = match LogEntry::parse(last) {
        Some(entry) => (entry.n + 1, entry.hash),
        None => (1, sha256_hex(last.as_bytes())),
    };
    Ok(LogEntry::new(n, &prev, &sealed).to_line())
}

/// What came of verifying a log.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct VerifiedView {
    /// Entries before the first fault.
    intact: usize,
    /// The mark of the last of them, as it stands on paper; absent of an empty log.
    mark: Option<String>,
    /// The code of the first fault; absent if there is none.
    fault: Option<&'static str>,
}

/// Verifies the chain of a log: `{ intact, mark, fault }`.
#[wasm_bindgen(js_name = verifyLog)]
pub fn verify_log(log: &str) -> Result<JsValue, JsValue> {
    let verified = Log::verify(log.as_bytes()).map_err(errors::from_log)?;
    Ok(values::to_js(&VerifiedView {
        intact: verified.log.entries.len(),
        mark: verified.log.head().map(|mark| mark.to_string()),
        fault: verified.fault.map(|fault| fault.code()),
    }))
}
