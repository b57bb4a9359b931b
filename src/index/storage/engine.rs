//! Opens or creates the engine's part of an index.

use std::fs;

use tantivy::IndexSettings;
use tantivy::directory::MmapDirectory;
use tantivy::store::{Compressor, ZstdCompressor};

use super::directory::ReaderDirectory;
use super::folder::IndexFolder;
use crate::index::analysis::terms::tokenizers;
use crate::index::error::IndexError;
use crate::index::schema::Fields;

/// The size of a block of stored documents, which is compressed as a whole, in bytes. Larger blocks take less room and more
/// time to read one document.
const STORE_BLOCK_BYTES: usize = 128 << 10;

const STORE_COMPRESSION_LEVEL: i32 = 5;

/// Opens the engine's files for reading, also where nothing may be written.
///
/// # Errors
/// `Damaged` when they cannot be opened, or their fields are not those of the format.
pub(crate) fn open_engine(folder: &IndexFolder) -> Result<tantivy::Index, IndexError> {
    let damaged = |cause: String| IndexError::Damaged {
        folder: folder.path.clone(),
        cause,
    };
    let mut index = ReaderDirectory::open(&folder.engine())
        .and_then(tantivy::Index::open)
        .map_err(|error| damaged(error.to_string()))?;
    let (schema, _) = Fields::with_schema();
    if index.schema() != schema {
        return Err(damaged("its fields are not those of its format".to_owned()));
    }
    index.set_tokenizers(tokenizers());
    Ok(index)
}

/// Opens the engine's files, or creates them.
///
/// # Errors
/// As `open_engine`, and when they cannot be written.
pub(crate) fn open_or_create_engine(folder: &IndexFolder) -> Result<tantivy::Index, IndexError> {
    let path = folder.engine();
    fs::create_dir_all(&path).map_err(|source| IndexError::Io {
        verb: "make",
        path: path.clone(),
        source,
    })?;
    let directory = MmapDirectory::open(&path).map_err(tantivy::TantivyError::from)?;
    if tantivy::Index::exists(&directory).map_err(tantivy::TantivyError::from)? {
        return open_engine(folder);
    }
    let (schema, _) = Fields::with_schema();
    let settings = IndexSettings {
        docstore_compression: Compressor::Zstd(ZstdCompressor {
            compression_level: Some(STORE_COMPRESSION_LEVEL),
        }),
        docstore_blocksize: STORE_BLOCK_BYTES,
        ..IndexSettings::default()
    };
    Ok(tantivy::Index::builder()
        .schema(schema)
        .settings(settings)
        .tokenizers(tokenizers())
        .open_or_create(directory)?)
}
