-- form 6
CREATE TABLE act (
  id         INTEGER PRIMARY KEY,
  uid        TEXT NOT NULL UNIQUE,
  type       TEXT NOT NULL,
  mode       TEXT,
  status     TEXT NOT NULL,
  actors     TEXT NOT NULL,
  recipients TEXT NOT NULL,
  date       TEXT,
  day        INTEGER NOT NULL,
  place      TEXT,
  country    TEXT,
  contexts   TEXT NOT NULL,
  score      REAL NOT NULL,
  confidence REAL NOT NULL,
  reports    INTEGER NOT NULL,
  sources    INTEGER NOT NULL,
  conflicts  TEXT NOT NULL,
  known      INTEGER NOT NULL
) STRICT;
CREATE INDEX act_day ON act(day);
CREATE TABLE act_once (
  code TEXT NOT NULL,
  day  INTEGER NOT NULL,
  act  INTEGER NOT NULL,
  PRIMARY KEY (code, day, act)
) STRICT, WITHOUT ROWID;
CREATE INDEX act_once_act ON act_once(act);
CREATE TABLE act_party (
  code TEXT NOT NULL,
  day  INTEGER NOT NULL,
  act  INTEGER NOT NULL REFERENCES act(id),
  side TEXT NOT NULL CHECK (side IN ('actor', 'recipient')),
  PRIMARY KEY (code, day, act, side)
) STRICT, WITHOUT ROWID;
CREATE INDEX act_party_act ON act_party(act);
CREATE TABLE checkpoint (
  origin   TEXT PRIMARY KEY,
  -- Size and time of change: of another file at the same place nothing is known.
  version  TEXT NOT NULL,
  done     INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE commitment_block (
  key  INTEGER NOT NULL,
  ord  INTEGER NOT NULL,
  told INTEGER NOT NULL REFERENCES told_commitment(id),
  PRIMARY KEY (key, ord, told)
) STRICT, WITHOUT ROWID;
CREATE TABLE consent (
  object     TEXT NOT NULL,
  partner    TEXT NOT NULL,
  originator TEXT NOT NULL,
  made       TEXT NOT NULL,
  author     TEXT NOT NULL,
  PRIMARY KEY (object, partner)
) STRICT, WITHOUT ROWID;
CREATE TABLE copy (
  document INTEGER NOT NULL REFERENCES document(id),
  name     TEXT NOT NULL,
  source   TEXT NOT NULL DEFAULT '',
  url      TEXT NOT NULL DEFAULT '',
  PRIMARY KEY (document, name, source, url)
) STRICT, WITHOUT ROWID;
CREATE TABLE correction (
  id     INTEGER PRIMARY KEY,
  made   TEXT NOT NULL,
  author TEXT NOT NULL,
  target TEXT NOT NULL,
  action TEXT NOT NULL CHECK (action IN ('set', 'reject', 'merge', 'split', 'note', 'undo')),
  detail TEXT NOT NULL,
  undone INTEGER NOT NULL DEFAULT 0
, uid TEXT NOT NULL DEFAULT '', marking TEXT NOT NULL DEFAULT 'CLEAR', originator TEXT NOT NULL DEFAULT '') STRICT;
CREATE INDEX correction_target ON correction(target);
CREATE UNIQUE INDEX correction_uid ON correction(uid);
CREATE TABLE document (
  id            INTEGER PRIMARY KEY,
  name          TEXT NOT NULL,
  hash          TEXT NOT NULL UNIQUE,
  origin        TEXT,
  lang          TEXT NOT NULL,
  published     TEXT,
  known         INTEGER NOT NULL,
  ord           INTEGER NOT NULL,
  title         TEXT,
  source        TEXT,
  url           TEXT,
  marking       TEXT NOT NULL DEFAULT 'CLEAR',
  coder         TEXT NOT NULL,
  data          TEXT NOT NULL,
  added         TEXT NOT NULL,
  superseded_by INTEGER REFERENCES document(id),
  -- The day from which a later version counts instead: it counts for a day D if known <= D < gone. Not later than known: it never counts.
  gone          INTEGER NOT NULL DEFAULT 99999999
, copy_of INTEGER REFERENCES document(id), original INTEGER REFERENCES document(id), sketched INTEGER NOT NULL DEFAULT 0, originator TEXT NOT NULL DEFAULT '', salt TEXT NOT NULL DEFAULT '') STRICT;
CREATE TABLE document_band (
  key      INTEGER NOT NULL,
  document INTEGER NOT NULL REFERENCES document(id),
  PRIMARY KEY (key, document)
) STRICT, WITHOUT ROWID;
CREATE TABLE document_block (
  key      INTEGER NOT NULL,
  ord      INTEGER NOT NULL,
  document INTEGER NOT NULL REFERENCES document(id),
  PRIMARY KEY (key, ord, document)
) STRICT, WITHOUT ROWID;
CREATE INDEX document_copy_of ON document(copy_of) WHERE copy_of IS NOT NULL;
CREATE INDEX document_name ON document(name);
CREATE INDEX document_ord ON document(ord);
CREATE INDEX document_origin ON document(origin) WHERE origin IS NOT NULL;
CREATE INDEX document_original ON document(original) WHERE original IS NOT NULL;
CREATE INDEX document_salt ON document(salt) WHERE salt <> '';
CREATE VIRTUAL TABLE document_search USING fts5(folded, content = '', contentless_delete = 1, tokenize = 'unicode61 remove_diacritics 0');
CREATE TABLE document_text (
  document INTEGER PRIMARY KEY REFERENCES document(id),
  text     TEXT NOT NULL
) STRICT;
CREATE INDEX document_unsketched ON document(id) WHERE sketched = 0;
CREATE TABLE dyad_act (
  actor   TEXT NOT NULL,
  partner TEXT NOT NULL,
  day     INTEGER NOT NULL,
  act     INTEGER NOT NULL,
  quad    INTEGER NOT NULL CHECK (quad BETWEEN 1 AND 4),
  score   REAL NOT NULL,
  sources INTEGER NOT NULL,
  PRIMARY KEY (actor, partner, day, act)
) STRICT, WITHOUT ROWID;
CREATE INDEX dyad_act_act ON dyad_act(act);
CREATE TABLE event_block (
  day  INTEGER NOT NULL,
  key  INTEGER NOT NULL,
  ord  INTEGER NOT NULL,
  told INTEGER NOT NULL REFERENCES told_event(id),
  PRIMARY KEY (day, key, ord, told)
) STRICT, WITHOUT ROWID;
CREATE TABLE party_name (
  code TEXT PRIMARY KEY,
  kind TEXT NOT NULL,
  name TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE pending (
  ord      INTEGER NOT NULL,
  document INTEGER NOT NULL REFERENCES document(id),
  PRIMARY KEY (ord, document)
) STRICT, WITHOUT ROWID;
CREATE TABLE person_mention (
  code     TEXT NOT NULL,
  name     TEXT NOT NULL,
  lang     TEXT NOT NULL,
  role     TEXT NOT NULL,
  told     INTEGER NOT NULL REFERENCES told_event(id),
  PRIMARY KEY (code, name, lang, role, told)
) STRICT, WITHOUT ROWID;
CREATE INDEX person_mention_told ON person_mention(told);
CREATE TABLE record_marking (
  uid     TEXT PRIMARY KEY,
  marking TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE revision (
  number INTEGER PRIMARY KEY AUTOINCREMENT,
  hash   TEXT NOT NULL
) STRICT;
CREATE TABLE source_marking (
  source  TEXT PRIMARY KEY,
  marking TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE sqlite_sequence(name,seq);
CREATE TABLE standing_query (
  id     INTEGER PRIMARY KEY,
  made   TEXT NOT NULL,
  author TEXT NOT NULL,
  name   TEXT NOT NULL,
  view   TEXT NOT NULL CHECK (view IN ('events', 'commitments')),
  -- As in an address: party=KOR&type=CONSULT.
  filter TEXT NOT NULL
) STRICT;
CREATE TABLE step (
  undertaking     INTEGER NOT NULL,
  ord             INTEGER NOT NULL,
  document        INTEGER NOT NULL REFERENCES document(id),
  start           INTEGER NOT NULL,
  end             INTEGER NOT NULL,
  status          TEXT NOT NULL,
  date            TEXT,
  due             TEXT,
  told_commitment INTEGER REFERENCES told_commitment(id),
  told_event      INTEGER REFERENCES told_event(id),
  why             TEXT NOT NULL,
  PRIMARY KEY (undertaking, ord, document, start, end, status)
) STRICT, WITHOUT ROWID;
CREATE INDEX step_document ON step(document);
CREATE TABLE told_commitment (
  id          INTEGER PRIMARY KEY,
  uid         TEXT NOT NULL UNIQUE,
  document    INTEGER NOT NULL REFERENCES document(id),
  told_event  INTEGER REFERENCES told_event(id),
  kind        TEXT NOT NULL,
  status      TEXT NOT NULL,
  title       TEXT NOT NULL,
  parties       TEXT NOT NULL,
  beneficiaries TEXT NOT NULL,
  due         TEXT,
  start       INTEGER NOT NULL,
  end         INTEGER NOT NULL,
  record      TEXT NOT NULL,
  undertaking INTEGER,
  why         TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX told_commitment_document ON told_commitment(document);
CREATE INDEX told_commitment_undertaking ON told_commitment(undertaking);
CREATE TABLE told_event (
  id         INTEGER PRIMARY KEY,
  uid        TEXT NOT NULL UNIQUE,
  document   INTEGER NOT NULL REFERENCES document(id),
  type       TEXT NOT NULL,
  mode       TEXT,
  status     TEXT NOT NULL,
  actors     TEXT NOT NULL,
  recipients TEXT NOT NULL,
  date       TEXT,
  basis      TEXT,
  place      TEXT,
  country    TEXT,
  score      REAL NOT NULL,
  confidence REAL NOT NULL,
  start      INTEGER NOT NULL,
  end        INTEGER NOT NULL,
  record     TEXT NOT NULL,
  act        INTEGER,
  why        TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX told_event_act ON told_event(act);
CREATE INDEX told_event_document ON told_event(document);
CREATE TABLE undertaking (
  id            INTEGER PRIMARY KEY,
  uid           TEXT NOT NULL UNIQUE,
  kind          TEXT NOT NULL,
  title         TEXT NOT NULL,
  parties       TEXT NOT NULL,
  beneficiaries TEXT NOT NULL,
  status        TEXT NOT NULL,
  due           TEXT,
  due_end       INTEGER,
  amount        TEXT,
  known         INTEGER NOT NULL,
  changed       INTEGER NOT NULL
) STRICT;
CREATE INDEX undertaking_due ON undertaking(due_end);
CREATE TABLE undertaking_once (
  code        TEXT NOT NULL,
  undertaking INTEGER NOT NULL,
  PRIMARY KEY (code, undertaking)
) STRICT, WITHOUT ROWID;
CREATE INDEX undertaking_once_undertaking ON undertaking_once(undertaking);
CREATE TABLE undertaking_party (
  code        TEXT NOT NULL,
  changed     INTEGER NOT NULL,
  undertaking INTEGER NOT NULL REFERENCES undertaking(id),
  side        TEXT NOT NULL CHECK (side IN ('party', 'beneficiary')),
  PRIMARY KEY (code, changed, undertaking, side)
) STRICT, WITHOUT ROWID;
CREATE INDEX undertaking_party_undertaking ON undertaking_party(undertaking);
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
CREATE TABLE watched_host (
  host     TEXT PRIMARY KEY,
  until    INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
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
CREATE TABLE withdrawn (
  originator TEXT NOT NULL,
  hash       TEXT NOT NULL,
  made       TEXT NOT NULL,
  PRIMARY KEY (originator, hash)
) STRICT, WITHOUT ROWID
