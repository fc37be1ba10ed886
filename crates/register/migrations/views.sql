-- The views that others may build on. Documented in docs/register.md.
DROP VIEW IF EXISTS events;
CREATE VIEW events AS
SELECT uid AS id, type, mode, status, actors, recipients, date, place, country, contexts, score,
       CASE WHEN type IN ('AGREE', 'CONSULT', 'SUPPORT', 'CONCEDE') THEN 'verbal cooperation'
            WHEN type IN ('COOPERATE', 'AID', 'RETREAT') THEN 'material cooperation'
            WHEN type IN ('REQUEST', 'ACCUSE', 'REJECT', 'THREATEN') THEN 'verbal conflict'
            ELSE 'material conflict' END AS quad_class,
       confidence, reports, sources AS independent_sources, conflicts
FROM act;

DROP VIEW IF EXISTS event_reports;
CREATE VIEW event_reports AS
SELECT a.uid AS event, t.uid AS report, d.name AS document, d.lang, d.published, d.source, d.url, t.type, t.mode, t.status,
       t.actors, t.recipients, t.date, t.place, t.country, t.start, t.end, substr(x.text, t.start + 1, t.end - t.start) AS quotation,
       t.confidence, d.coder, d.data AS lexicons, t.why AS reasons
FROM told_event t JOIN act a ON a.id = t.act JOIN document d ON d.id = t.document JOIN document_text x ON x.document = d.id
WHERE d.superseded_by IS NULL;

DROP VIEW IF EXISTS commitments;
CREATE VIEW commitments AS
SELECT uid AS id, kind, title, parties, beneficiaries, status, due, amount,
       coalesce(due_end < CAST(strftime('%Y%m%d', 'now') AS INTEGER)
                AND status IN ('agreed', 'postponed', 'breached')
                OR due_end < CAST(strftime('%Y%m%d', 'now') AS INTEGER) AND status IN ('signed', 'in_force')
                AND kind IN ('aid', 'arms'), 0) AS overdue
FROM undertaking;

DROP VIEW IF EXISTS commitment_history;
CREATE VIEW commitment_history AS
SELECT u.uid AS commitment, coalesce(s.date, d.published) AS date, s.status, s.due, d.name AS document, d.lang, d.published, d.source, s.start, s.end,
       substr(x.text, s.start + 1, s.end - s.start) AS quotation, s.why AS reasons
FROM step s JOIN undertaking u ON u.id = s.undertaking JOIN document d ON d.id = s.document JOIN document_text x ON x.document = d.id
WHERE d.superseded_by IS NULL
ORDER BY s.ord, s.start;

DROP VIEW IF EXISTS entities;
CREATE VIEW entities AS
SELECT p.code, n.kind, n.name, count(DISTINCT p.act) AS events,
       (SELECT count(DISTINCT u.undertaking) FROM undertaking_party u WHERE u.code = p.code) AS commitments,
       min(CASE WHEN p.day < 99990000 THEN p.day / 10000 END) AS first_year, max(CASE WHEN p.day < 99990000 THEN p.day / 10000 END) AS last_year
FROM act_party p LEFT JOIN party_name n ON n.code = p.code GROUP BY p.code;

DROP VIEW IF EXISTS dyads_monthly;
CREATE VIEW dyads_monthly AS
SELECT actor, partner, CASE WHEN day / 100 % 100 = 0 THEN printf('%04d', day / 10000) ELSE printf('%04d-%02d', day / 10000, day / 100 % 100) END AS month,
       sum(quad = 1) AS verbal_cooperation, sum(quad = 2) AS material_cooperation,
       sum(quad = 3) AS verbal_conflict, sum(quad = 4) AS material_conflict,
       round(avg(score), 3) AS mean_score, sum(sources) AS independent_sources
FROM dyad_act WHERE day < 99990000 GROUP BY actor, partner, day / 100;

DROP VIEW IF EXISTS watched_pages;
CREATE VIEW watched_pages AS
SELECT url, nullif(feed, '') AS feed, outcome, why, tries, strftime('%Y-%m-%dT%H:%M:%SZ', time, 'unixepoch') AS time,
       CASE outcome WHEN 'waiting' THEN strftime('%Y-%m-%dT%H:%M:%SZ', due, 'unixepoch') END AS due, title, published, lang, publisher
FROM watched_page;

DROP VIEW IF EXISTS watched_feeds;
CREATE VIEW watched_feeds AS
SELECT url, strftime('%Y-%m-%dT%H:%M:%SZ', fetched, 'unixepoch') AS fetched, strftime('%Y-%m-%dT%H:%M:%SZ', due, 'unixepoch') AS due, failures, error
FROM watched_feed;
