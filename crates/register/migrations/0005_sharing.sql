-- What may become of what the register holds: markings, whose it is, what was taken back, and by whose leave it is passed on.
-- Texts under different markings or of different originators are documents of their own, so nothing about one shows in another.

-- The partner that a document came from; '' is this institution.
ALTER TABLE document ADD COLUMN originator TEXT NOT NULL DEFAULT '';
-- What its hash and the ids of its records were made with beside the text: '' for an open document of this institution, the marking for
-- another, the originator and the hash that it has there for one that came from a partner.
ALTER TABLE document ADD COLUMN salt TEXT NOT NULL DEFAULT '';

-- What narrows one record more than its document does.
CREATE TABLE record_marking (
  uid     TEXT PRIMARY KEY,
  marking TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- How documents of a source are marked if nothing else is said; '' stands for every other source.
CREATE TABLE source_marking (
  source  TEXT PRIMARY KEY,
  marking TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- An originator lets a partner have a document (by its hash) or the facts of one record of it (by its id).
CREATE TABLE consent (
  object     TEXT NOT NULL,
  partner    TEXT NOT NULL,
  originator TEXT NOT NULL,
  made       TEXT NOT NULL,
  author     TEXT NOT NULL,
  PRIMARY KEY (object, partner)
) STRICT, WITHOUT ROWID;

-- What was taken back: the document, by the hash that it had with its originator, is gone and does not come again.
CREATE TABLE withdrawn (
  originator TEXT NOT NULL,
  hash       TEXT NOT NULL,
  made       TEXT NOT NULL,
  PRIMARY KEY (originator, hash)
) STRICT, WITHOUT ROWID;

-- Documents for which something changed that decides who may see what of them, or what they say.
CREATE TABLE revision (
  number INTEGER PRIMARY KEY AUTOINCREMENT,
  hash   TEXT NOT NULL
) STRICT;

ALTER TABLE correction ADD COLUMN uid TEXT NOT NULL DEFAULT '';
ALTER TABLE correction ADD COLUMN marking TEXT NOT NULL DEFAULT 'CLEAR';
-- The partner that made it; '' is this institution.
ALTER TABLE correction ADD COLUMN originator TEXT NOT NULL DEFAULT '';
UPDATE correction SET uid = printf('correction-%d', id);
CREATE UNIQUE INDEX correction_uid ON correction(uid);
