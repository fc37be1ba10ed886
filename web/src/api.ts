// The one place that talks to the server: the shapes of its answers and a function for each route.

export type Quad = 1 | 2 | 3 | 4;
export type Counts = [number, number, number, number];
export interface Code {
  code: string;
}
export interface Span {
  start: number;
  end: number;
}
export interface Evidence extends Span {
  text: string;
}
export interface List<T> {
  items: T[];
  total: number;
  next: string | null;
}
export interface ActReport {
  id: string;
  document: string;
  lang: string;
  published: string | null;
  source: string | null;
  url: string | null;
  evidence: Evidence;
  status: string;
  date: string | null;
  actors: string[];
  recipients: string[];
  persons: string[];
  reasons: string[];
  coder: string;
  data: string;
}
export interface Conflict {
  field: string;
  values: { value: string; reports: string[] }[];
}
export interface Act {
  id: string;
  type: string;
  mode: string | null;
  quad: Quad;
  status: string;
  actors: Code[];
  recipients: Code[];
  date: { value: string } | null;
  place: { name: string; country: string | null } | null;
  contexts: string[];
  score: number;
  confidence: number;
  independent_sources: number;
  conflicts: Conflict[];
  reports: ActReport[];
  corrections?: Correction[];
}
export interface Step {
  date: string | null;
  status: string;
  due: string | null;
  document: string;
  lang: string;
  published: string | null;
  evidence: Evidence;
  event: string | null;
  reasons: string[];
}
export interface Commitment {
  id: string;
  kind: string;
  title: string;
  parties: Code[];
  beneficiaries: Code[];
  status: string;
  due: string | null;
  overdue: boolean;
  amount: string | { value?: number; currency?: string; unit?: string; text?: string } | null;
  areas: string[];
  history: Step[];
  corrections?: Correction[];
}
export interface Correction {
  number: number;
  made: string;
  author: string;
  target: string;
  action: string;
  detail: unknown;
  undone: boolean;
}
export interface DyadChange {
  a: string;
  b: string;
  now: number;
  before: number;
  mean_score: number | null;
}
export interface Overview {
  period: { from: string; to: string; days: number };
  new: { documents: number; events: number; commitments: number } | null;
  quads: { bucket: string; counts: Counts }[];
  dyads: { rising: DyadChange[]; falling: DyadChange[] };
  due_soon: Commitment[];
  overdue: Commitment[];
  latest: Act[];
  totals: { documents: number; events: number; commitments: number };
  last_day: string | null;
}
export interface Point {
  id: string;
  day: string;
  type: string;
  mode: string | null;
  quad: Quad;
  score: number;
  actors: string[];
  recipients: string[];
  sources: number;
}
export interface Lane {
  key: string[];
  total: number;
  points: Point[] | null;
  buckets: { day: string; counts: Counts }[] | null;
}
export interface Timeline {
  from: string;
  to: string;
  lanes: Lane[];
}
export interface Edge {
  a: string;
  b: string;
  acts: number;
  mean_score: number | null;
  counts: Counts;
}
export interface Relations {
  nodes: { code: string; acts: number }[];
  edges: Edge[];
}
export interface DyadSide {
  counts: Counts;
  mean_score: number | null;
  sources: number;
}
export interface Dyad {
  a: string;
  b: string;
  months: { month: string; a_to_b: DyadSide; b_to_a: DyadSide }[];
}
export interface MapData {
  countries: { code: string; acts: number; counts: Counts; mean_score: number | null }[];
  places: { name: string; country: string | null; acts: number }[];
  unplaced: number;
}
export interface Count {
  value: string;
  count: number;
}
export type FacetName = 'type' | 'mode' | 'context' | 'status' | 'quad' | 'party' | 'country' | 'source' | 'lang';
export type Facets = { total: number } & Partial<Record<FacetName, Count[]>>;
export interface DocumentHead {
  id: string;
  lang: string;
  published: string | null;
  title: string | null;
  source: string | null;
  url: string | null;
}
export interface DocumentRow extends DocumentHead {
  versions: number;
  copies: number;
  events: number;
  commitments: number;
}
export interface DocEvent extends Span {
  act: string;
  report: string;
  type: string;
  mode: string | null;
  status: string;
  quad: Quad;
  actors: string[];
  recipients: string[];
  date: string | null;
}
export interface DocCommitment extends Span {
  commitment: string;
  record: string;
  kind: string;
  status: string;
  title: string;
  due: string | null;
}
export interface Document extends DocumentHead {
  text: string;
  added: string;
  events: DocEvent[];
  commitments: DocCommitment[];
  copies: { name: string; source: string | null; url: string | null }[];
}
export interface Related {
  document: DocumentHead;
  acts: string[];
}
export interface Hit {
  document: string;
  lang: string;
  published: string | null;
  title: string | null;
  source: string | null;
  quotation: Evidence;
  matches: [number, number][];
  events: string[];
}
export interface SearchResult extends List<Hit> {
  facets: { lang: Count[]; source: Count[] };
}
export interface EntityRow {
  code: string;
  kind: string;
  name: string;
  events: number;
  commitments: number;
}
export interface Person {
  name: string;
  names: { name: string; langs: string[]; reports: number }[];
  roles: string[];
  reports: number;
  unresolved: boolean;
}
export interface Entity {
  code: string;
  kind: string;
  name: string;
  names: Record<string, string>;
  events: number;
  commitments: number;
  partners: { code: string; acts: number }[];
  persons: Person[];
}
export interface Comparison {
  same: boolean;
  for: string[];
  against: string[];
}
export interface ReviewItem {
  kind: 'event' | 'commitment';
  act?: Act;
  commitment?: Commitment;
  why: string[];
  rank: number;
}
export interface StandingQuery {
  id: string;
  name: string;
  view: 'events' | 'commitments';
  filter: string;
  webhook?: string | null;
}
export interface Stats {
  documents: number;
  events: number;
  commitments: number;
  languages: Count[];
  sources: Count[];
  first_day: string | null;
  last_day: string | null;
  form: string;
  coder: string;
  data: string;
}
export interface Meta {
  version: string;
  register: string;
  types: { code: string; quad: Quad; modes: string[] }[];
  contexts: string[];
  statuses: string[];
  kinds: string[];
  commitment_statuses: string[];
  languages: string[];
  data_version: string;
  generated: boolean;
}
export interface NewCorrection {
  action: 'set' | 'reject' | 'merge' | 'split' | 'note' | 'accept';
  id: string;
  fields?: Record<string, string>;
  other?: string;
  reason: string;
  author: string;
}

export type Query = URLSearchParams | Record<string, string | number | boolean | null | undefined>;

export const BASE = '/api/v1';

/** A fault that the server named, or that kept it from answering (`status` 0). */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly title: string,
    readonly detail: string,
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
    throw new ApiError(answer.status, problem.title ?? answer.statusText, problem.detail ?? '');
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

export const api = {
  overview: get<Overview>('/overview'),
  events: get<List<Act>>('/events'),
  event: (id: string, signal?: AbortSignal) => one<Act>(`/events/${part(id)}`, signal),
  commitments: get<List<Commitment>>('/commitments'),
  commitment: (id: string, signal?: AbortSignal) => one<Commitment>(`/commitments/${part(id)}`, signal),
  timeline: get<Timeline>('/timeline'),
  relations: get<Relations>('/relations'),
  dyad: (a: string, b: string, query?: Query, signal?: AbortSignal) =>
    get<Dyad>(`/dyads/${part(a)}/${part(b)}`)(query, signal),
  map: get<MapData>('/map'),
  facets: get<Facets>('/facets'),
  documents: get<List<DocumentRow>>('/documents'),
  document: (id: string, signal?: AbortSignal) => one<Document>(`/documents/${part(id)}`, signal),
  related: (id: string, signal?: AbortSignal) => one<Related[]>(`/documents/${part(id)}/related`, signal),
  search: get<SearchResult>('/search'),
  entities: get<List<EntityRow>>('/entities'),
  entity: (code: string, signal?: AbortSignal) => one<Entity>(`/entities/${part(code)}`, signal),
  names: get<Record<string, string>>('/names'),
  compare: get<Comparison>('/compare'),
  corrections: get<List<Correction>>('/corrections'),
  correct: (body: NewCorrection) => request<Correction>('POST', address('/corrections'), body),
  undo: (number: number, author: string) => request<void>('DELETE', address(`/corrections/${number}`, { author })),
  review: get<List<ReviewItem>>('/review'),
  queries: get<List<StandingQuery>>('/queries'),
  addQuery: (body: Omit<StandingQuery, 'id'>) => request<StandingQuery>('POST', address('/queries'), body),
  removeQuery: (id: string) => request<void>('DELETE', address(`/queries/${part(id)}`)),
  stats: get<Stats>('/stats'),
  meta: get<Meta>('/meta'),
};
