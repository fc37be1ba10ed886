import { describe, expect, it } from 'vitest';
import { dayNumber, dayOf, pan, stack, zoom } from './lanes';

describe('stack', () => {
  const at = (xs: number[], max?: number) => stack(xs, (x) => x, 10, max);

  it('lets marks stand in one row while they have room', () => {
    const { placed, height } = at([0, 10, 25]);
    expect(new Set(placed.map((p) => p.y)).size).toBe(1);
    expect(height).toBe(20);
  });

  it('covers no mark by another', () => {
    const { placed, height } = at([0, 3, 4, 6, 12, 13, 13]);
    for (const a of placed)
      for (const b of placed) {
        if (a !== b) expect(Math.abs(a.x - b.x) >= 10 || Math.abs(a.y - b.y) >= 10).toBe(true);
      }
    for (const { y } of placed) {
      expect(y).toBeGreaterThanOrEqual(5);
      expect(y).toBeLessThanOrEqual(height - 5);
    }
  });

  it('grows no higher than its rows, and loses nothing', () => {
    const { placed, height } = at(
      Array.from({ length: 30 }, () => 5),
      4,
    );
    expect(height).toBe(50);
    expect(placed).toHaveLength(30);
    expect(new Set(placed.map((p) => p.y)).size).toBe(4);
  });

  it('has a height without marks', () => {
    expect(at([])).toEqual({ placed: [], height: 20 });
  });
});

describe('days', () => {
  it('take dates of any precision', () => {
    expect(dayOf(dayNumber('2025-03-04'))).toBe('2025-03-04');
    expect(dayOf(dayNumber('2025-03'))).toBe('2025-03-01');
    expect(dayOf(dayNumber('2024'))).toBe('2024-01-01');
    expect(dayNumber('2024-03-01') - dayNumber('2024-02-28')).toBe(2);
  });
});

describe('zoom and pan', () => {
  const whole: [number, number] = [0, 100];
  it('keep the point in its place', () => {
    expect(zoom([0, 100], 0.5, 0.5, whole)).toEqual([25, 75]);
    expect(zoom([20, 40], 0, 0.5, whole)).toEqual([20, 30]);
  });
  it('stay within the whole', () => {
    expect(zoom([0, 50], 0.9, 9, whole)).toEqual([0, 100]);
    expect(pan([80, 100], 30, whole)).toEqual([80, 100]);
    expect(pan([10, 30], -30, whole)).toEqual([0, 20]);
  });
  it('stop at the least length', () => {
    const [a, b] = zoom([10, 16], 0.5, 0.1, whole);
    expect(b - a).toBe(5);
  });
});
