-- What a standing query tells to an address of its own.
CREATE TABLE webhook (
  query    INTEGER PRIMARY KEY REFERENCES standing_query(id) ON DELETE CASCADE,
  url      TEXT NOT NULL,
  -- What messages are signed with.
  key      BLOB NOT NULL,
  -- What came in with documents up to this row was told.
  told     INTEGER NOT NULL,
  -- When the last message was taken.
  taken    TEXT,
  -- How often the address did not take one since, and why not the last time.
  failures INTEGER NOT NULL DEFAULT 0,
  error    TEXT
) STRICT;
