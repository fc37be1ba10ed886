// Every page in every language of the interface, light and dark, wide and narrow: it shows itself, in that language, without
// overflow, and axe finds no serious fault in it. The pictures are for people to look at.
import AxeBuilder from '@axe-core/playwright';
import { addresses, expect, open, test, WORDS } from './known';

const NAMES = Object.keys(
  addresses({
    act: { id: '', status: '', actors: [], reports: [] },
    commitment: '',
    document: '',
    party: '',
    pair: ['', ''],
    word: '',
  }),
);
const HEADINGS: Record<string, string> = {
  overview: 'nav.overview',
  timeline: 'nav.timeline',
  relations: 'nav.relations',
  commitments: 'nav.commitments',
  'commitments-table': 'nav.commitments',
  map: 'nav.map',
  search: 'nav.search',
  acts: 'nav.search',
  reports: 'nav.documents',
  parties: 'nav.parties',
  review: 'nav.review',
  queries: 'nav.queries',
  missing: 'nav.missing',
};

for (const lang of ['en', 'vi', 'ko'] as const) {
  for (const scheme of ['light', 'dark'] as const) {
    for (const name of NAMES) {
      test(`${name} ${lang} ${scheme}`, async ({ page, known }) => {
        await page.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' });
        const address = addresses(known)[name] ?? '/';
        // Layout lies in markup too: other languages are looked at wide in light and narrow in dark colours.
        const widths = lang === 'en' ? [1440, 390] : scheme === 'light' ? [1440] : [390];
        for (const width of widths) {
          await page.setViewportSize({ width, height: width === 390 ? 844 : 900 });
          await open(page, address, lang);
          await expect(page.locator('html')).toHaveAttribute('lang', lang);
          const heading = HEADINGS[name];
          if (heading) await expect(page.locator('h1')).toHaveText(WORDS[lang][heading] ?? '');
          await expect(page.locator('[role=alert] .warn')).toHaveCount(0);
          // No key of the tables of words may stand where its words should.
          const text = await page.locator('body').innerText();
          expect(text).not.toMatch(
            /\b(nav|col|state|filter|act|reader|review|queries|count|overview|timeline)\.[a-z]\w+/,
          );
          const wide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
          expect(wide, `nothing sticks out at ${width}`).toBeLessThanOrEqual(0);
          await page.screenshot({ path: `tests/screenshots/${name}-${lang}-${scheme}-${width}.png` });
          // Faults lie in markup and colours, which languages share: two of them are looked at in one form only.
          if (lang !== 'en' && scheme === 'dark') continue;
          const { violations } = await new AxeBuilder({ page })
            .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'])
            .analyze();
          const serious = violations.filter((v) => v.impact === 'serious' || v.impact === 'critical');
          const said = serious.map(
            (v) =>
              `${v.id}: ${v.nodes
                .slice(0, 3)
                .map((n) => n.html.slice(0, 160))
                .join(' | ')}`,
          );
          expect(said, `axe at ${width}`).toEqual([]);
        }
      });
    }
  }
}
