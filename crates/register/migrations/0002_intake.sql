-- How far a run came with an input of many parts, which documents repeat another almost word for word, and what `chancery watch` has to remember.

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
CREATE INDEX document_original ON document(original) WHERE original IS NOT NULL;
CREATE INDEX document_unsketched ON document(id) WHERE sketched = 0;

-- Where to look for near copies: the least hashes of a text's runs of words, by day.
CREATE TABLE document_band (
  key      INTEGER NOT NULL,
  document INTEGER NOT NULL REFERENCES document(id),
  PRIMARY KEY (key, document)
) STRICT, WITHOUT ROWID;
-- What `chancery watch` has to remember. Times are seconds since 1970; addresses stand in normal form.

-- A feed or sitemap that is polled.
CREATE TABLE watched_feed (
  url      TEXT PRIMARY KEY,
  -- What the server gave to ask again with: If-None-Match, If-Modified-Since.
  etag     TEXT,
  modified TEXT,
  fetched  INTEGER,
  due      INTEGER NOT NULL,
  failures INTEGER NOT NULL DEFAULT 0,
  error    TEXT
) STRICT, WITHOUT ROWID;

-- A page that a feed or sitemap named. What the feed said of it is kept for when the page is fetched, which may be much later.
CREATE TABLE watched_page (
  id        INTEGER PRIMARY KEY,
  url       TEXT NOT NULL UNIQUE,
  feed      TEXT NOT NULL,
  outcome   TEXT NOT NULL CHECK (outcome IN ('waiting', 'added', 'same', 'refused', 'denied', 'gone', 'failed')),
  why       TEXT NOT NULL DEFAULT '',
  tries     INTEGER NOT NULL DEFAULT 0,
  due       INTEGER NOT NULL,
  time      INTEGER NOT NULL,
  title     TEXT,
  published TEXT,
  lang      TEXT,
  publisher TEXT
) STRICT;
CREATE INDEX watched_page_waiting ON watched_page(feed, due, id) WHERE outcome = 'waiting';

-- A host that asked not to be asked (Retry-After), and until when.
CREATE TABLE watched_host (
  host     TEXT PRIMARY KEY,
  until    INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
