#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| payments_tests::fuzz_entries::dates(data));
