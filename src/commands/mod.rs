//! One file a subcommand, read top to bottom. No clap types.
