//! The coder: a pure function of a document and the loaded knowledge. Same input, same output, byte for byte: no clock, no network,
//! no disk, no randomness, no hash order.
//!
//! The stages, one module each, in the order they run:
//! [`normal`] (normal form C, sentences), [`tokens`] (one pass of the automaton), [`dates`] and [`amounts`], [`actors`] (noun phrases that name
//! parties), [`clauses`] (predicates and what governs them), [`roles`] (who acts on whom), [`events`] (frames to events), [`commitments`].
//! [`discourse`] is what is remembered from one sentence to the next. [`explain()`] prints every stage of one document.

mod actors;
mod amounts;
mod clauses;
mod commitments;
mod dates;
mod dates_after;
mod discourse;
mod events;
mod explain;
mod items;
mod normal;
mod pipeline;
mod records;
mod roles;
mod survey;
mod tokens;
mod verb_final;

pub use explain::explain;
pub use pipeline::code;
