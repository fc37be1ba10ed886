// A list that the server gives in parts: the first part, and more on request.
import { ApiError, type List } from '../api';
import { Loaded } from './load.svelte';

export class Paged<T> {
  readonly first: Loaded<List<T>>;
  #more = $state.raw<{ of: List<T>; items: T[]; next: string | null } | undefined>();
  busy = $state(false);
  error = $state.raw<ApiError | undefined>();
  readonly #ask: (query: URLSearchParams, signal?: AbortSignal) => Promise<List<T>>;
  readonly #query: () => URLSearchParams | null;

  constructor(
    ask: (query: URLSearchParams, signal?: AbortSignal) => Promise<List<T>>,
    query: () => URLSearchParams | null,
  ) {
    this.#ask = ask;
    this.#query = query;
    this.first = new Loaded((signal) => {
      const params = query();
      return params && ask(params, signal);
    });
  }

  /** Null where the server does not count. */
  get total(): number | null {
    return this.first.data ? this.first.data.total : 0;
  }
  get items(): T[] {
    const first = this.first.data;
    if (!first) return [];
    return this.#more?.of === first ? [...first.items, ...this.#more.items] : first.items;
  }
  get next(): string | null {
    const first = this.first.data;
    return this.#more && this.#more.of === first ? this.#more.next : (first?.next ?? null);
  }

  async more(): Promise<void> {
    const first = this.first.data;
    const cursor = this.next;
    const params = this.#query();
    if (!first || !cursor || !params || this.busy) return;
    const query = new URLSearchParams(params);
    query.set('cursor', cursor);
    this.busy = true;
    this.error = undefined;
    try {
      const part = await this.#ask(query);
      const before = this.#more?.of === first ? this.#more.items : [];
      if (this.first.data === first) this.#more = { of: first, items: [...before, ...part.items], next: part.next };
    } catch (fault) {
      this.error = fault instanceof ApiError ? fault : new ApiError(0, 'fault', String(fault));
    }
    this.busy = false;
  }
}
