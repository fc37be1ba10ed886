// Names of countries that are no party of the register, from the browser's own tables.
import codes from 'i18n-iso-countries/codes.json';

const alpha2 = new Map((codes as string[][]).map((row) => [row[1] ?? '', row[0] ?? '']));

export function regionName(alpha3: string, lang: string): string | undefined {
  const code = alpha3 === 'XKX' ? 'XK' : alpha2.get(alpha3);
  return code ? new Intl.DisplayNames(lang, { type: 'region' }).of(code) : undefined;
}
