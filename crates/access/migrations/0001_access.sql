-- Who may ask, and what they did. Times are seconds since 1970.

CREATE TABLE account (
  id       INTEGER PRIMARY KEY,
  name     TEXT NOT NULL,
  -- The name in small letters: two names do not differ by their letters' size alone.
  folded   TEXT NOT NULL UNIQUE,
  kind     TEXT NOT NULL CHECK (kind IN ('person', 'partner', 'machine')),
  role     TEXT NOT NULL CHECK (role IN ('partner', 'reader', 'analyst', 'reviewer', 'administrator')),
  audience TEXT NOT NULL,
  -- Parted by commas.
  groups   TEXT NOT NULL,
  -- A PHC string; only persons have a password.
  password TEXT,
  created  INTEGER NOT NULL,
  disabled INTEGER
) STRICT;

CREATE TABLE token (
  -- What stands in the token itself, to find it by.
  id       TEXT PRIMARY KEY,
  account  INTEGER NOT NULL REFERENCES account,
  name     TEXT NOT NULL,
  -- A PHC string of the secret part.
  hash     TEXT NOT NULL,
  created  INTEGER NOT NULL,
  expires  INTEGER NOT NULL,
  revoked  INTEGER,
  last_use INTEGER
) STRICT;
CREATE INDEX token_account ON token (account);

CREATE TABLE session (
  -- The hash of what the cookie holds.
  hash     BLOB PRIMARY KEY,
  account  INTEGER NOT NULL REFERENCES account,
  created  INTEGER NOT NULL,
  last_use INTEGER NOT NULL
) STRICT;
CREATE INDEX session_account ON session (account);

-- Attempts that have not succeeded, by name and by address.
CREATE TABLE attempt (
  key      TEXT PRIMARY KEY,
  failures INTEGER NOT NULL,
  last     INTEGER NOT NULL
) STRICT;

CREATE TABLE audit (
  number   INTEGER PRIMARY KEY,
  time     INTEGER NOT NULL,
  account  TEXT,
  address  TEXT,
  action   TEXT NOT NULL,
  object   TEXT NOT NULL,
  detail   TEXT NOT NULL,
  previous BLOB NOT NULL,
  hash     BLOB NOT NULL
) STRICT;
CREATE INDEX audit_time ON audit (time);

-- The last entry, so that one taken away from the end is missed.
CREATE TABLE audit_head (
  one    INTEGER PRIMARY KEY CHECK (one = 1),
  number INTEGER NOT NULL,
  hash   BLOB NOT NULL
) STRICT;
INSERT INTO audit_head VALUES (1, 0, zeroblob(32));

CREATE TRIGGER audit_stands BEFORE UPDATE ON audit BEGIN SELECT raise(ABORT, 'the audit log is only added to'); END;
CREATE TRIGGER audit_stays BEFORE DELETE ON audit BEGIN SELECT raise(ABORT, 'the audit log is only added to'); END;
