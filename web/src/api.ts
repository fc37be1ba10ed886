// The one place that talks to the server: a function for each route. Answers are brought into the shapes that the pages use.
import { TYPES } from './lib/codes';
import type {
  Act,
  Commitment,
  Comparison,
  Correction,
  Document,
  DocumentRow,
  Dyad,
  Entity,
  EntityRow,
  Facets,
  KeptQuery,
  List,
  MapData,
  Meta,
  Name,
  NewCorrection,
  NewQuery,
  Overview,
  Related,
  Relations,
  ReviewItem,
  SearchResult,
  StandingQuery,
  Stats,
  Timeline,
  Who,
} from './shapes';

export * from './shapes';

export type Query = URLSearchParams | Record<string, string | number | boolean | null | undefined>;

export const BASE = '/api/v1';

/** A fault that the server named, or that kept it from answering (`status` 0). */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly title: string,
    readonly detail: string,
    /** Seconds to wait before asking again. */
    readonly wait = 0,
  ) {
    super(detail || title);
  }
}

export function address(path: string, query?: Query, format?: 'csv' | 'json'): string {
  const params = new URLSearchParams();
  if (query instanceof URLSearchParams) {
    for (const [key, value] of query) params.append(key, value);
  } else {
    for (const [key, value] of Object.entries(query ?? {})) {
      if (value !== null && value !== undefined && value !== '') params.append(key, String(value));
    }
  }
  if (format === 'csv') params.set('format', 'csv');
  const text = params.toString();
  return BASE + path + (text ? `?${text}` : '');
}

/** Told when the server does not know, or no longer knows, who asks. */
let onUnknown = () => {};
export const whenUnknown = (tell: () => void) => (onUnknown = tell);

async function request<T>(method: string, url: string, body?: unknown, signal?: AbortSignal): Promise<T> {
  let answer: Response;
  try {
    answer = await fetch(url, {
      method,
      signal: signal ?? null,
      headers: {
        accept: 'application/json',
        ...(method === 'GET' ? {} : { 'X-Chancery': '1', 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  } catch (fault) {
    if (fault instanceof DOMException && fault.name === 'AbortError') throw fault;
    throw new ApiError(0, 'unreachable', '');
  }
  if (!answer.ok) {
    const problem = (await answer.json().catch(() => ({}))) as { title?: string; detail?: string };
    if (answer.status === 401) onUnknown();
    const wait = Number(answer.headers.get('retry-after') ?? 0) || 0;
    throw new ApiError(answer.status, problem.title ?? answer.statusText, problem.detail ?? '', wait);
  }
  if (answer.status === 204) return undefined as T;
  return (await answer.json().catch(() => undefined)) as T;
}

const get =
  <T>(path: string) =>
  (query?: Query, signal?: AbortSignal) =>
    request<T>('GET', address(path, query), undefined, signal);
const one = <T>(path: string, signal?: AbortSignal) => request<T>('GET', address(path), undefined, signal);
const part = encodeURIComponent;

/** A route whose answers are brought into shape. */
const then =
  <T, U>(ask: (query?: Query, signal?: AbortSignal) => Promise<T>, shape: (answer: T) => U) =>
  (query?: Query, signal?: AbortSignal) =>
    ask(query, signal).then(shape);

// Reasons come as one text or as several.
const several = (given: string | string[]) => (typeof given === 'string' ? (given ? [given] : []) : given);
const act = (a: Act): Act => ({ ...a, reports: a.reports.map((r) => ({ ...r, reasons: several(r.reasons) })) });
const commitment = (c: Commitment): Commitment => ({
  ...c,
  history: c.history.map((s) => ({ ...s, reasons: several(s.reasons) })),
});
const item = (i: ReviewItem): ReviewItem => ({
  ...i,
  act: i.act ? act(i.act) : null,
  commitment: i.commitment ? commitment(i.commitment) : null,
});
const overview = (o: Overview): Overview => ({
  ...o,
  quads: o.quads.map((q: { bucket?: string; day?: string; counts: Overview['quads'][number]['counts'] }) => ({
    bucket: q.bucket ?? q.day ?? '',
    counts: q.counts,
  })),
  latest: o.latest.map(act),
  due_soon: o.due_soon.map(commitment),
  overdue: o.overdue.map(commitment),
});
const row = (d: DocumentRow): DocumentRow => {
  const copies: unknown = d.copies;
  return { ...d, versions: d.versions ?? 1, copies: Array.isArray(copies) ? copies.length : d.copies };
};
type Other = Omit<Related, 'document' | 'acts'> & {
  document: string | Related['document'];
  acts: (string | Related['acts'][number])[];
} & Partial<Related['document']>;
const related = (given: Related): Related => {
  const { document: d, acts, lang = '', published = null, title = null, source = null } = given as Other;
  return {
    document: typeof d === 'string' ? { id: d, lang, published, title, source, url: null } : d,
    acts: acts.map((a) => (typeof a === 'string' ? { act: a, evidence: null } : a)),
  };
};
const meta = (m: Meta): Meta => ({
  ...m,
  types: m.types.map((k) => ({ ...k, modes: k.modes ?? TYPES[k.code]?.modes ?? [] })),
});

export const api = {
  overview: then(get<Overview>('/overview'), overview),
  events: then(get<List<Act>>('/events'), (list) => ({ ...list, items: list.items.map(act) })),
  event: (id: string, signal?: AbortSignal) => one<Act>(`/events/${part(id)}`, signal).then(act),
  commitments: then(get<List<Commitment>>('/commitments'), (list) => ({ ...list, items: list.items.map(commitment) })),
  commitment: (id: string, signal?: AbortSignal) =>
    one<Commitment>(`/commitments/${part(id)}`, signal).then(commitment),
  timeline: get<Timeline>('/timeline'),
  relations: get<Relations>('/relations'),
  dyad: (a: string, b: string, query?: Query, signal?: AbortSignal) =>
    get<Dyad>(`/dyads/${part(a)}/${part(b)}`)(query, signal),
  map: get<MapData>('/map'),
  facets: get<Facets>('/facets'),
  documents: then(get<List<DocumentRow>>('/documents'), (list) => ({ ...list, items: list.items.map(row) })),
  document: (id: string, signal?: AbortSignal) => one<Document>(`/documents/${part(id)}`, signal),
  related: (id: string, signal?: AbortSignal) =>
    one<Related[]>(`/documents/${part(id)}/related`, signal).then((list) => list.map(related)),
  search: get<SearchResult>('/search'),
  entities: get<List<EntityRow>>('/entities'),
  entity: (code: string, signal?: AbortSignal) => one<Entity>(`/entities/${part(code)}`, signal),
  names: then(get<Record<string, string | Name>>('/names'), (names) =>
    Object.fromEntries(
      Object.entries(names).map(([code, name]) => [code, typeof name === 'string' ? { kind: null, name } : name]),
    ),
  ),
  compare: get<Comparison>('/compare'),
  corrections: get<List<Correction>>('/corrections'),
  correct: (body: NewCorrection) => request<Correction>('POST', address('/corrections'), body),
  undo: (number: number) => request<void>('DELETE', address(`/corrections/${number}`)),
  review: then(get<List<ReviewItem>>('/review'), (list) => ({ ...list, items: list.items.map(item) })),
  queries: then(get<List<StandingQuery & { number?: number }>>('/queries'), (list) => ({
    ...list,
    items: list.items.map((q) => ({ ...q, id: q.id ?? String(q.number) })),
  })),
  addQuery: (body: NewQuery) => request<KeptQuery>('POST', address('/queries'), body),
  removeQuery: (id: string) => request<void>('DELETE', address(`/queries/${part(id)}`)),
  who: () => one<Who>('/session'),
  logIn: (name: string, password: string) => request<Who>('POST', address('/session'), { name, password }),
  logOut: () => request<void>('DELETE', address('/session')),
  stats: get<Stats>('/stats'),
  meta: then(get<Meta>('/meta'), meta),
};
