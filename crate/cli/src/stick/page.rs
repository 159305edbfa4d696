//! The page on a stick knows its publisher: the configuration is written into the one place that the single file has for it.

use std::path::Path;

use serde::Serialize;
use yongquan_core::seal::PublisherKey;

use crate::failure::Failure;
use crate::texts::failure;

/// How the place begins. The browser runs nothing of such an element: it is text that the page reads.
const BLOCK_START: &str = r#"<script type="application/json" id="yongquan-config">"#;

const BLOCK_END: &str = "</script>";

/// What stands in the place before it is filled.
const NOTHING: &str = "{}";

/// What the page is told, under the names that its own `config.json` has.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Config<'a> {
    publisher_key: &'a str,
    register: &'a str,
}

/// The page with the key to trust and the register to accept.
///
/// Put `{}` back where the configuration stands, and the page is the released one again, byte for byte: this is how anybody
/// checks it without this program. `path` is that of the page and is only named.
///
/// # Errors
///
/// `cli.stick_page` if the page has not exactly one place, still empty.
pub fn with_config(path: &Path, page: &[u8], publisher: &PublisherKey, register: &str) -> Result<Vec<u8>, Failure> {
    let no_place = || failure("cli.stick_page", &[("path", path.display().to_string())]);
    let page = std::str::from_utf8(page).map_err(|_| no_place())?;
    let empty = format!("{BLOCK_START}{NOTHING}{BLOCK_END}");
    if page.matches(BLOCK_START).count() != 1 || !page.contains(&empty) {
        return Err(no_place());
    }
    let config = Config {
        publisher_key: publisher.as_str(),
        register,
    };
    let config = serde_json::to_string(&config).expect("two texts are JSON");
    // Nothing in the element may end it.
    let config = config.replace('<', "\\u003c");
    Ok(page
        .replace(&empty, &format!("{BLOCK_START}{config}{BLOCK_END}"))
        .into_bytes())
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    const EMPTY: &str = r#"<script type="application/json" id="yongquan-config">{}</script>"#;

    const KEY: &str = "RWQf6LRCGA9i53mlYecO4IzT51TGPpvWucNSCh1CBM0QTaLn73Y7GFO3";

    fn filled(page: &[u8], register: &str) -> Result<String, String> {
        let key = PublisherKey::parse(KEY).expect("is a key");
        let page = with_config(Path::new("yongquan.html"), page, &key, register);
        let text = page.map(|page| String::from_utf8(page).expect("is UTF-8"));
        text.map_err(|failure| failure.code().to_owned())
    }

    #[test]
    fn the_page_is_the_released_one_again_when_the_configuration_is_taken_out() {
        let page = format!("<!doctype html>\n<p>涌泉</p>{EMPTY}\n<script>let a = 1;</script>\n");
        let config = format!(r#"{{"publisherKey":"{KEY}","register":"village"}}"#);
        let text = filled(page.as_bytes(), "village").expect("has a place");
        assert!(text.contains(&EMPTY.replace("{}", &config)));
        assert_eq!(text.replace(&config, "{}"), page);
    }

    #[test]
    fn what_the_page_is_told_is_what_it_knows() {
        let places = include_str!("../../../../www/kiosk/config-keys.json");
        let places: BTreeMap<String, Vec<String>> = serde_json::from_str(places).expect("lists of places by key");
        let config = Config {
            publisher_key: KEY,
            register: "village",
        };
        let config = serde_json::to_value(&config).expect("two texts are JSON");
        for key in config.as_object().expect("is an object").keys() {
            let places = places.get(key).map(Vec::as_slice).unwrap_or_default();
            assert!(places.contains(&"single-file".to_owned()), "{key}");
        }
    }

    #[test]
    fn nothing_in_the_configuration_ends_its_element() {
        let text = filled(EMPTY.as_bytes(), "</script><script>alert(1)").expect("has a place");
        assert_eq!(text.matches('<').count(), EMPTY.matches('<').count());
        assert!(text.contains(r"\u003c/script>\u003cscript>alert(1)"));
    }

    #[test]
    fn a_page_without_one_empty_place_is_refused() {
        let other = EMPTY.replace("{}", r#"{"publisherKey":"RW"}"#);
        for page in [
            String::new(),
            format!("{EMPTY}{EMPTY}"),
            other.clone(),
            format!("{EMPTY}{other}"),
            EMPTY.replace("{}", "{ }"),
            EMPTY.replace("yongquan-config", "config"),
        ] {
            assert_eq!(
                filled(page.as_bytes(), "village"),
                Err("cli.stick_page".to_owned()),
                "{page}"
            );
        }
        let latin = [b"\xff".as_slice(), EMPTY.as_bytes()].concat();
        assert_eq!(filled(&latin, "village"), Err("cli.stick_page".to_owned()));
    }
}
