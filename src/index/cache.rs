//! What was read last, within so many bytes: batches ask for the same things again and again.

use std::hash::Hash;
use std::mem;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use rustc_hash::FxHashMap;

/// Values by key. When there is no room, what was not asked for lately goes.
pub(super) struct Cache<K, V> {
    limit_bytes: usize,
    shelves: Mutex<Shelves<K, V>>,
}

/// Two halves: what was asked for since the newer one was last full, and what was asked for before. A full half makes
/// the older one go, in one step.
struct Shelves<K, V> {
    newer: FxHashMap<K, Kept<V>>,
    older: FxHashMap<K, Kept<V>>,
    newer_bytes: usize,
}

struct Kept<V> {
    value: Arc<V>,
    bytes: usize,
}

impl<K: Eq + Hash + Clone, V> Cache<K, V> {
    pub(super) fn new(limit_bytes: usize) -> Self {
        Self {
            limit_bytes,
            shelves: Mutex::new(Shelves {
                newer: FxHashMap::default(),
                older: FxHashMap::default(),
                newer_bytes: 0,
            }),
        }
    }

    pub(super) fn get(&self, key: &K) -> Option<Arc<V>> {
        let mut shelves = self.shelves();
        if let Some(kept) = shelves.newer.get(key) {
            return Some(kept.value.clone());
        }
        let kept = shelves.older.remove(key)?;
        let value = kept.value.clone();
        self.put(&mut shelves, key.clone(), kept);
        Some(value)
    }

    /// Keeps a value that takes about so many bytes.
    pub(super) fn keep(&self, key: K, value: V, bytes: usize) -> Arc<V> {
        let value = Arc::new(value);
        let kept = Kept {
            value: value.clone(),
            bytes: bytes + mem::size_of::<(K, Kept<V>)>(),
        };
        self.put(&mut self.shelves(), key, kept);
        value
    }

    fn put(&self, shelves: &mut Shelves<K, V>, key: K, kept: Kept<V>) {
        if shelves.newer_bytes + kept.bytes > self.limit_bytes / 2 {
            shelves.older = mem::take(&mut shelves.newer);
            shelves.newer_bytes = 0;
        }
        shelves.newer_bytes += kept.bytes;
        if let Some(same) = shelves.newer.insert(key, kept) {
            shelves.newer_bytes -= same.bytes;
        }
    }

    /// A thread that panicked left nothing half done here.
    fn shelves(&self) -> MutexGuard<'_, Shelves<K, V>> {
        self.shelves.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_asked_for_stays_and_the_rest_goes() {
        let entry = mem::size_of::<(u32, Kept<u32>)>() + 100;
        let cache = Cache::new(8 * entry);
        for key in 0..100 {
            cache.keep(key, key, 100);
            assert_eq!(cache.get(&0).as_deref(), Some(&0), "after {key}");
        }
        let kept = (0..100u32).filter(|key| cache.get(key).is_some());
        assert!((2..=8).contains(&kept.count()));
    }
}
