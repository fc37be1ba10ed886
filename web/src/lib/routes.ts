// Which page a path names: patterns with `:name` parts, first match wins. No state; the router holds that.

export interface Match {
  page: string;
  params: Record<string, string>;
}

export const ROUTES: [string, string][] = [
  ['/', 'overview'],
  ['/timeline', 'timeline'],
  ['/relations', 'relations'],
  ['/relations/:a/:b', 'dyad'],
  ['/commitments', 'commitments'],
  ['/commitments/:id', 'commitment'],
  ['/acts/:id', 'act'],
  ['/map', 'map'],
  ['/search', 'search'],
  ['/reports', 'documents'],
  ['/reports/:id', 'reader'],
  ['/parties', 'parties'],
  ['/parties/:code', 'party'],
  ['/review', 'review'],
  ['/queries', 'queries'],
];

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

export function match(path: string, routes = ROUTES): Match {
  const parts = path.split('/').filter(Boolean);
  for (const [pattern, page] of routes) {
    const wanted = pattern.split('/').filter(Boolean);
    if (wanted.length !== parts.length) continue;
    const params: Record<string, string> = {};
    const fits = wanted.every((w, i) => {
      const part = parts[i] ?? '';
      if (!w.startsWith(':')) return w === part;
      params[w.slice(1)] = decode(part);
      return true;
    });
    if (fits) return { page, params };
  }
  return { page: 'missing', params: {} };
}

const at = encodeURIComponent;
export const to = {
  act: (id: string) => `/acts/${at(id)}`,
  commitment: (id: string) => `/commitments/${at(id)}`,
  party: (code: string) => `/parties/${at(code)}`,
  dyad: (a: string, b: string) => `/relations/${at(a)}/${at(b)}`,
  report: (id: string, mark?: string) => `/reports/${at(id)}${mark ? `?mark=${at(mark)}` : ''}`,
};
