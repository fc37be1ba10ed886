// Buckets of acts as columns of a chart: what each is called, and the acts behind it.
import type { Counts } from '../api';
import { dayNumber, dayOf } from './lanes';
import { date, dayMonth } from './i18n.svelte';

export type Unit = 'day' | 'week' | 'month';

/** Days, weeks or months, as the gap between neighbours tells. */
export function unitOf(buckets: string[]): Unit {
  if (buckets.some((b) => b.length === 7)) return 'month';
  const days = buckets.map(dayNumber).sort((a, b) => a - b);
  const gap = Math.min(...days.slice(1).map((d, i) => d - (days[i] ?? d)));
  return gap >= 27 && gap < 400 ? 'month' : gap >= 6 && gap < 400 ? 'week' : 'day';
}

/** What the server takes for a period of so many days. */
export function unitFor(days: number): Unit {
  return days <= 92 ? 'day' : days <= 731 ? 'week' : 'month';
}

/** The last day of a bucket. */
export function endOf(bucket: string, unit: Unit): string {
  if (unit === 'day') return bucket;
  if (unit === 'week') return dayOf(dayNumber(bucket) + 6);
  const [year, month] = bucket.split('-').map(Number);
  return new Date(Date.UTC(year ?? 0, month ?? 1, 0)).toISOString().slice(0, 10);
}

/** The bucket after one. */
function next(bucket: string, unit: Unit): string {
  const start = dayOf(dayNumber(endOf(bucket, unit)) + 1);
  return bucket.length === 7 ? start.slice(0, 7) : start;
}

/** Buckets in which nothing was done are part of the series. Each known one is where the series goes on. */
export function filled<T extends { bucket: string; counts: Counts }>(
  buckets: T[],
  unit: Unit,
): { bucket: string; counts: Counts }[] {
  const sorted = [...buckets].sort((a, b) => a.bucket.localeCompare(b.bucket));
  const out: { bucket: string; counts: Counts }[] = [];
  for (const known of sorted) {
    const before = out.at(-1);
    for (
      let gap = before && next(before.bucket, unit);
      gap && gap < known.bucket && out.length < 2000;
      gap = next(gap, unit)
    )
      out.push({ bucket: gap, counts: [0, 0, 0, 0] });
    out.push({ bucket: known.bucket, counts: known.counts });
  }
  return out;
}

export function columns(
  quads: { bucket: string; counts: Counts }[],
  href: (from: string, to: string) => string,
  unit = unitOf(quads.map((q) => q.bucket)),
) {
  return filled(quads, unit).map(({ bucket, counts }) => {
    const end = endOf(bucket, unit);
    const month = bucket.slice(0, 7);
    const label = unit === 'month' ? date(month) : unit === 'week' ? `${date(bucket)} – ${date(end)}` : date(bucket);
    const tick = unit === 'month' ? date(month, true) : dayMonth(bucket);
    const start = bucket.length === 7 ? `${bucket}-01` : bucket;
    return { key: bucket, label, tick, counts, href: href(start, end) };
  });
}

export function sum(counts: Counts[]): Counts {
  return counts.reduce<Counts>((a, b) => [a[0] + b[0], a[1] + b[1], a[2] + b[2], a[3] + b[3]], [0, 0, 0, 0]);
}

/** Every month from the first to the last of some, at most forty years of them. */
export function monthsBetween(months: string[]): string[] {
  const known = months.filter((m) => m.length === 7).sort();
  const [first, last] = [known[0], known.at(-1)];
  const out: string[] = [];
  for (let month = first; month && last && month <= last && out.length < 480;) {
    out.push(month);
    const [year = 0, number = 1] = month.split('-').map(Number);
    month =
      number === 12
        ? `${String(year + 1).padStart(4, '0')}-01`
        : `${month.slice(0, 4)}-${String(number + 1).padStart(2, '0')}`;
  }
  return out;
}
