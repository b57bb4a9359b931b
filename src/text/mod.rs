//! Pure text: normal form, tokens with positions, stems, excerpt windows. Knows no document format.
