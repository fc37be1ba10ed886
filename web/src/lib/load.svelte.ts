// One answer of the server as state: asked for when its question changes, and an older question is given up.
import { untrack } from 'svelte';
import { ApiError } from '../api';

export class Loaded<T> {
  data = $state.raw<T | undefined>();
  error = $state.raw<ApiError | undefined>();
  loading = $state(true);
  #again = $state(0);

  /** `ask` reads the state it depends on before its first await; it is run again when that changes. */
  constructor(ask: (signal: AbortSignal) => Promise<T> | null) {
    $effect(() => {
      void this.#again;
      const stop = new AbortController();
      const answer = ask(stop.signal);
      untrack(() => {
        this.loading = answer !== null;
        this.error = undefined;
        if (answer === null) this.data = undefined;
      });
      answer?.then(
        (data) => {
          if (stop.signal.aborted) return;
          this.data = data;
          this.loading = false;
        },
        (fault: unknown) => {
          if (stop.signal.aborted) return;
          this.data = undefined;
          this.error = fault instanceof ApiError ? fault : new ApiError(0, 'fault', String(fault));
          this.loading = false;
        },
      );
      return () => stop.abort();
    });
  }

  reload(): void {
    this.#again++;
  }
}
