//! Which program this is.

use std::sync::LazyLock;

/// The commit that the program was built from, if whoever built it said so: seven digits, or `uncommitted` for a working copy that was no
/// commit. It comes from the environment of the compiler and not from git, so that a folder without git gives the same bytes.
const COMMIT: Option<&str> = option_env!("YONGQUAN_COMMIT");

static TEXT: LazyLock<String> = LazyLock::new(|| format!("{} · {}", env!("CARGO_PKG_VERSION"), commit(COMMIT)));

/// Number and commit, such as `0.1.0 · 3fa21bc`.
pub fn text() -> &'static str {
    &TEXT
}

fn commit(stated: Option<&str>) -> &str {
    match stated {
        Some("uncommitted") => "未提交 uncommitted",
        None | Some("" | "unknown") => "提交不详 commit unknown",
        Some(hash) => hash,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_program_says_what_is_known_of_its_commit() {
        for (stated, said) in [
            (Some("3fa21bc"), "3fa21bc"),
            (Some("uncommitted"), "未提交 uncommitted"),
            (Some("unknown"), "提交不详 commit unknown"),
            (Some(""), "提交不详 commit unknown"),
            (None, "提交不详 commit unknown"),
        ] {
            assert_eq!(commit(stated), said);
        }
        assert!(text().starts_with(env!("CARGO_PKG_VERSION")));
    }
}
