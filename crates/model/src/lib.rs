//! What chancery records, free of I/O and of any wire format: documents, offsets, dates, events,
//! commitments and the closed sets of codes that the codebook defines.
//!
//! Conventions: every place in a text is a [`Span`] of byte offsets into the text *as given*; the wire form
//! counts Unicode code points, and [`CharIndex`] is the one place that converts. Codes are parsed once, at the
//! edge, into the enums of [`ontology`].

mod audience;
mod date;
mod document;
mod marking;
pub mod ontology;
mod record;
mod span;

pub use audience::{Audience, AudienceError};
pub use date::{DateError, PartialDate};
pub use document::{CodedDocument, Document, Passage};
pub use marking::{Marking, MarkingError, Tlp, is_partner_name};
pub use ontology::{CommitmentKind, CommitmentStatus, Context, EventType, Mode, Sector, Status, UnknownCode};
pub use record::{Amount, Basis, Commitment, Event, EventDate, Origin, Participant, PartyKind, Place};
pub use span::{ByteOffset, CharIndex, CharOffset, Span};
