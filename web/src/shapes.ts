// The shapes of the server's answers, as the pages use them.

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
  /** Null where the server does not count. */
  total: number | null;
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
  marking: string;
  originator: string;
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
  marking: string;
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
  marking: string;
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
  period: { from: string; to: string; days: number } | null;
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
  from: string | null;
  to: string | null;
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
  places: {
    name: string;
    names: string[];
    country: string | null;
    acts: number;
    point: { geonames: number; latitude: number; longitude: number } | null;
  }[];
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
  marking: string;
  originator: string;
  events: DocEvent[];
  commitments: DocCommitment[];
  copies: { name: string; source: string | null; url: string | null }[];
}
export interface Related {
  document: DocumentHead;
  /** The acts in common, with the other report's words where the server gives them. */
  acts: { act: string; evidence: Evidence | null }[];
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
  facets?: { lang: Count[]; source: Count[] };
}
export interface EntityRow {
  code: string;
  kind: string | null;
  name: string;
  events: number;
  commitments: number;
}
export interface Name {
  kind: string | null;
  name: string;
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
  kind: string | null;
  name: string;
  names?: Record<string, string>;
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
  act?: Act | null;
  commitment?: Commitment | null;
  why: string[];
  rank?: number;
}
export interface StandingQuery {
  id: string;
  name: string;
  view: 'events' | 'commitments';
  filter: string;
  author?: string;
  webhook?: Webhook | null;
}
/** An address that is told what a standing query finds. */
export interface Webhook {
  url: string;
  taken: string | null;
  failures: number;
  error: string | null;
}
export type NewQuery = Omit<StandingQuery, 'id' | 'webhook' | 'author'> & { author?: string; webhook?: string };
/** What messages to a new webhook are signed with is told once. */
export type KeptQuery = StandingQuery & { secret?: string | null };
export interface Stats {
  documents: number;
  events: number;
  commitments: number;
  languages: Count[];
  first_day: string | null;
  last_day: string | null;
}
export interface Meta {
  version: string;
  types: { code: string; quad: Quad; modes: string[] }[];
  contexts: string[];
  statuses: string[];
  kinds: string[];
  commitment_statuses: string[];
  languages: string[];
  generated?: boolean;
  webhooks?: boolean;
}
export interface NewCorrection {
  action: 'set' | 'reject' | 'merge' | 'split' | 'note' | 'accept';
  id: string;
  fields?: Record<string, string>;
  other?: string;
  reason: string;
  /** Left out where the server knows who asks. */
  author?: string;
}
/** Who asks; without a name where the server has no accounts. */
export interface Who {
  name: string | null;
  role: 'partner' | 'reader' | 'analyst' | 'reviewer' | 'administrator';
  audience: string;
}
