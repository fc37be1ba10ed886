// The routes of the interface, answered from the made-up data.
import type { Act } from '../src/api';
import { CONTEXTS, STATUSES, KINDS, COMMITMENT_STATUSES, TYPES } from '../src/lib/codes';
import { acts as told, commitments, documents, FIRST, LAST } from './data';
import { codes, counts, dayOf, edges, fits, group, mean, page, pairs, tally, week } from './figures';
import { CODES, NAMES } from './names';
import { corrected, corrections, gone, queries, write } from './write';

const acts = told.map(corrected);

const found = (q: URLSearchParams) =>
  acts
    .filter((a) => !gone.has(a.id))
    .filter(fits(q))
    .sort((a, b) => dayOf(b).localeCompare(dayOf(a)));
const head = (id: string) => {
  const d = documents.find((x) => x.id === id);
  return d && { id: d.id, lang: d.lang, published: d.published, title: d.title, source: d.source, url: d.url };
};
const about = (id: string) =>
  corrections.filter(
    (c) => c.target === id || acts.some((a) => a.id === id && a.reports.some((r) => r.id === c.target)),
  );

type Answer = (q: URLSearchParams, parts: string[]) => unknown;
const ROUTES: Record<string, Answer> = {
  events: (q, [id]) => {
    if (!id) return page(found(q), q);
    const act = acts.find((a) => a.id === id || a.reports.some((r) => r.id === id));
    return act && { ...act, corrections: about(act.id) };
  },
  commitments: (q, [id]) => {
    if (id) {
      const c = commitments.find((x) => x.id === id);
      return c && { ...c, corrections: about(c.id) };
    }
    const is = (key: string, value: string) => !q.get(key) || q.get(key) === value;
    return page(
      commitments.filter(
        (c) =>
          is('kind', c.kind) &&
          is('status', c.status) &&
          is('overdue', String(c.overdue)) &&
          q.getAll('party').every((p) => c.parties.some((x) => x.code === p)) &&
          (!q.get('due_from') || (c.due ?? '') >= (q.get('due_from') ?? '')) &&
          (!q.get('due_to') || (c.due ?? '9') <= (q.get('due_to') ?? '')),
      ),
      q,
    );
  },
  overview: (q) => {
    const list = found(q);
    const from = q.get('from') ?? '2025-04-01';
    const inside = list.filter((a) => dayOf(a) >= from);
    const now = edges(inside);
    const before = new Map(edges(list.filter((a) => dayOf(a) < from)).map((e) => [`${e.a}${e.b}`, e.acts]));
    const change = now.map((e) => ({
      a: e.a,
      b: e.b,
      now: e.acts,
      before: before.get(`${e.a}${e.b}`) ?? 0,
      mean_score: e.mean_score,
    }));
    return {
      period: { from, to: q.get('to') ?? LAST, days: 100 },
      new: q.get('since') ? { documents: 4, events: 9, commitments: 1 } : null,
      quads: [...group(inside, (a) => [week(dayOf(a).length === 7 ? `${dayOf(a)}-01` : dayOf(a))])]
        .sort()
        .map(([bucket, l]) => ({ bucket, counts: counts(l) })),
      dyads: {
        rising: change
          .filter((d) => d.now > d.before)
          .sort((a, b) => b.now - b.before - a.now + a.before)
          .slice(0, 8),
        falling: change.filter((d) => d.now < d.before).slice(0, 8),
      },
      due_soon: commitments.filter((c) => c.due && c.due > LAST).slice(0, 8),
      overdue: commitments.filter((c) => c.overdue).slice(0, 8),
      latest: inside.slice(0, 12),
      totals: { documents: documents.length, events: acts.length, commitments: commitments.length },
      last_day: LAST,
    };
  },
  timeline: (q) => {
    const lanes = [...group(found(q), q.get('by') === 'dyad' ? pairs : (a) => [...new Set(codes(a))])]
      .sort((a, b) => b[1].length - a[1].length)
      .slice(0, Number(q.get('lanes') ?? 20));
    return {
      from: q.get('from') ?? FIRST,
      to: q.get('to') ?? LAST,
      lanes: lanes.map(([k, l]) => ({
        key: k.split('|'),
        total: l.length,
        buckets: null,
        points: l.map((a) => ({
          id: a.id,
          day: dayOf(a).length === 7 ? `${dayOf(a)}-15` : dayOf(a),
          type: a.type,
          mode: a.mode,
          quad: a.quad,
          score: a.score,
          actors: a.actors.map((c) => c.code),
          recipients: a.recipients.map((c) => c.code),
          sources: a.independent_sources,
        })),
      })),
    };
  },
  relations: (q) => {
    const list = found(q);
    return {
      nodes: tally(list, codes).map((c) => ({ code: c.value, acts: c.count })),
      edges: edges(list).filter((e) => e.acts >= Number(q.get('min') ?? 1)),
    };
  },
  dyads: (q, [a = '', b = '']) => {
    const side = (l: Act[]) => ({ counts: counts(l), mean_score: mean(l), sources: l.length });
    const list = found(q).filter((x) => codes(x).includes(a) && codes(x).includes(b));
    const months = ['2025-01', '2025-02', '2025-03', '2025-04', '2025-05', '2025-06'];
    const of = (m: string, who: string) =>
      list.filter((x) => dayOf(x).startsWith(m) && x.actors.some((c) => c.code === who));
    return { a, b, months: months.map((month) => ({ month, a_to_b: side(of(month, a)), b_to_a: side(of(month, b)) })) };
  },
  map: (q) => {
    const list = found(q);
    return {
      countries: [...group(list, (a) => (a.place?.country ? [a.place.country] : []))].map(([code, l]) => ({
        code,
        acts: l.length,
        counts: counts(l),
        mean_score: mean(l),
      })),
      places: [...group(list, (a) => (a.place ? [`${a.place.name}|${a.place.country ?? ''}`] : []))].map(([k, l]) => ({
        name: k.split('|')[0],
        names: [k.split('|')[0]],
        country: k.split('|')[1],
        acts: l.length,
        point: null,
      })),
      unplaced: list.filter((a) => !a.place).length,
    };
  },
  facets: (q) => {
    const l = found(q);
    return {
      total: l.length,
      type: tally(l, (a) => [a.type]),
      mode: tally(l, (a) => [a.mode]),
      context: tally(l, (a) => a.contexts),
      status: tally(l, (a) => [a.status]),
      quad: tally(l, (a) => [String(a.quad)]),
      party: tally(l, codes),
      country: tally(l, (a) => [a.place?.country]),
      source: tally(l, (a) => a.reports.map((r) => r.source)),
      lang: tally(l, (a) => a.reports.map((r) => r.lang)),
    };
  },
  documents: (q, [id, related]) => {
    const d = documents.find((x) => x.id === id);
    if (related) {
      const mine = d?.events.map((e) => e.act) ?? [];
      return documents
        .filter((x) => x !== d)
        .map((x) => ({
          document: head(x.id),
          acts: [...new Set(x.events.map((e) => e.act).filter((a) => mine.includes(a)))],
        }))
        .filter((x) => x.acts.length > 0);
    }
    if (id) return d;
    const rows = documents.map((x) => ({
      ...head(x.id),
      versions: 1,
      copies: x.copies.length,
      events: x.events.length,
      commitments: x.commitments.length,
    }));
    return page(
      rows
        .filter(
          (x) => (!q.get('lang') || x.lang === q.get('lang')) && (!q.get('source') || x.source === q.get('source')),
        )
        .reverse(),
      q,
    );
  },
  search: (q) => {
    const words = (q.get('q') ?? '').toLowerCase();
    const items = documents.flatMap((d) => {
      const at = d.text.toLowerCase().indexOf(words);
      const e = d.events[0];
      if (at < 0 || !e || !words) return [];
      const text = Array.from(d.text).slice(e.start, e.end).join('');
      const m = text.toLowerCase().indexOf(words);
      return [
        {
          document: d.id,
          lang: d.lang,
          published: d.published,
          title: d.title,
          source: d.source,
          quotation: { start: e.start, end: e.end, text },
          matches: m < 0 ? [] : [[e.start + m, e.start + m + words.length]],
          events: d.events.map((x) => x.act),
        },
      ];
    });
    return { ...page(items, q), facets: { lang: [], source: [] } };
  },
  entities: (q, [code]) => {
    const row = (c: string) => ({
      code: c,
      kind: c.length === 3 && PLAIN.has(c) ? 'state' : 'organisation',
      name: NAMES[c]?.[0] ?? c,
      events: acts.filter((a) => codes(a).includes(c)).length,
      commitments: commitments.filter((x) => x.parties.some((p) => p.code === c)).length,
    });
    const PLAIN = new Set(CODES.filter((c) => !['UN', 'EU', 'AU', 'IMF', 'ASEAN'].includes(c)));
    if (code) {
      const [en, vi, ko] = NAMES[code] ?? [];
      return (
        en && {
          ...row(code),
          names: { en, vi, ko },
          partners: tally(
            acts.filter((a) => codes(a).includes(code)),
            (a) => codes(a).filter((c) => c !== code),
          ).map((c) => ({ code: c.value, acts: c.count })),
          persons: [
            {
              name: 'A. Example',
              names: [
                { name: 'A. Example', langs: ['en'], reports: 3 },
                { name: '아 예시', langs: ['ko'], reports: 1 },
              ],
              roles: ['foreign_minister'],
              reports: 4,
              unresolved: false,
            },
          ],
        }
      );
    }
    const wanted = (q.get('q') ?? '').toLowerCase();
    return page(
      CODES.map(row)
        .filter(
          (r) =>
            !wanted || NAMES[r.code]?.some((n) => n.toLowerCase().includes(wanted)) || r.code.toLowerCase() === wanted,
        )
        .sort((a, b) => b.events - a.events),
      q,
    );
  },
  names: () =>
    Object.fromEntries(
      CODES.map((c) => [
        c,
        { kind: ['UN', 'EU', 'AU', 'IMF', 'ASEAN'].includes(c) ? 'organisation' : 'state', name: NAMES[c]?.[0] ?? c },
      ]),
    ),
  compare: () => ({ same: false, for: ['same parties', 'two days apart'], against: ['another type'] }),
  corrections: (q) => page([...corrections].reverse(), q),
  review: (q) => {
    const items = [
      ...acts
        .filter((a) => !gone.has(a.id) && (a.confidence < 0.5 || a.conflicts.length > 0))
        .map((act) => ({
          kind: 'event',
          act,
          why: [
            act.conflicts.length ? 'conflict' : 'low confidence',
            ...(act.independent_sources === 1 ? ['one source'] : []),
          ],
          rank: 1 - act.confidence,
        })),
      ...commitments
        .slice(0, 3)
        .filter((c) => !gone.has(c.id))
        .map((commitment) => ({ kind: 'commitment', commitment, why: ['one source'], rank: 0.2 })),
    ];
    return page(
      items.filter((i) => !q.get('kind') || i.kind === q.get('kind')).sort((a, b) => b.rank - a.rank),
      q,
    );
  },
  queries: (q) => page(queries, q),
  session: () => ({ name: null, role: 'administrator', audience: 'home:RED' }),
  stats: () => ({
    documents: documents.length,
    events: acts.length,
    commitments: commitments.length,
    languages: ['en', 'vi', 'ko'].map((value) => ({ value, count: documents.filter((d) => d.lang === value).length })),
    sources: [],
    first_day: FIRST,
    last_day: LAST,
    form: 'chancery/1',
    coder: '1.0',
    data: '2026-11',
  }),
  meta: () => ({
    version: '0.0.0',
    register: 'mock',
    types: Object.entries(TYPES).map(([code, t]) => ({ code, ...t })),
    contexts: CONTEXTS,
    statuses: STATUSES,
    kinds: KINDS,
    commitment_statuses: COMMITMENT_STATUSES,
    languages: ['en', 'vi', 'ko', 'id'],
    data_version: '2026-11',
    generated: true,
    webhooks: true,
  }),
};

export function answer(
  method: string,
  path: string,
  q: URLSearchParams,
  body: string,
): { status: number; body: unknown } {
  const [name = '', ...parts] = path.split('/').filter(Boolean).map(decodeURIComponent);
  if (method !== 'GET') return write(method, name, parts, body);
  const found = ROUTES[name]?.(q, parts);
  return found ? { status: 200, body: found } : { status: 404, body: { title: 'Not found', status: 404, detail: '' } };
}
