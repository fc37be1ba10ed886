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
FROM told_event t JOIN act a ON a.id = t.act JOIN document d ON d.id = t.document JOIN document_text x ON x.document = d.id;

DROP VIEW IF EXISTS commitments;
CREATE VIEW commitments AS
SELECT uid AS id, kind, title, parties, beneficiaries, status, due, amount,
       coalesce(due_end < CAST(strftime('%Y%m%d', 'now') AS INTEGER)
                AND status IN ('agreed', 'postponed', 'breached')
                OR due_end < CAST(strftime('%Y%m%d', 'now') AS INTEGER) AND status = 'in_force' AND kind = 'aid', 0) AS overdue
FROM undertaking;

DROP VIEW IF EXISTS commitment_history;
CREATE VIEW commitment_history AS
SELECT u.uid AS commitment, coalesce(s.date, d.published) AS date, s.status, s.due, d.name AS document, d.lang, d.published, d.source, s.start, s.end,
       substr(x.text, s.start + 1, s.end - s.start) AS quotation, s.why AS reasons
FROM step s JOIN undertaking u ON u.id = s.undertaking JOIN document d ON d.id = s.document JOIN document_text x ON x.document = d.id
ORDER BY s.ord, s.start;

DROP VIEW IF EXISTS entities;
CREATE VIEW entities AS
SELECT code, count(DISTINCT act) AS events, min(day) / 10000 AS first_year, max(day) / 10000 AS last_year FROM act_party GROUP BY code;

DROP VIEW IF EXISTS dyads_monthly;
CREATE VIEW dyads_monthly AS
SELECT actor, partner, printf('%04d-%02d', day / 10000, day / 100 % 100) AS month,
       sum(quad = 1) AS verbal_cooperation, sum(quad = 2) AS material_cooperation,
       sum(quad = 3) AS verbal_conflict, sum(quad = 4) AS material_conflict,
       round(avg(score), 3) AS mean_score, sum(sources) AS independent_sources
FROM dyad_act GROUP BY actor, partner, day / 100;
