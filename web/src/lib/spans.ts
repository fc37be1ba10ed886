// Where marks lie in a text. Offsets count code points; JavaScript strings count UTF-16 units, so texts are cut by code points here only.

export interface Mark {
  id: string;
  start: number;
  end: number;
}
export interface Piece {
  text: string;
  /** The marks that cover this piece, in the order in which they begin. */
  ids: string[];
  /** The marks that begin with this piece. */
  opens: string[];
}

/** Cut the text where a mark begins or ends. The pieces join to the text. */
export function pieces(text: string, marks: Mark[]): Piece[] {
  const points = Array.from(text);
  const sound = marks
    .map((m) => ({ id: m.id, start: Math.max(0, m.start), end: Math.min(points.length, m.end) }))
    .filter((m) => m.start < m.end)
    .sort((a, b) => a.start - b.start || b.end - a.end);
  const cuts = [...new Set([0, points.length, ...sound.flatMap((m) => [m.start, m.end])])].sort((a, b) => a - b);
  const out: Piece[] = [];
  for (let i = 0; i + 1 < cuts.length; i++) {
    const [start, end] = [cuts[i] ?? 0, cuts[i + 1] ?? 0];
    const covering = sound.filter((m) => m.start < end && m.end > start);
    out.push({
      text: points.slice(start, end).join(''),
      ids: covering.map((m) => m.id),
      opens: covering.filter((m) => m.start === start).map((m) => m.id),
    });
  }
  return out;
}

/** The words between two offsets in code points, with some of the text around them. */
export function around(text: string, start: number, end: number, more = 0): string {
  return Array.from(text)
    .slice(Math.max(0, start - more), end + more)
    .join('');
}
