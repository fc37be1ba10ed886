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

-- A promise whose date is that of the promised act is looked for under the day of its report and its month, too (`lies_ahead` in told.rs).
WITH promise AS (
  SELECT t.id, d.known, printf('%04d-%02d-%02d', d.known / 10000, d.known / 100 % 100, d.known % 100) AS report,
         CASE WHEN t.status <> 'planned' THEN substr(t.date || '-01-01', 1, 10)
              WHEN length(t.date) = 4 THEN t.date || '-12-31'
              WHEN length(t.date) = 7 THEN date(t.date || '-01', '+1 month', '-1 day')
              ELSE t.date END AS promised
  FROM told_event t JOIN document d ON d.id = t.document
  WHERE t.type = 'AGREE' AND d.known / 100 % 100 > 0 AND d.known % 100 > 0
)
INSERT OR IGNORE INTO event_block (day, key, ord, told)
SELECT p.known / part.of * part.of, b.key, b.ord, b.told
FROM event_block b CROSS JOIN promise p ON p.id = b.told CROSS JOIN (SELECT 1 AS of UNION SELECT 100) part
WHERE p.promised > p.report;
