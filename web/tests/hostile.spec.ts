// A report that means harm is shown as text: its answers are put in place of the server's, so that every field of them is hostile.
import { expect, settled, test } from './known';

const MARKUP = '<img src=x onerror="window.harm=1"><script>window.harm=2</script>';
const TURNED = 'safe \u202eevil\u202c end';
const LONG = 'w'.repeat(10_000);
const words = `😀 ${MARKUP} ${TURNED}`;
const text = `😀😀 ${LONG}\n\n${words}\n`;
const start = Array.from(`😀😀 ${LONG}\n\n`).length;
const evidence = { start, end: start + Array.from(words).length, text: words };
const base = { lang: 'en', published: '2025-03-04', source: MARKUP + LONG, url: 'javascript:window.harm=3' };
const report = {
  ...base,
  id: 'r1',
  document: 'bad',
  evidence,
  status: 'actual',
  date: null,
  actors: [MARKUP],
  recipients: [LONG],
  persons: [MARKUP, TURNED, LONG],
  reasons: MARKUP,
  coder: MARKUP,
  data: MARKUP,
  marking: MARKUP,
  originator: LONG,
};
const act = {
  id: 'bad',
  type: 'CONSULT',
  mode: MARKUP,
  quad: 1,
  status: MARKUP,
  actors: [{ code: MARKUP }],
  recipients: [{ code: LONG }],
  date: { value: MARKUP },
  place: { name: MARKUP + TURNED + LONG, country: MARKUP },
  contexts: [MARKUP],
  score: 1,
  confidence: 0.5,
  independent_sources: 1,
  conflicts: [
    {
      field: MARKUP,
      values: [
        { value: MARKUP, reports: ['r1'] },
        { value: LONG, reports: [] },
      ],
    },
  ],
  marking: `AMBER ${LONG}`,
  reports: [report],
  corrections: [
    {
      number: 1,
      made: MARKUP,
      author: MARKUP,
      target: MARKUP,
      action: MARKUP,
      detail: { reason: MARKUP + LONG, x: MARKUP },
      undone: false,
    },
  ],
};
const head = { ...base, id: 'bad', title: MARKUP + TURNED + LONG };
const event = {
  act: 'bad',
  report: 'r1',
  type: MARKUP,
  mode: MARKUP,
  status: MARKUP,
  quad: 1,
  start,
  end: evidence.end,
  actors: [MARKUP],
  recipients: [],
  date: MARKUP,
};
const commitment = {
  id: 'bad',
  kind: MARKUP,
  title: MARKUP + TURNED + LONG,
  parties: [{ code: MARKUP }],
  beneficiaries: [],
  status: MARKUP,
  due: MARKUP,
  overdue: true,
  amount: { value: 1, currency: MARKUP },
  areas: [MARKUP],
  marking: MARKUP + LONG,
  history: [
    {
      date: MARKUP,
      status: MARKUP,
      due: MARKUP,
      document: 'bad',
      lang: 'en',
      published: null,
      evidence,
      event: 'bad',
      reasons: MARKUP,
    },
  ],
  corrections: [],
};
const list = (items: unknown[]) => ({ items, total: items.length, next: null });
const ANSWERS: Record<string, unknown> = {
  '/documents/bad/related': [{ document: head, acts: ['bad'] }],
  '/documents/bad': {
    ...head,
    text,
    added: MARKUP,
    marking: MARKUP,
    originator: MARKUP,
    events: [event],
    commitments: [
      {
        commitment: 'bad',
        record: 'r2',
        kind: MARKUP,
        status: MARKUP,
        title: MARKUP,
        start: start + 2,
        end: evidence.end + 99,
        due: MARKUP,
      },
    ],
    copies: [{ name: MARKUP, source: MARKUP, url: 'data:text/html,x' }],
  },
  '/documents': list([{ ...head, versions: 1, copies: 0, events: 1, commitments: 1 }]),
  '/events/bad': act,
  '/events': list([act]),
  '/commitments/bad': commitment,
  '/commitments': list([commitment]),
  '/search': list([
    { ...base, document: 'bad', title: MARKUP, quotation: evidence, matches: [[start, start + 3]], events: ['bad'] },
  ]),
  '/names': { [MARKUP]: MARKUP + TURNED },
  '/queries': list([
    { id: MARKUP, name: MARKUP + LONG, view: 'events', filter: `party=${MARKUP}`, webhook: 'javascript:window.harm=4' },
  ]),
  '/review': list([{ kind: 'event', act, commitment: null, why: [MARKUP] }]),
};

for (const address of [
  '/reports/bad',
  '/reports',
  '/acts/bad',
  '/commitments/bad',
  '/commitments',
  '/commitments?view=table',
  '/search?q=x',
  '/search?tab=acts',
  '/queries',
  '/review',
]) {
  test(`hostile text on ${address} stays text`, async ({ page }) => {
    page.on('dialog', () => expect(false, 'no dialog opens').toBe(true));
    for (const [path, answer] of Object.entries(ANSWERS)) {
      await page.route(
        (url) => url.pathname === `/api/v1${path}`,
        (route) => route.fulfill({ json: answer }),
      );
    }
    for (const width of [1440, 390]) {
      await page.setViewportSize({ width, height: 900 });
      await page.goto(address);
      await settled(page);
      await expect(page.locator('main')).toContainText('<img src=x');
      expect(await page.evaluate(() => (window as { harm?: number }).harm)).toBeUndefined();
      await expect(page.locator('main img, main script, main iframe')).toHaveCount(0);
      const hrefs = await page
        .locator('a[href]')
        .evaluateAll((links) => links.map((a) => a.getAttribute('href') ?? ''));
      expect(hrefs.filter((href) => !/^(\/|#|https?:)/.test(href))).toEqual([]);
      expect(await page.locator('body').innerText()).not.toMatch(/[\u202a-\u202e\u2066-\u2069]/);
      const wide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
      expect(wide, `nothing sticks out at ${width}`).toBeLessThanOrEqual(0);
    }
  });
}

test('marks of the hostile report stand on its words', async ({ page }) => {
  for (const [path, answer] of Object.entries(ANSWERS)) {
    await page.route(
      (url) => url.pathname === `/api/v1${path}`,
      (route) => route.fulfill({ json: answer }),
    );
  }
  await page.goto('/reports/bad?mark=r1');
  await settled(page);
  const marked = (await page.locator('.text mark.on').allTextContents()).join('');
  expect(marked).toBe(words.replace('\u202e', '[RLO]').replace('\u202c', '[PDF]'));
});

test('the policy forbids inline scripts', async ({ page, faults }) => {
  const answer = await page.goto('/');
  const policy = answer?.headers()['content-security-policy'];
  test.skip(!policy && (await page.content()).includes('/@vite/'), 'the development server sets none');
  expect(policy).toMatch(/script-src 'self'(;|$)/);
  expect(policy).not.toContain('unsafe');
  await settled(page);
  const ran = await page.evaluate(() => {
    const script = document.createElement('script');
    script.textContent = 'window.harm = 5';
    document.body.append(script);
    return (window as { harm?: number }).harm;
  });
  expect(ran).toBeUndefined();
  // The browser says so, and that is the only thing it has to say.
  expect(faults.splice(0).join()).toContain('inline script');
});
