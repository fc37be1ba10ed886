// What parties are called in the languages of the interface. The server knows English names; those of countries are in the browser's own
// tables, and organisations go by their abbreviation.
import codes from 'i18n-iso-countries/codes.json';
import type { Name } from '../api';

const alpha2 = new Map((codes as string[][]).map((row) => [row[1] ?? '', row[0] ?? '']));

export function regionName(alpha3: string, lang: string): string | undefined {
  const code = alpha3 === 'XKX' ? 'XK' : alpha2.get(alpha3);
  return code ? new Intl.DisplayNames(lang, { type: 'region' }).of(code) : undefined;
}

/** `usual` is the name that the interface has for a party of its own accord, such as the short names of the two Koreas. */
export function partyName(code: string, known: Name | undefined, lang: string, usual?: string): string {
  if (usual) return usual;
  if (lang === 'en') return known?.name ?? regionName(code, lang) ?? code;
  if (!known || known.kind === 'state' || known.kind === 'territory')
    return regionName(code, lang) ?? known?.name ?? code;
  return known.kind === 'organisation' && /^[A-Z0-9+]{2,9}$/.test(code) ? code : known.name;
}
