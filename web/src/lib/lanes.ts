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
 * Stack items whose places are closer than `size`. The lane grows with its highest stack up to `max` rows; higher stacks
 * are pressed together. `y` counts from the lane's top.
 */
export function stack<T>(items: T[], place: (item: T) => number, size: number, max = 7): Stack<T> {
  const columns = new Map<number, T[]>();
  for (const item of items) {
    const column = Math.round(place(item) / size);
    columns.set(column, [...(columns.get(column) ?? []), item]);
  }
  const highest = Math.max(1, ...[...columns.values()].map((c) => c.length));
  const rows = Math.min(highest, max);
  const height = (rows + 1) * size;
  const placed: Placed<T>[] = [];
  for (const column of columns.values()) {
    const step = column.length > rows ? ((rows - 1) * size) / (column.length - 1) : size;
    column.forEach((item, i) => {
      placed.push({ item, x: place(item), y: height / 2 + (i - (column.length - 1) / 2) * step });
    });
  }
  return { placed, height };
}

/** Days between two dates of any precision, and the day that many days after. */
export function dayNumber(date: string): number {
  const [year, month = '01', day = '01'] = date.split('-');
  return Date.UTC(Number(year), Number(month) - 1, Number(day)) / 86_400_000;
}
export function dayOf(number: number): string {
  return new Date(Math.round(number) * 86_400_000).toISOString().slice(0, 10);
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
