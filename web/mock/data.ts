// Made-up reports, acts and commitments for work on the pages without a server. The same on every start.
import type { Act, Commitment, Document, Quad } from '../src/api';
import { CONTEXTS, TYPES } from '../src/lib/codes';
import { CODES, NAMES, PLACES, SOURCES, WORDS } from './names';

let seed = 7;
export function random(): number {
  seed = (seed * 1103515245 + 12345) % 2147483648;
  return seed / 2147483648;
}
const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * random() * list.length)] as T;
const even = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;

const LANGS = ['en', 'vi', 'ko'] as const;

export const FIRST = '2025-01-06';
export const LAST = '2025-06-30';
const day = (n: number) => new Date(Date.parse(FIRST) + n * 864e5).toISOString().slice(0, 10);
export const DAYS = Math.round((Date.parse(LAST) - Date.parse(FIRST)) / 864e5);

export const documents: Document[] = [];
export const acts: Act[] = [];
export const commitments: Commitment[] = [];

function report(lang: (typeof LANGS)[number], published: string, sentences: number): Document {
  const n = documents.length + 1;
  const doc: Document = {
    id: `d${String(n).padStart(4, '0')}`,
    lang,
    published,
    source: even(SOURCES),
    url: `https://example.org/news/${n}`,
    title: {
      en: `Ministers meet as talks enter week ${n}`,
      vi: `Bộ trưởng hội đàm, đàm phán bước sang tuần ${n}`,
      ko: `장관 회담, 협상 ${n}주차로`,
    }[lang],
    text: '',
    added: `${published}T08:15:00Z`,
    marking: n % 7 === 0 ? 'AMBER REL(b) ORCON' : 'CLEAR',
    originator: n % 11 === 0 ? 'b' : '',
    events: [],
    commitments: [],
    copies: n % 9 === 0 ? [{ name: 'copy.txt', source: 'Harbour Post', url: 'https://example.net/copy' }] : [],
  };
  void sentences;
  documents.push(doc);
  return doc;
}
const length = (text: string) => Array.from(text).length;
function say(doc: Document, text: string): { start: number; end: number; text: string } {
  if (doc.text) doc.text += documents.length % 3 === 0 ? ' ' : '\n\n';
  const start = length(doc.text);
  doc.text += text;
  return { start, end: start + length(text), text };
}

const SCORE: Record<Quad, number> = { 1: 3.5, 2: 8, 3: -3, 4: -7 };
for (let i = 0; i < 260; i++) {
  const when = Math.floor(random() * DAYS);
  const a = pick(CODES);
  const b = even(CODES.filter((c) => c !== a));
  const type = even(Object.keys(TYPES));
  const { quad, modes } = TYPES[type] ?? { quad: 1 as Quad, modes: [] };
  const both = type === 'CONSULT' || type === 'COOPERATE';
  const sources = 1 + Math.floor(random() * random() * 3.4);
  const act: Act = {
    id: `e${String(i + 1).padStart(4, '0')}`,
    type,
    mode: modes.length && random() > 0.3 ? even(modes) : null,
    quad,
    status: random() > 0.2 ? 'actual' : even(['planned', 'hypothetical', 'negated', 'historical']),
    actors: both ? [{ code: a }, { code: b }] : [{ code: a }],
    recipients: both ? [] : [{ code: b }],
    date: random() > 0.08 ? { value: random() > 0.15 ? day(when) : day(when).slice(0, 7) } : null,
    place: random() > 0.35 ? { name: PLACES[a] ?? 'Geneva', country: PLACES[a] ? a : 'CHE' } : null,
    contexts: [...new Set([pick(CONTEXTS), pick(CONTEXTS)])],
    score: SCORE[quad],
    confidence: 0.4 + random() * 0.6,
    independent_sources: sources,
    conflicts: [],
    marking: 'CLEAR',
    reports: [],
  };
  for (let s = 0; s < sources; s++) {
    const lang = even(LANGS);
    const at = LANGS.indexOf(lang);
    const old = documents.at(-1);
    const doc =
      old && s === 0 && random() > 0.4 && old.events.length < 4 ? old : report(lang, day(Math.min(DAYS, when + s)), 3);
    const l = LANGS.indexOf(doc.lang as 'en');
    const evidence = say(
      doc,
      (WORDS[doc.lang] ?? (() => ''))(
        NAMES[a]?.[l < 0 ? at : l] ?? a,
        NAMES[b]?.[l < 0 ? at : l] ?? b,
        type.toLowerCase(),
      ),
    );
    const id = `${doc.id}-${doc.events.length}`;
    act.reports.push({
      id,
      document: doc.id,
      lang: doc.lang,
      published: doc.published,
      source: doc.source,
      url: doc.url,
      evidence,
      status: act.status,
      date: act.date?.value ?? null,
      actors: act.actors.map((c) => c.code),
      recipients: act.recipients.map((c) => c.code),
      persons: random() > 0.6 ? ['A. Example'] : [],
      reasons: ['verb of deciding', 'subject is a party'],
      coder: '1.0',
      data: '2026-11',
      marking: doc.marking,
      originator: doc.originator,
    });
    doc.events.push({
      act: act.id,
      report: id,
      type,
      mode: act.mode,
      status: act.status,
      quad,
      start: evidence.start,
      end: evidence.end,
      actors: act.actors.map((c) => c.code),
      recipients: act.recipients.map((c) => c.code),
      date: act.date?.value ?? null,
    });
  }
  const second = act.reports[1];
  if (second && random() > 0.5 && act.date) {
    second.date = day(when + 1);
    act.conflicts.push({
      field: 'date',
      values: [
        { value: act.date.value, reports: [act.reports[0]?.id ?? ''] },
        { value: second.date, reports: [second.id] },
      ],
    });
  }
  acts.push(act);
}

const KINDS = ['aid', 'dialogue', 'treaty', 'meeting', 'programme', 'exercise', 'arms', 'visit'];
const STEPS = ['proposed', 'negotiating', 'agreed', 'signed', 'in_force', 'fulfilled'];
for (let i = 0; i < 44; i++) {
  const [a, b] = [pick(CODES), even(CODES)];
  const start = Math.floor(random() * (DAYS - 60));
  const steps = 1 + Math.floor(random() * 4);
  const from = Math.floor(random() * 3);
  const due = random() > 0.3 ? day(start + 40 + Math.floor(random() * 150)) : null;
  const kind = even(KINDS);
  const c: Commitment = {
    id: `c${i + 1}`,
    kind,
    title:
      [
        `Harbour ${kind} of the two ministries`,
        `Chương trình ${kind} giai đoạn ${i + 1}`,
        `제${i + 1}차 ${kind} 협력 사업`,
      ][i % 3] ?? '',
    parties: a === b ? [{ code: a }] : [{ code: a }, { code: b }],
    beneficiaries: kind === 'aid' ? [{ code: even(CODES) }] : [],
    status: 'agreed',
    due,
    overdue: false,
    amount: kind === 'aid' ? { value: 1e6 * (i + 1), currency: 'USD' } : null,
    areas: i % 4 === 0 ? ['ports', 'training'] : [],
    marking: 'CLEAR',
    history: [],
  };
  for (let s = 0; s < steps; s++) {
    const lang = even(LANGS);
    const doc = report(lang, day(start + s * 14), 2);
    const status =
      s === steps - 1 && random() > 0.8
        ? even(['postponed', 'cancelled', 'breached'])
        : (STEPS[Math.min(5, from + s)] ?? 'agreed');
    const evidence = say(
      doc,
      (WORDS[lang] ?? (() => ''))(NAMES[a]?.[LANGS.indexOf(lang)] ?? a, NAMES[b]?.[LANGS.indexOf(lang)] ?? b, status),
    );
    // Overlaps on purpose: the same words carry an act.
    const half = { start: evidence.start + 10, end: evidence.end - 12 };
    doc.events.push({
      act: acts[i]?.id ?? '',
      report: `${doc.id}-x`,
      type: 'AGREE',
      mode: null,
      status: 'actual',
      quad: 1,
      ...half,
      actors: [a],
      recipients: [b],
      date: doc.published,
    });
    doc.commitments.push({
      commitment: c.id,
      record: `${doc.id}-c`,
      kind,
      status,
      title: c.title,
      start: evidence.start,
      end: evidence.end,
      due,
    });
    c.history.push({
      date: doc.published,
      status,
      due,
      document: doc.id,
      lang,
      published: doc.published,
      evidence,
      event: acts[i]?.id ?? null,
      reasons: ['names the undertaking'],
    });
    c.status = status;
  }
  c.overdue = !!due && due < LAST && !['fulfilled', 'cancelled', 'breached'].includes(c.status);
  commitments.push(c);
}

// A report that means harm: it must come out as text.
const odd = report('en', LAST, 1);
odd.title = '<img src=x onerror=alert(1)> \u202egnihton\u202c';
odd.source = '<script>alert(2)</script>';
odd.url = 'javascript:alert(3)';
odd.text = '😀 <b>Not bold</b> \u202eturned around\u202c. ' + 'x'.repeat(10000) + '\n\n';
const evidence = say(odd, 'Ministers of <i>both</i> countries 😀 met in Geneva.');
const [first] = acts;
if (first) {
  first.reports.push({
    id: 'odd-1',
    document: odd.id,
    lang: 'en',
    published: LAST,
    source: odd.source,
    url: odd.url,
    evidence,
    status: first.status,
    date: null,
    actors: ['<u>X</u>'],
    recipients: [],
    persons: ['<b>P</b>'],
    reasons: [],
    coder: '1.0',
    data: '2026-11',
    marking: 'RED',
    originator: '<i>b</i>',
  });
  odd.events.push({
    act: first.id,
    report: 'odd-1',
    type: first.type,
    mode: null,
    status: 'actual',
    quad: first.quad,
    start: evidence.start,
    end: evidence.end,
    actors: [],
    recipients: [],
    date: null,
  });
}
