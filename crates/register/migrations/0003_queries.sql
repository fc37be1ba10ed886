-- Filters that people keep and come back to.
CREATE TABLE standing_query (
  id     INTEGER PRIMARY KEY,
  made   TEXT NOT NULL,
  author TEXT NOT NULL,
  name   TEXT NOT NULL,
  view   TEXT NOT NULL CHECK (view IN ('events', 'commitments')),
  -- As in an address: party=KOR&type=CONSULT.
  filter TEXT NOT NULL
) STRICT;
