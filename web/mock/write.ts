// Corrections and standing queries of the made-up register, kept while the server runs.
import type { Act, Correction, NewQuery, StandingQuery } from '../src/api';

export const corrections: Correction[] = [];
export const queries: StandingQuery[] = [
  { id: 'q1', name: 'Talks of Kenya', view: 'events', filter: 'party=KEN&type=CONSULT', webhook: null },
];
/** Records that were rejected. */
export const gone = new Set<string>();

/** The act as corrections leave it: place and status only. */
export function corrected(act: Act): Act {
  const value = (field: string) =>
    corrections
      .filter((c) => c.target === act.id && !c.undone && c.action === 'set')
      .map((c) => (c.detail as Record<string, string>)[field])
      .findLast((v) => v !== undefined);
  return {
    ...act,
    get place() {
      const name = value('place');
      return name === undefined ? act.place : { name, country: act.place?.country ?? null };
    },
    get status() {
      return value('status') ?? act.status;
    },
  };
}

export function write(method: string, name: string, parts: string[], body: string): { status: number; body: unknown } {
  if (method === 'POST' && name === 'corrections') {
    const given = JSON.parse(body) as {
      action: string;
      id: string;
      reason: string;
      author: string;
      fields?: Record<string, string>;
    };
    const { action, id: target, author } = given;
    const detail = { ...given.fields, reason: given.reason };
    const made: Correction = {
      number: corrections.length + 1,
      made: new Date().toISOString(),
      author,
      target,
      action,
      detail,
      undone: false,
    };
    corrections.push(made);
    if (action === 'reject' || action === 'accept') gone.add(target);
    return { status: 201, body: made };
  }
  if (method === 'POST' && name === 'queries') {
    const { webhook: url, ...given } = JSON.parse(body) as NewQuery;
    const webhook = url ? { url, taken: null, failures: 0, error: null } : null;
    const made = { id: `q${Date.now()}`, ...given, webhook };
    queries.push(made);
    return { status: 201, body: made };
  }
  const [id] = parts;
  const at = queries.findIndex((q) => q.id === id);
  if (name === 'queries' && at >= 0) queries.splice(at, 1);
  const undone = corrections.find((c) => String(c.number) === id);
  if (name === 'corrections' && undone) {
    undone.undone = true;
    gone.delete(undone.target);
  }
  return { status: 204, body: undefined };
}
