// What an undertaking is worth, as it is written down: a text, or a value with its currency or unit.
import type { Commitment } from '../api';
import { number, words } from './i18n.svelte';
import { visible } from './text';

export function amount(given: Commitment['amount']): string {
  if (!given) return '';
  if (typeof given === 'string') return visible(given);
  if (typeof given.value !== 'number') return visible(given.text ?? '');
  if (given.currency) {
    try {
      const form = { style: 'currency', currency: given.currency, maximumFractionDigits: 0 } as const;
      return new Intl.NumberFormat(words.lang, {
        ...form,
        notation: given.value >= 1e6 ? 'compact' : 'standard',
      }).format(given.value);
    } catch {
      return `${number(given.value, 2)} ${given.currency}`;
    }
  }
  return `${number(given.value, 2)} ${visible(given.unit ?? '')}`.trim();
}
