//! Where each resource stands: module instances, and resources found by name and instance key.

use std::collections::HashMap;

use crate::address::{self, Segment};
use crate::resource::{Key, Mode, Resource};

/// One module instance on the way down: the name of the call and its key.
pub(super) type Step = (String, Option<Key>);

/// A module instance, as an index into [`Places::modules`].
pub(super) type ModuleId = usize;

/// The root module.
pub(super) const ROOT: ModuleId = 0;

/// One module instance.
#[derive(Debug, Default)]
pub(super) struct ModuleInstance {
    /// The instance that calls it, and how; nothing for the root module.
    pub(super) parent: Option<(ModuleId, Step)>,
    /// The names of the calls down to it.
    pub(super) path: Vec<String>,
}

type Named = (ModuleId, String);

/// Every module instance and every resource of a plan by its place.
#[derive(Debug, Default)]
pub(super) struct Places {
    modules: Vec<ModuleInstance>,
    children: HashMap<Named, Vec<(Option<Key>, ModuleId)>>,
    by_name: HashMap<Named, Vec<usize>>,
    by_key: HashMap<Named, HashMap<Option<Key>, usize>>,
    of_resource: Vec<ModuleId>,
}

impl Places {
    /// The places of `resources`, whose positions in the slice are their numbers.
    pub(super) fn new(resources: &[Resource]) -> Self {
        let mut places = Self {
            modules: vec![ModuleInstance::default()],
            ..Self::default()
        };
        let mut known: HashMap<&str, ModuleId> = HashMap::from([("", ROOT)]);
        for (number, resource) in resources.iter().enumerate() {
            let module = match known.get(resource.module.as_str()) {
                Some(module) => *module,
                None => {
                    let module = places.module_at(&resource.module);
                    known.insert(&resource.module, module);
                    module
                }
            };
            places.add(number, module, resource);
        }
        places
    }

    fn add(&mut self, number: usize, module: ModuleId, resource: &Resource) {
        self.of_resource.push(module);
        if resource.mode == Mode::Data {
            return; // `data.type.name` is another name than `type.name`.
        }
        let named = (module, format!("{}.{}", resource.kind, resource.name));
        self.by_name.entry(named.clone()).or_default().push(number);
        self.by_key
            .entry(named)
            .or_default()
            .insert(resource.key.clone(), number);
    }

    fn module_at(&mut self, address: &str) -> ModuleId {
        let mut at = ROOT;
        let mut segments = address::segments(address).into_iter().peekable();
        while let Some(segment) = segments.next() {
            let (Segment::Name("module"), Some(Segment::Name(name))) = (segment, segments.next())
            else {
                break;
            };
            let key = match segments.peek() {
                Some(Segment::Key(key)) => Some(key.clone()),
                _ => None,
            };
            if key.is_some() {
                segments.next();
            }
            at = self.child(at, (name.to_owned(), key));
        }
        at
    }

    fn child(&mut self, parent: ModuleId, (name, key): Step) -> ModuleId {
        let siblings = self.children.entry((parent, name.clone())).or_default();
        if let Some((_, known)) = siblings.iter().find(|(sibling, _)| *sibling == key) {
            return *known;
        }
        let id = self.modules.len();
        siblings.push((key.clone(), id));
        let mut path = self.path(parent).to_vec();
        path.push(name.clone());
        self.modules.push(ModuleInstance {
            parent: Some((parent, (name, key))),
            path,
        });
        id
    }

    /// The module instance that holds a resource.
    pub(super) fn module_of(&self, number: usize) -> ModuleId {
        self.of_resource.get(number).copied().unwrap_or(ROOT)
    }

    /// The names of the calls down to a module.
    pub(super) fn path(&self, module: ModuleId) -> &[String] {
        self.modules.get(module).map_or(&[], |module| &module.path)
    }

    /// The instance that calls a module, and how.
    pub(super) fn parent(&self, module: ModuleId) -> Option<&(ModuleId, Step)> {
        self.modules.get(module)?.parent.as_ref()
    }

    /// The instances of the child module `name`.
    pub(super) fn instances(&self, parent: ModuleId, name: &str) -> &[(Option<Key>, ModuleId)] {
        self.children
            .get(&(parent, name.to_owned()))
            .map_or(&[], Vec::as_slice)
    }

    /// All instances of the resource `type.name` in one module instance.
    pub(super) fn all(&self, module: ModuleId, name: &str) -> &[usize] {
        self.by_name
            .get(&(module, name.to_owned()))
            .map_or(&[], Vec::as_slice)
    }

    /// The one instance of `type.name` with this key.
    pub(super) fn one(&self, module: ModuleId, name: &str, key: Option<&Key>) -> Option<usize> {
        let keyed = self.by_key.get(&(module, name.to_owned()))?;
        keyed.get(&key.cloned()).copied()
    }
}
