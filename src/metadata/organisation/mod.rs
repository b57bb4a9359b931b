//! The bodies a document belongs to, and the organisation that published it.

mod organ;
mod publisher;

pub(crate) use organ::organs;
pub(crate) use publisher::publisher;
