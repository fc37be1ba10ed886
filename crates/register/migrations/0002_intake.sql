-- How far a run came with an input of many parts, and which documents repeat another almost word for word.

CREATE TABLE checkpoint (
  origin   TEXT PRIMARY KEY,
  -- Size and time of change: of another file at the same place nothing is known.
  version  TEXT NOT NULL,
  done     INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- The earliest document that this one repeats, and the one that this goes back to; null: none.
ALTER TABLE document ADD COLUMN copy_of INTEGER REFERENCES document(id);
ALTER TABLE document ADD COLUMN original INTEGER REFERENCES document(id);
-- Whether it was compared with others.
ALTER TABLE document ADD COLUMN sketched INTEGER NOT NULL DEFAULT 0;
CREATE INDEX document_copy_of ON document(copy_of) WHERE copy_of IS NOT NULL;
CREATE INDEX document_unsketched ON document(id) WHERE sketched = 0;

-- Where to look for near copies: the least hashes of a text's runs of words, by day.
CREATE TABLE document_band (
  key      INTEGER NOT NULL,
  document INTEGER NOT NULL REFERENCES document(id),
  PRIMARY KEY (key, document)
) STRICT, WITHOUT ROWID;
