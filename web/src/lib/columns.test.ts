import { describe, expect, it } from 'vitest';
import { endOf, monthsBetween, sum, unitOf } from './columns';

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
});
