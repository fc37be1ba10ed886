// What all pages share: names of parties in the reader's language, what the register holds, and the codes it knows.
import { api, type Meta, type Name, type Stats } from '../api';
import { CONTEXTS, STATUSES, TYPES } from './codes';
import { words } from './i18n.svelte';
import { partyName } from './regions';
import { visible } from './text';

class World {
  names = $state.raw<Record<string, Name>>({});
  stats = $state.raw<Stats | undefined>();
  meta = $state.raw<Meta | undefined>();
  unreachable = $state(false);
  /** When the reader was here last, before this visit. */
  lastVisit: string | null = null;

  readonly types = $derived(
    this.meta?.types ?? Object.entries(TYPES).map(([code, t]) => ({ code, quad: t.quad, modes: t.modes })),
  );
  readonly contexts = $derived(this.meta?.contexts ?? CONTEXTS);
  readonly statuses = $derived(this.meta?.statuses ?? STATUSES);
  readonly parties = $derived(
    Object.keys(this.names)
      .map((code) => ({ code, name: this.name(code) }))
      .sort((a, b) => a.name.localeCompare(b.name, words.lang)),
  );
  readonly lastDay = $derived(this.stats?.last_day ?? null);

  start(): void {
    api.names().then(
      (names) => (this.names = names),
      () => (this.unreachable = true),
    );
    this.refresh();
    api.meta().then(
      (meta) => (this.meta = meta),
      () => undefined,
    );
    this.#visit();
  }

  refresh(): void {
    api.stats().then(
      (stats) => (this.stats = stats),
      () => undefined,
    );
  }

  name(code: string): string {
    return visible(partyName(code, this.names[code], words.lang, words.text(`region.${code}`)));
  }

  /** The name where there is little room: the abbreviation of what has a long name. */
  short(code: string): string {
    const name = this.name(code);
    return name.length > 18 && this.names[code]?.kind !== 'state' && code.length < 10 ? visible(code) : name;
  }

  // A visit ends when nothing was opened for half an hour.
  #visit(): void {
    const now = new Date().toISOString();
    const active = localStorage.getItem('chancery.active');
    const since = localStorage.getItem('chancery.since');
    const fresh = !active || Date.parse(now) - Date.parse(active) > 30 * 60_000;
    this.lastVisit = fresh ? active : since;
    if (fresh) localStorage.setItem('chancery.since', active ?? '');
    localStorage.setItem('chancery.active', now);
    if (this.lastVisit === '') this.lastVisit = null;
  }
}

export const world = new World();

/** Who uses these pages, to sign corrections with. */
export const author = {
  get: () => localStorage.getItem('chancery.author') ?? '',
  set: (name: string) => localStorage.setItem('chancery.author', name),
};
