// Arrow keys in charts: one mark is in the tab order, arrows move to another.

/** The mark to go to from `at` in a row of `count`, or null if the key means nothing here. */
export function along(key: string, at: number, count: number): number | null {
  switch (key) {
    case 'ArrowRight':
      return Math.min(count - 1, at + 1);
    case 'ArrowLeft':
      return Math.max(0, at - 1);
    case 'Home':
      return 0;
    case 'End':
      return count - 1;
    default:
      return null;
  }
}

/** The nearest mark in the direction of an arrow key, for marks that lie anywhere. */
export function towards(key: string, from: { x: number; y: number }, marks: { x: number; y: number }[]): number | null {
  const ways: Record<string, [number, number]> = {
    ArrowRight: [1, 0],
    ArrowLeft: [-1, 0],
    ArrowDown: [0, 1],
    ArrowUp: [0, -1],
  };
  const [dx, dy] = ways[key] ?? [0, 0];
  if (dx === 0 && dy === 0) return null;
  let best: number | null = null;
  let least = Infinity;
  marks.forEach((mark, i) => {
    const [x, y] = [mark.x - from.x, mark.y - from.y];
    const ahead = x * dx + y * dy;
    const aside = Math.abs(x * dy) + Math.abs(y * dx);
    if (ahead <= 0.5 || aside > ahead * 2) return;
    const cost = ahead + aside * 2;
    if (cost < least) [best, least] = [i, cost];
  });
  return best;
}
