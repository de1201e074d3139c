//! Every fuzz target: each binary runs the entry with its name.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    payments_tests::fuzz_entries::run(env!("CARGO_BIN_NAME"), data);
});
