//! Determines the layers (optional content) that are hidden when the file is opened.

use hayro_syntax::object::{Array, Dict, MaybeRef, Name, ObjRef, Object};
use rustc_hash::FxHashSet;

/// The layers that are off by default (ISO 32000-1, 8.11.4).
#[derive(Default)]
pub(super) struct HiddenLayers(FxHashSet<(u32, i32)>);

impl HiddenLayers {
    pub(super) fn of(catalog: &Dict<'_>) -> Self {
        let Some(properties) = catalog.get::<Dict<'_>>("OCProperties") else {
            return Self::default();
        };
        let Some(default) = properties.get::<Dict<'_>>("D") else {
            return Self::default();
        };
        let base_off = default
            .get::<Name<'_>>("BaseState")
            .is_some_and(|state| state.as_str() == "OFF");
        let mut hidden = FxHashSet::default();
        if base_off {
            hidden.extend(references(properties.get("OCGs")));
            references(default.get("ON")).for_each(|shown| {
                hidden.remove(&shown);
            });
        }
        hidden.extend(references(default.get("OFF")));
        Self(hidden)
    }

    /// Returns whether a form or annotation with this dictionary belongs to a hidden layer.
    pub(super) fn hide(&self, owner: &Dict<'_>) -> bool {
        !self.0.is_empty()
            && owner
                .get::<Dict<'_>>("OC")
                .is_some_and(|layer| self.hide_layer(&layer))
    }

    /// Returns whether a layer is hidden, or all layers of a membership dictionary are.
    pub(super) fn hide_layer(&self, layer: &Dict<'_>) -> bool {
        if self.0.is_empty() {
            return false;
        }
        if layer
            .obj_id()
            .is_some_and(|id| self.0.contains(&(id.obj_number, id.gen_number)))
        {
            return true;
        }
        match layer.get::<Object<'_>>("OCGs") {
            Some(Object::Array(members)) => {
                let mut members = references(Some(members)).peekable();
                members.peek().is_some() && members.all(|member| self.0.contains(&member))
            }
            Some(Object::Dict(only)) => self.hide_layer(&only),
            _ => false,
        }
    }
}

fn references<'a>(array: Option<Array<'a>>) -> impl Iterator<Item = (u32, i32)> + use<'a> {
    let items = array.into_iter().flat_map(|array| array.raw_iter());
    items
        .filter_map(|item: MaybeRef<Object<'a>>| item.as_obj_ref())
        .map(|reference: ObjRef| (reference.obj_number, reference.gen_number))
}
