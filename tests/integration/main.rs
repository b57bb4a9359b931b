//! Plenary as its users meet it: the whole program, run on small archives made here, on `sample_docs`, and on the shared
//! test data where it is present.

mod archive;
mod inspecting;
mod layering;
