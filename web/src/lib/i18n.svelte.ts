// The words of the interface, in the reader's language, and dates and numbers as that language writes them.
import en from '../i18n/en.json';

export const INTERFACE = ['en', 'vi', 'ko'] as const;
export type Interface = (typeof INTERFACE)[number];
type Words = Record<string, string>;
const KEY = 'chancery.lang';

const files: Record<Interface, () => Promise<{ default: Words }>> = {
  en: () => Promise.resolve({ default: en as Words }),
  vi: () => import('../i18n/vi.json'),
  ko: () => import('../i18n/ko.json'),
};

function isInterface(word: string | null | undefined): word is Interface {
  return INTERFACE.includes(word as Interface);
}

/** What the address says, else what was chosen before, else what the browser asks for. `lang=` of the address is a filter of reports. */
export function firstLanguage(search: string, stored: string | null, browser: readonly string[]): Interface {
  const asked = new URLSearchParams(search).get('ui');
  if (isInterface(asked)) return asked;
  if (isInterface(stored)) return stored;
  return browser.map((b) => b.slice(0, 2)).find(isInterface) ?? 'en';
}

class Words_ {
  lang = $state<Interface>('en');
  #words = $state.raw<Words>(en as Words);

  async use(lang: Interface, keep: boolean): Promise<void> {
    this.#words = (await files[lang]()).default;
    this.lang = lang;
    document.documentElement.lang = lang;
    if (keep) localStorage.setItem(KEY, lang);
  }

  text(key: string): string | undefined {
    return this.#words[key];
  }
}

export const words = new Words_();

export async function startLanguage(): Promise<void> {
  await words.use(firstLanguage(location.search, localStorage.getItem(KEY), navigator.languages), false);
}

/** The words of a key; `{name}` is replaced by a value. With `n`, the key's plural form. */
export function t(key: string, values: Record<string, string | number> = {}): string {
  let text: string | undefined;
  if (typeof values.n === 'number') {
    text = words.text(`${key}_${new Intl.PluralRules(words.lang).select(values.n)}`) ?? words.text(`${key}_other`);
  }
  text ??= words.text(key) ?? key;
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => {
    const value = values[name];
    return value === undefined ? whole : typeof value === 'number' ? number(value) : value;
  });
}

/** The label of a code, or the code itself if nobody has given it one. */
export function label(set: string, code: string | number | null | undefined): string {
  if (code === null || code === undefined || code === '') return '';
  return words.text(`${set}.${code}`) ?? String(code).replaceAll('_', ' ');
}

export function number(value: number, digits = 0): string {
  return new Intl.NumberFormat(words.lang, { maximumFractionDigits: digits }).format(value);
}
export function signed(value: number | null | undefined): string {
  if (value === null || value === undefined) return '–';
  return new Intl.NumberFormat(words.lang, { maximumFractionDigits: 1, signDisplay: 'exceptZero' }).format(value);
}
export function percent(value: number): string {
  return new Intl.NumberFormat(words.lang, { style: 'percent', maximumFractionDigits: 0 }).format(value);
}

/** A date as far as it is known: year, month or day. */
export function date(value: string | null | undefined, short = false): string {
  if (!value) return '';
  const parts = /^(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?/.exec(value);
  if (!parts) return value;
  const when = new Date(Date.UTC(Number(parts[1]), Number(parts[2] ?? 1) - 1, Number(parts[3] ?? 1)));
  const form: Intl.DateTimeFormatOptions = { timeZone: 'UTC', year: 'numeric' };
  if (parts[2]) form.month = short ? 'short' : 'long';
  if (parts[3]) form.day = 'numeric';
  return new Intl.DateTimeFormat(words.lang, form).format(when);
}
/** A day without its year, for axes. */
export function dayMonth(value: string): string {
  const form = { timeZone: 'UTC', month: 'short', day: 'numeric' } as const;
  return new Intl.DateTimeFormat(words.lang, form).format(new Date(`${value.slice(0, 10)}T00:00:00Z`));
}
export function moment(value: string | null | undefined): string {
  if (!value) return '';
  const when = new Date(value);
  if (Number.isNaN(when.getTime())) return value;
  return new Intl.DateTimeFormat(words.lang, { dateStyle: 'medium', timeStyle: 'short' }).format(when);
}
export function language(code: string | null | undefined): string {
  if (!code) return '';
  const known = words.text(`lang.${code}`);
  if (known) return known;
  try {
    return new Intl.DisplayNames(words.lang, { type: 'language' }).of(code) ?? code;
  } catch {
    return code;
  }
}
export function list(items: string[]): string {
  return new Intl.ListFormat(words.lang, { type: 'conjunction' }).format(items);
}
