//! libFuzzer's way into the target `question`.
#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| {
    yongquan_fuzz::targets::run("question", input);
});
