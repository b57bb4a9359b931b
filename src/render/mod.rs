//! Answers as text, json, jsonl, csv, tsv and trec. Writes to `impl Write`, never prints.
