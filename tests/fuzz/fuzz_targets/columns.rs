//! libFuzzer's way into the target `columns`.
#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| {
    yongquan_fuzz::targets::run("columns", input);
});
