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
