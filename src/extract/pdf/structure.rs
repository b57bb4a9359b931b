//! Reads the structure tree of a tagged PDF (ISO 32000-1, 14.7).

use hayro_syntax::object::{Dict, MaybeRef, Name, ObjRef, Object};
use hayro_syntax::xref::XRef;
use rustc_hash::{FxHashMap, FxHashSet};

use crate::layout::Tag;

/// Maximum number of tree nodes; a larger tree is ignored.
const MAX_NODES: usize = 400_000;

/// The tags of marked-content sequences, by object number of the page and marked-content identifier.
#[derive(Default)]
pub(super) struct Structure(FxHashMap<(u32, i32), Tag>);

impl Structure {
    /// Reads the structure tree of a document; empty if it has none or exceeds the limit.
    pub(super) fn of(catalog: &Dict<'_>, xref: &XRef) -> Self {
        let Some(root) = catalog.get::<Dict<'_>>("StructTreeRoot") else {
            return Self::default();
        };
        let mut walk = TreeWalk {
            xref,
            roles: root.get("RoleMap").unwrap_or_else(Dict::empty),
            open: Vec::new(),
            seen: FxHashSet::default(),
            tags: FxHashMap::default(),
        };
        walk.open_kids(&root, None, false);
        for _ in 0..MAX_NODES {
            match walk.open.pop() {
                Some(entry) => walk.visit(entry),
                None => return Self(walk.tags),
            }
        }
        Self::default()
    }

    /// Returns the tag of a sequence in a page's content stream.
    pub(super) fn tag(&self, page: u32, identifier: i32) -> Tag {
        self.0
            .get(&(page, identifier))
            .copied()
            .unwrap_or(Tag::Untagged)
    }
}

/// A child of an element, with the page and note status it inherits.
struct Kid<'a> {
    kid: MaybeRef<Object<'a>>,
    page: Option<u32>,
    note: bool,
}

/// A depth-first walk through the tree.
struct TreeWalk<'a> {
    xref: &'a XRef,
    roles: Dict<'a>,
    /// The stack of nodes to visit.
    open: Vec<Kid<'a>>,
    /// Visited elements; a malformed tree may have cycles.
    seen: FxHashSet<ObjRef>,
    tags: FxHashMap<(u32, i32), Tag>,
}

impl<'a> TreeWalk<'a> {
    fn visit(&mut self, Kid { kid, page, note }: Kid<'a>) {
        let kid = match kid {
            MaybeRef::NotRef(kid) => Some(kid),
            MaybeRef::Ref(reference) if self.seen.insert(reference) => {
                self.xref.get::<Object<'a>>(reference.into())
            }
            MaybeRef::Ref(_) => None,
        };
        match kid {
            Some(Object::Number(identifier)) => self.tag(page, identifier.as_i64() as i32, note),
            Some(Object::Dict(element)) => {
                let page = element
                    .get_ref("Pg")
                    .map_or(page, |page| Some(page.obj_number));
                match element.get::<i32>("MCID") {
                    // Content of a form has identifiers of its own.
                    Some(identifier) if !element.contains_key("Stm") => {
                        self.tag(page, identifier, note);
                    }
                    Some(_) => {}
                    None => self.open_kids(&element, page, note || self.is_note(&element)),
                }
            }
            _ => {}
        }
    }

    fn open_kids(&mut self, element: &Dict<'a>, page: Option<u32>, note: bool) {
        let entry = |kid| Kid { kid, page, note };
        match element.get::<Object<'a>>("K") {
            Some(Object::Array(kids)) => {
                let first = self.open.len();
                self.open.extend(kids.raw_iter().take(MAX_NODES).map(entry));
                self.open[first..].reverse();
            }
            Some(_) => self.open.extend(element.get_raw("K").map(entry)),
            None => {}
        }
    }

    fn is_note(&self, element: &Dict<'_>) -> bool {
        let Some(kind) = element.get::<Name<'_>>("S") else {
            return false;
        };
        let role = self.roles.get::<Name<'_>>(&kind);
        let names = [Some(kind), role];
        names
            .iter()
            .flatten()
            .any(|name| matches!(name.as_str(), "Note" | "FENote" | "Footnote" | "Endnote"))
    }

    fn tag(&mut self, page: Option<u32>, identifier: i32, note: bool) {
        let rank = self.tags.len() as u32;
        if let Some(page) = page {
            self.tags
                .entry((page, identifier))
                .or_insert(Tag::Content { rank, note });
        }
    }
}
