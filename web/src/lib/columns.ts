// Buckets of acts as columns of a chart: what each is called, and the acts behind it.
import type { Counts } from '../api';
import { dayNumber, dayOf } from './lanes';
import { date } from './i18n.svelte';

export type Unit = 'day' | 'week' | 'month';

/** Days, weeks or months, as the gap between neighbours tells. */
export function unitOf(buckets: string[]): Unit {
  if (buckets.some((b) => b.length === 7)) return 'month';
  const days = buckets.map(dayNumber).sort((a, b) => a - b);
  const gap = Math.min(...days.slice(1).map((d, i) => d - (days[i] ?? d)));
  return gap >= 27 && gap < 400 ? 'month' : gap >= 6 && gap < 400 ? 'week' : 'day';
}

/** The last day of a bucket. */
export function endOf(bucket: string, unit: Unit): string {
  if (unit === 'day') return bucket;
  if (unit === 'week') return dayOf(dayNumber(bucket) + 6);
  const [year, month] = bucket.split('-').map(Number);
  return new Date(Date.UTC(year ?? 0, month ?? 1, 0)).toISOString().slice(0, 10);
}

export function columns(quads: { bucket: string; counts: Counts }[], href: (from: string, to: string) => string) {
  const unit = unitOf(quads.map((q) => q.bucket));
  return quads.map(({ bucket, counts }) => {
    const end = endOf(bucket, unit);
    const month = bucket.slice(0, 7);
    const label = unit === 'month' ? date(month) : unit === 'week' ? `${date(bucket)} – ${date(end)}` : date(bucket);
    const tick =
      unit === 'month'
        ? date(month, true)
        : date(bucket, true)
            .replace(/,? ?\b\d{4}(년 )?/, '')
            .trim();
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
