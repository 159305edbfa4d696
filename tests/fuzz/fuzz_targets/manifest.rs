//! libFuzzer's way into the target `manifest`.
#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| {
    yongquan_fuzz::targets::run("manifest", input);
});
