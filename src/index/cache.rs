//! A concurrent cache bounded by bytes, for what queries read again and again.

use std::hash::Hash;
use std::mem;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use rustc_hash::FxHashMap;

/// A cache of at most `limit_bytes` that approximates least-recently-used eviction with two generations.
///
/// Entries that are read move to the recent generation. When that is half the limit, it becomes the old one, and what the old
/// one still held is evicted in one step.
pub(crate) struct Cache<K, V> {
    limit_bytes: usize,
    generations: Mutex<Generations<K, V>>,
}

struct Generations<K, V> {
    recent: FxHashMap<K, Entry<V>>,
    old: FxHashMap<K, Entry<V>>,
    recent_bytes: usize,
}

struct Entry<V> {
    value: Arc<V>,
    bytes: usize,
}

impl<K: Eq + Hash + Clone, V> Cache<K, V> {
    pub(crate) fn new(limit_bytes: usize) -> Self {
        Self {
            limit_bytes,
            generations: Mutex::new(Generations {
                recent: FxHashMap::default(),
                old: FxHashMap::default(),
                recent_bytes: 0,
            }),
        }
    }

    pub(crate) fn get(&self, key: &K) -> Option<Arc<V>> {
        let mut generations = self.lock();
        if let Some(entry) = generations.recent.get(key) {
            return Some(entry.value.clone());
        }
        let entry = generations.old.remove(key)?;
        let value = entry.value.clone();
        self.insert_recent(&mut generations, key.clone(), entry);
        Some(value)
    }

    /// Inserts a value that takes about `bytes` of memory, and returns it.
    pub(crate) fn insert(&self, key: K, value: V, bytes: usize) -> Arc<V> {
        let value = Arc::new(value);
        let entry = Entry {
            value: value.clone(),
            bytes: bytes + mem::size_of::<(K, Entry<V>)>(),
        };
        self.insert_recent(&mut self.lock(), key, entry);
        value
    }

    fn insert_recent(&self, generations: &mut Generations<K, V>, key: K, entry: Entry<V>) {
        if generations.recent_bytes + entry.bytes > self.limit_bytes / 2 {
            generations.old = mem::take(&mut generations.recent);
            generations.recent_bytes = 0;
        }
        generations.recent_bytes += entry.bytes;
        if let Some(replaced) = generations.recent.insert(key, entry) {
            generations.recent_bytes -= replaced.bytes;
        }
    }

    /// Ignores poisoning: a panic cannot leave the generations inconsistent.
    fn lock(&self) -> MutexGuard<'_, Generations<K, V>> {
        (self.generations.lock()).unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries_in_use_stay_and_others_are_evicted() {
        let entry_bytes = mem::size_of::<(u32, Entry<u32>)>() + 100;
        let cache = Cache::new(8 * entry_bytes);
        for key in 0..100 {
            cache.insert(key, key, 100);
            assert_eq!(cache.get(&0).as_deref(), Some(&0), "after {key}");
        }
        let cached = (0..100u32).filter(|key| cache.get(key).is_some());
        assert!((2..=8).contains(&cached.count()));
    }
}
