//! Fuzzes the symbol parser: a parsed symbol parses to itself.
#![no_main]

use libfuzzer_sys::fuzz_target;
use plenary::metadata::parse_symbol;

fuzz_target!(|typed: &str| {
    if let Ok(symbol) = parse_symbol(typed) {
        let again = parse_symbol(symbol.as_str()).expect("a canonical symbol is a symbol");
        assert_eq!(again, symbol);
    }
});
