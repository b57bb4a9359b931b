//! Finds the files of an archive, plans what to read, and reads it in parallel. Does not know where documents go.
