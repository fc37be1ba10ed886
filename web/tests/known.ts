// What the register that is served holds: ids to open pages with, asked for once.
import { test as base, expect, type APIRequestContext, type Page } from '@playwright/test';
import en from '../src/i18n/en.json' with { type: 'json' };
import ko from '../src/i18n/ko.json' with { type: 'json' };
import vi from '../src/i18n/vi.json' with { type: 'json' };

export const WORDS: Record<'en' | 'vi' | 'ko', Record<string, string>> = { en, vi, ko };

export interface Known {
  act: {
    id: string;
    status: string;
    actors: { code: string }[];
    reports: { id: string; document: string; evidence: { text: string } }[];
  };
  commitment: string;
  document: string;
  party: string;
  pair: [string, string];
  word: string;
}

async function ask<T>(request: APIRequestContext, path: string): Promise<T> {
  const answer = await request.get(`/api/v1${path}`);
  expect(answer.ok(), `${path} answers`).toBe(true);
  return (await answer.json()) as T;
}

export const test = base.extend<{ faults: string[] }, { known: Known }>({
  known: [
    async ({ playwright }, use) => {
      const request = await playwright.request.newContext({
        baseURL: process.env.CHANCERY_URL ?? 'http://127.0.0.1:8470',
      });
      const acts = await ask<{ items: Known['act'][] }>(request, '/events?limit=100');
      const act = [...acts.items].sort((a, b) => b.reports.length - a.reports.length)[0];
      const commitments = await ask<{ items: { id: string; history: unknown[] }[] }>(request, '/commitments?limit=100');
      const relations = await ask<{ edges: { a: string; b: string; acts: number }[] }>(request, '/relations');
      const edge = [...relations.edges].sort((a, b) => b.acts - a.acts)[0];
      if (!act || !edge || !commitments.items[0]) throw new Error('the register served is empty');
      const longest = [...commitments.items].sort((a, b) => b.history.length - a.history.length)[0];
      const word =
        act.reports[0]?.evidence.text.split(/[\s.,;:!?"“”()<>]+/).find((w) => Array.from(w).length > 3) ?? 'a';
      await use({
        act,
        commitment: longest?.id ?? '',
        document: act.reports[0]?.document ?? '',
        party: edge.a,
        pair: [edge.a, edge.b],
        word,
      });
      await request.dispose();
    },
    { scope: 'worker' },
  ],
  // Every test also asks that the browser had nothing to complain of.
  faults: [
    async ({ page }, use) => {
      const faults: string[] = [];
      page.on('pageerror', (fault) => faults.push(fault.message));
      page.on('console', (line) => {
        if (line.type() === 'error' && !/Failed to load resource/.test(line.text())) faults.push(line.text());
      });
      await use(faults);
      expect(faults, 'no errors in the browser').toEqual([]);
    },
    { auto: true },
  ],
});

export { expect };

export function addresses(known: Known): Record<string, string> {
  const at = encodeURIComponent;
  return {
    overview: '/',
    timeline: '/timeline',
    relations: '/relations',
    dyad: `/relations/${at(known.pair[0])}/${at(known.pair[1])}`,
    commitments: '/commitments',
    'commitments-table': '/commitments?view=table',
    commitment: `/commitments/${at(known.commitment)}`,
    act: `/acts/${at(known.act.id)}`,
    reader: `/reports/${at(known.document)}`,
    map: '/map',
    search: `/search?q=${at(known.word)}`,
    acts: '/search?tab=acts',
    reports: '/reports',
    parties: '/parties',
    party: `/parties/${at(known.party)}`,
    review: '/review',
    queries: '/queries',
    missing: '/nowhere',
  };
}

/** Open an address in a language, and wait until nothing is being loaded any more. */
export async function open(page: Page, address: string, lang: string = 'en'): Promise<void> {
  await page.goto(`${address}${address.includes('?') ? '&' : '?'}ui=${lang}`);
  await settled(page);
}

export async function settled(page: Page): Promise<void> {
  await page.waitForLoadState('networkidle');
  await expect(page.locator('h1').first()).toBeVisible();
  await expect(page.locator('.state[role=status]')).toHaveCount(0);
}
