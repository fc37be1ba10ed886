// The common filter of acts, between the address of a page and a question to the server. Both use the same names.

export const MANY = ['party'] as const;
export const ONE = [
  'type',
  'mode',
  'context',
  'status',
  'quad',
  'from',
  'to',
  'place',
  'person',
  'source',
  'lang',
] as const;
export type FilterField = (typeof MANY)[number] | (typeof ONE)[number];
export type Filter = { party: string[] } & Partial<Record<(typeof ONE)[number], string>>;

const DAY = /^\d{4}(-\d{2}(-\d{2})?)?$/;

/** What of the address is filter. Values that cannot be meant are left out. `lang` of the interface is `ui`. */
export function readFilter(query: URLSearchParams): Filter {
  const filter: Filter = { party: [...new Set(query.getAll('party').filter(Boolean))] };
  for (const field of ONE) {
    const value = query.get(field)?.trim();
    if (!value) continue;
    if ((field === 'from' || field === 'to') && !DAY.test(value)) continue;
    if (field === 'quad' && !/^[1-4]$/.test(value)) continue;
    filter[field] = value;
  }
  return filter;
}

/** The filter as parameters, in a fixed order, so that equal filters are equal text. */
export function writeFilter(filter: Filter, only?: readonly FilterField[]): URLSearchParams {
  const query = new URLSearchParams();
  const wanted = (field: FilterField) => !only || only.includes(field);
  if (wanted('party')) for (const party of filter.party) query.append('party', party);
  for (const field of ONE) {
    const value = filter[field];
    if (value && wanted(field)) query.set(field, value);
  }
  return query;
}

/** How many fields are set beside the period. */
export function countSet(filter: Filter, shown: readonly FilterField[]): number {
  return shown.filter((f) => f !== 'from' && f !== 'to' && (f === 'party' ? filter.party.length > 0 : filter[f]))
    .length;
}

/** The link to a page with the filter and more. */
export function withFilter(path: string, filter: Filter, more: Record<string, string> = {}): string {
  const query = writeFilter(filter);
  for (const [key, value] of Object.entries(more)) query.set(key, value);
  const text = query.toString();
  return path + (text ? `?${text}` : '');
}

export const PRESETS = ['week', 'month', 'quarter', 'year', 'all'] as const;
export type Preset = (typeof PRESETS)[number];
const DAYS: Record<Exclude<Preset, 'all'>, number> = { week: 7, month: 30, quarter: 91, year: 365 };

/** The days that a preset names, ending with the last day that the register knows. */
export function preset(name: Preset, last: string): { from: string; to: string } | null {
  if (name === 'all') return null;
  const end = new Date(`${last}T00:00:00Z`);
  const start = new Date(end.getTime() - (DAYS[name] - 1) * 86_400_000);
  return { from: start.toISOString().slice(0, 10), to: last };
}
