// Counting and paging for the made-up answers.
import type { Act, Counts } from '../src/api';

export const dayOf = (a: Act) => a.date?.value ?? a.reports[0]?.published ?? '';
export const codes = (a: Act) => [...a.actors, ...a.recipients].map((c) => c.code);
export function fits(q: URLSearchParams) {
  const is = (key: string, value: string | null | undefined) => !q.get(key) || q.get(key) === value;
  return (a: Act) =>
    q.getAll('party').every((p) => codes(a).includes(p)) &&
    is('type', a.type) &&
    is('mode', a.mode) &&
    is('status', a.status) &&
    is('quad', String(a.quad)) &&
    (!q.get('context') || a.contexts.includes(q.get('context') ?? '')) &&
    (!q.get('from') || dayOf(a) >= (q.get('from') ?? '')) &&
    (!q.get('to') || dayOf(a).slice(0, q.get('to')?.length) <= (q.get('to') ?? '')) &&
    (!q.get('place') || a.place?.name === q.get('place') || a.place?.country === q.get('place')) &&
    (!q.get('source') || a.reports.some((r) => r.source === q.get('source'))) &&
    (!q.get('lang') || a.reports.some((r) => r.lang === q.get('lang')));
}
export function page<T>(items: T[], q: URLSearchParams) {
  const at = Number(q.get('cursor') ?? 0);
  const limit = Number(q.get('limit') ?? 50);
  return {
    items: items.slice(at, at + limit),
    total: items.length,
    next: at + limit < items.length ? String(at + limit) : null,
  };
}
export function counts(list: Act[]): Counts {
  const out: Counts = [0, 0, 0, 0];
  for (const a of list) out[a.quad - 1] = (out[a.quad - 1] ?? 0) + 1;
  return out;
}
export const mean = (list: Act[]) => (list.length ? list.reduce((s, a) => s + a.score, 0) / list.length : null);
export function group<K>(list: Act[], keys: (a: Act) => K[]): Map<K, Act[]> {
  const out = new Map<K, Act[]>();
  for (const a of list) for (const k of keys(a)) out.set(k, [...(out.get(k) ?? []), a]);
  return out;
}
export const tally = (list: Act[], keys: (a: Act) => (string | null | undefined)[]) =>
  [...group(list, (a) => [...new Set(keys(a).filter(Boolean))] as string[])]
    .map(([value, l]) => ({ value, count: l.length }))
    .sort((a, b) => b.count - a.count);
export const pairs = (a: Act) => {
  const all = [...new Set(codes(a))].sort();
  return all.flatMap((x, i) => all.slice(i + 1).map((y) => `${x}|${y}`));
};
export const week = (d: string) => {
  const t = new Date(d);
  t.setUTCDate(t.getUTCDate() - ((t.getUTCDay() + 6) % 7));
  return t.toISOString().slice(0, 10);
};
export const edges = (list: Act[]) =>
  [...group(list, pairs)]
    .map(([k, l]) => ({
      a: k.split('|')[0] ?? '',
      b: k.split('|')[1] ?? '',
      acts: l.length,
      mean_score: mean(l),
      counts: counts(l),
    }))
    .sort((a, b) => b.acts - a.acts);
