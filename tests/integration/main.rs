//! Plenary as its users meet it: the whole program, run on small archives made here, on `sample_docs`, and on the shared
//! test data where it is present.

mod agreeing;
mod archive;
mod batching;
mod crashing;
mod custody;
mod dependencies;
mod dice;
mod explaining;
mod indexing;
mod inspecting;
mod isolating;
mod layering;
mod mutating;
mod privacy;
mod quoting;
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
mod telling;
