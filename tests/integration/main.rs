//! End-to-end tests of the program, on small generated archives, on `sample_docs`, and on the shared test data if present.

mod agreeing;
mod archive;
mod batching;
mod crashing;
mod custody;
mod dependencies;
mod explaining;
mod indexing;
mod inspecting;
mod isolating;
mod layering;
mod mutating;
mod privacy;
mod quoting;
mod random;
mod read_only;
mod readme;
mod recipes;
mod reporting;
mod rerunning;
mod reviewing;
mod samples;
mod searching;
mod shared_data;
mod steering;
mod supplying;
