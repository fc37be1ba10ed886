//! The shapes of answers beside those of the register itself (`chancery_register::answers`): lists, and what is told with a record.

use chancery_register::answers::Event;
use chancery_register::quad;
use serde::Serialize;
use utoipa::ToSchema;

use crate::picture::Quads;

/// A list, or a page of one.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct List<T: ToSchema> {
    /// The items.
    pub(crate) items: Vec<T>,
    /// How many there are on all pages; null where counting would take too long.
    #[schema(required)]
    pub(crate) total: Option<usize>,
    /// What to give as `cursor` for the next page; null on the last.
    #[schema(required)]
    pub(crate) next: Option<String>,
}

/// One act, however many reports tell it.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Act {
    #[serde(flatten)]
    pub(crate) event: Event,
    /// Its class: 1 verbal cooperation, 2 material cooperation, 3 verbal conflict, 4 material conflict.
    pub(crate) quad: u8,
}

impl From<Event> for Act {
    fn from(event: Event) -> Self {
        Self { quad: quad(&event.kind), event }
    }
}

/// Acts of each class: verbal and material cooperation, verbal and material conflict.
#[derive(Clone, Copy, Debug, Default, Serialize, ToSchema)]
#[schema(value_type = Vec<u32>)]
pub(crate) struct Counts(pub(crate) Quads);
