import { describe, expect, it } from 'vitest';
import { endOf, filled, monthsBetween, sum, unitOf } from './columns';

describe('buckets', () => {
  it('are days, weeks or months by their gaps', () => {
    expect(unitOf(['2025-03-03', '2025-03-04', '2025-03-09'])).toBe('day');
    expect(unitOf(['2025-03-03', '2025-03-17', '2025-03-10'])).toBe('week');
    expect(unitOf(['2025-02-01', '2025-03-01'])).toBe('month');
    expect(unitOf(['2025-02', '2025-03'])).toBe('month');
    expect(unitOf(['2025-03-03'])).toBe('day');
  });
  it('end with their last day', () => {
    expect(endOf('2025-03-03', 'day')).toBe('2025-03-03');
    expect(endOf('2025-02-24', 'week')).toBe('2025-03-02');
    expect(endOf('2024-02', 'month')).toBe('2024-02-29');
    expect(endOf('2025-12-01', 'month')).toBe('2025-12-31');
  });
  it('add up', () => {
    expect(
      sum([
        [1, 2, 3, 4],
        [1, 0, 0, 1],
      ]),
    ).toEqual([2, 2, 3, 5]);
  });
  it('leave no month out', () => {
    expect(monthsBetween(['2025-02', '2024-11'])).toEqual(['2024-11', '2024-12', '2025-01', '2025-02']);
    expect(monthsBetween(['2025'])).toEqual([]);
    expect(monthsBetween(['1900-01', '2025-01'])).toHaveLength(480);
  });
  it('have those between them in which nothing was done', () => {
    const at = (bucket: string) => ({ bucket, counts: [1, 0, 0, 0] as [number, number, number, number] });
    const names = (list: { bucket: string }[]) => list.map((b) => b.bucket);
    expect(names(filled([at('2025-03-03'), at('2025-02-28')], 'day'))).toEqual([
      '2025-02-28',
      '2025-03-01',
      '2025-03-02',
      '2025-03-03',
    ]);
    expect(names(filled([at('2025-03-03'), at('2025-03-17')], 'week'))).toEqual([
      '2025-03-03',
      '2025-03-10',
      '2025-03-17',
    ]);
    expect(names(filled([at('2024-12-01'), at('2025-02-01')], 'month'))).toEqual([
      '2024-12-01',
      '2025-01-01',
      '2025-02-01',
    ]);
    expect(filled([at('2025-03-03'), at('2025-03-05')], 'day').map((b) => b.counts[0])).toEqual([1, 0, 1]);
    expect(filled([], 'day')).toEqual([]);
  });
});
