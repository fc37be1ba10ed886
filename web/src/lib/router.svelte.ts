// Where we are: path and query of the address, as state; and how to go elsewhere.
import { match } from './routes';

class Router {
  path = $state(location.pathname);
  search = $state(location.search);
  readonly query = $derived(new URLSearchParams(this.search));
  readonly match = $derived(match(this.path));

  /** Follow browser history and clicks on links of this site. */
  start(): void {
    addEventListener('popstate', () => this.#read());
    document.addEventListener('click', (event) => {
      if (
        event.defaultPrevented ||
        event.button !== 0 ||
        event.metaKey ||
        event.ctrlKey ||
        event.shiftKey ||
        event.altKey
      )
        return;
      const link = (event.target as Element | null)?.closest('a');
      const href = link?.getAttribute('href');
      if (!link || !href || link.hasAttribute('target') || link.hasAttribute('download')) return;
      const url = new URL(href, location.href);
      if (url.origin !== location.origin || url.pathname.startsWith('/api/')) return;
      if (url.pathname === location.pathname && url.search === location.search && url.hash) return;
      event.preventDefault();
      this.go(url.pathname + url.search + url.hash);
    });
  }

  go(address: string, { replace = false } = {}): void {
    const samePage = new URL(address, location.href).pathname === location.pathname;
    history[replace ? 'replaceState' : 'pushState'](null, '', address);
    this.#read();
    if (!replace && !samePage) scrollTo(0, 0);
  }

  /** Change some parameters of the address; null or '' takes one away, a list repeats it. */
  set(changes: Record<string, string | string[] | null>, { replace = false } = {}): void {
    const query = new URLSearchParams(this.search);
    for (const [key, value] of Object.entries(changes)) {
      query.delete(key);
      for (const one of Array.isArray(value) ? value : [value]) if (one) query.append(key, one);
    }
    const text = query.toString();
    this.go(this.path + (text ? `?${text}` : ''), { replace });
  }

  get(key: string): string {
    return this.query.get(key) ?? '';
  }

  #read(): void {
    this.path = location.pathname;
    this.search = location.search;
  }
}

export const router = new Router();
