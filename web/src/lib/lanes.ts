// Where the marks of a timeline lane stand: marks that would cover each other are stacked about the lane's middle line.

export interface Placed<T> {
  item: T;
  x: number;
  y: number;
}
export interface Stack<T> {
  placed: Placed<T>[];
  height: number;
}

/**
 * Place items so that none covers another: each goes into the row nearest to the middle that is free at its place. The lane
 * grows up to `max` rows; what finds none free is laid over others.
 */
export function stack<T>(items: T[], place: (item: T) => number, size: number, max = 7): Stack<T> {
  const ends: number[] = [];
  const rows = [...items]
    .map((item) => ({ item, x: place(item) }))
    .sort((a, b) => a.x - b.x)
    .map(({ item, x }) => {
      let row = 0;
      while (row < max && (ends[row] ?? -Infinity) > x) row++;
      if (row === max) row = ends.indexOf(Math.min(...ends));
      ends[row] = x + size;
      return { item, x, row };
    });
  const height = (Math.max(1, ends.length) + 1) * size;
  // Row 0 is the middle, then one above, one below, and so on.
  const offset = (row: number) => (row % 2 === 1 ? -Math.ceil(row / 2) : row / 2);
  const middle = ends.length % 2 === 0 ? size / 2 : 0;
  return { placed: rows.map(({ item, x, row }) => ({ item, x, y: height / 2 + middle + offset(row) * size })), height };
}

/** Days between two dates of any precision, and the day that many days after. */
export function dayNumber(date: string): number {
  const [year, month = '01', day = '01'] = date.split('-');
  return Date.UTC(Number(year), Number(month) - 1, Number(day)) / 86_400_000;
}
export function dayOf(number: number): string {
  const day = new Date(Math.round(number) * 86_400_000);
  return Number.isNaN(day.getTime()) ? '' : day.toISOString().slice(0, 10);
}

/** Zoom a period about a point (0 to 1 of it) by a factor, kept within the whole and no shorter than `least` days. */
export function zoom(
  period: [number, number],
  about: number,
  factor: number,
  whole: [number, number],
  least = 5,
): [number, number] {
  const length = Math.min(whole[1] - whole[0], Math.max(least, (period[1] - period[0]) * factor));
  const point = period[0] + (period[1] - period[0]) * about;
  return pan([point - length * about, point - length * about + length], 0, whole);
}
export function pan(period: [number, number], days: number, whole: [number, number]): [number, number] {
  const length = period[1] - period[0];
  const start = Math.min(Math.max(period[0] + days, whole[0]), Math.max(whole[0], whole[1] - length));
  return [start, start + length];
}
