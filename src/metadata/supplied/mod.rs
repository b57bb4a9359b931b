//! Metadata that the archive supplies about its documents.

mod field;
mod inventory;
mod path_pattern;
mod supplied_metadata;

pub use field::own_field_name;
pub use inventory::{Inventory, InventoryError};
pub use path_pattern::{PathPattern, PatternError};
pub use supplied_metadata::{MetadataSource, SuppliedMetadata};
