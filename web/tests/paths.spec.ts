// What people do: find a quotation, share a view, use the keyboard alone, take a table away.
import { expect, open, settled, test, WORDS } from './known';

test('from the overview to a quotation: it is there without a click, and its report is one click away', async ({
  page,
}) => {
  await open(page, '/');
  const quote = page.locator('main blockquote').first();
  await expect(quote).toBeVisible();
  const words = (await quote.innerText()).replace(/…$/, '').slice(0, 30);
  await page.locator('main .words a[href^="/reports/"]').first().click();
  await settled(page);
  await expect(page).toHaveURL(/\/reports\//);
  await expect(page.locator('.text')).toContainText(words);
  await expect(page.locator('.text mark.on').first()).toBeVisible();
});

test('from a column of the chart to a quotation within three clicks', async ({ page }) => {
  await open(page, '/');
  await page.locator('main svg[role=group] a').first().click();
  await settled(page);
  await expect(page).toHaveURL(/\/search\?.*from=.*to=/);
  await page.locator('main .open').first().click();
  await settled(page);
  await expect(page.locator('main blockquote').first()).toBeVisible();
});

test('a mark of the timeline shows its words at a touch and opens its act', async ({ page }) => {
  await open(page, '/timeline');
  const mark = page.locator('.timeline a[data-mark]').first();
  await mark.hover();
  await expect(page.locator('.peek blockquote')).toBeVisible();
  const href = await mark.getAttribute('href');
  await mark.click();
  await expect(page).toHaveURL(new RegExp(`${href}$`));
});

test('a shared address restores filters, tab, view and zoom', async ({ page, context, known }) => {
  await open(page, '/timeline');
  await page.getByRole('button', { name: WORDS.en['filter.year'] ?? '' }).click();
  await page.getByRole('button', { name: WORDS.en['timeline.byDyad'] ?? '', exact: true }).click();
  await page.getByLabel(WORDS.en['filter.quad'] ?? '', { exact: true }).selectOption('1');
  await settled(page);
  await page.getByRole('button', { name: WORDS.en['chart.zoomIn'] ?? '' }).click();
  await expect(page).toHaveURL(/zoom=\d{4}-\d\d-\d\d\.\.\d{4}/);
  await settled(page);
  const shown = await page.locator('.legend [role=status]').innerText();
  const other = await context.newPage();
  await other.goto(page.url());
  await settled(other);
  await expect(other.locator('.legend [role=status]')).toHaveText(shown);
  await expect(other.getByLabel(WORDS.en['filter.quad'] ?? '', { exact: true })).toHaveValue('1');
  await expect(other.getByRole('button', { name: WORDS.en['timeline.byDyad'] ?? '', exact: true })).toHaveAttribute(
    'aria-pressed',
    'true',
  );
  expect(await other.locator('.timeline a[data-mark]').count()).toBe(
    await page.locator('.timeline a[data-mark]').count(),
  );

  await other.goto(`/search?tab=acts&party=${encodeURIComponent(known.party)}`);
  await settled(other);
  await expect(other.locator('.chip')).toHaveCount(1);
  await other.goBack();
  await expect(other).toHaveURL(/timeline/);
});

test('keyboard alone: skip link, party picker, chart, record', async ({ page, known }) => {
  await open(page, '/relations');
  await page.keyboard.press('Tab');
  await expect(page.locator('.skip')).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.locator('#content')).toBeFocused();
  // The picker: type a code, take the first.
  const picker = page.getByRole('combobox', { name: WORDS.en['filter.party'] ?? '' });
  for (let i = 0; i < 20 && !(await picker.evaluate((e) => e === document.activeElement)); i++)
    await page.keyboard.press('Tab');
  await expect(picker).toBeFocused();
  await page.keyboard.type(known.party);
  await expect(page.locator('.picker [role=option]').first()).toBeVisible();
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(new RegExp(`party=${known.party}`));
  await settled(page);
  // The network: one stop in the tab order, arrows go on, Enter opens.
  const nodes = page.locator('.net a.node[tabindex="0"]');
  await expect(nodes).toHaveCount(1);
  await nodes.focus();
  const before = await page.evaluate(() => document.activeElement?.getAttribute('data-node'));
  for (const key of ['ArrowRight', 'ArrowLeft', 'ArrowDown', 'ArrowUp']) {
    await page.keyboard.press(key);
    if ((await page.evaluate(() => document.activeElement?.getAttribute('data-node'))) !== before) break;
  }
  expect(await page.evaluate(() => document.activeElement?.getAttribute('data-node'))).not.toBe(before);
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/\/parties\//);
  await settled(page);
  // The page's content has the focus; from here an act and its quotation are a few tabs away.
  await expect(page.locator('#content')).toBeFocused();
  const act = page.locator('main a.open').first();
  for (let i = 0; i < 40 && !(await act.evaluate((e) => e === document.activeElement)); i++)
    await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/\/acts\//);
  await expect(page.locator('main blockquote').first()).toBeVisible();
});

test('the timeline answers the keyboard', async ({ page }) => {
  await open(page, '/timeline');
  const mark = page.locator('.timeline a[tabindex="0"]').first();
  await mark.focus();
  const at = () => page.evaluate(() => document.activeElement?.getAttribute('data-mark'));
  const first = await at();
  await page.keyboard.press('End');
  const last = await at();
  expect(last).not.toBe(first);
  await expect(page.locator('.peek blockquote')).toBeVisible();
  await page.keyboard.press('+');
  await expect(page).toHaveURL(/zoom=/);
});

test('reader: a record and its words point at each other', async ({ page, known }) => {
  await open(page, `/reports/${encodeURIComponent(known.document)}`);
  await page.locator('.side ol li').first().hover();
  await expect(page.locator('.text mark.on').first()).toBeVisible();
  await page.locator('h1').hover();
  await expect(page.locator('.text mark.on')).toHaveCount(0);
  await page.locator('.text mark').first().hover();
  await expect(page.locator('.side ol li.on')).toHaveCount(1);
  await page.locator('.text a.no').first().focus();
  await expect(page.locator('.side ol li.on')).toHaveCount(1);
});

test('marks stand on the very words of the evidence, counted in code points', async ({ page, known }) => {
  const report = known.act.reports[0];
  await open(
    page,
    `/reports/${encodeURIComponent(report?.document ?? '')}?mark=${encodeURIComponent(report?.id ?? '')}`,
  );
  const lit = (await page.locator('.text mark.on').allInnerTexts()).join('').replace(/\s+/g, ' ');
  expect(lit).toContain(report?.evidence.text.replace(/\s+/g, ' ').slice(0, 20));
});

test('language and colours are kept, and can be changed', async ({ page }) => {
  await page.goto('/');
  await settled(page);
  const [lang, theme] = [page.locator('.prefs select').nth(0), page.locator('.prefs select').nth(1)];
  await lang.selectOption('ko');
  await expect(page.locator('h1')).toHaveText(WORDS.ko['nav.overview'] ?? '');
  await theme.selectOption('dark');
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
  await page.goto('/map');
  await settled(page);
  await expect(page.locator('html')).toHaveAttribute('lang', 'ko');
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
});

test('each chart has a table of the same figures', async ({ page, known }) => {
  const [a, b] = known.pair.map(encodeURIComponent);
  for (const address of ['/', '/timeline', '/relations', `/relations/${a}/${b}`, '/map']) {
    await open(page, `${address}?view=table`);
    await expect(page.locator('main table tbody tr').first(), address).toBeVisible();
    await expect(page.locator('main svg[role=group]'), address).toHaveCount(0);
  }
});

test('nothing is fetched from elsewhere, and nothing is inline', async ({ page, known }) => {
  const hosts = new Set<string>();
  page.on('request', (request) => hosts.add(new URL(request.url()).host));
  for (const address of ['/', '/map', `/acts/${encodeURIComponent(known.act.id)}`]) await open(page, address);
  expect([...hosts]).toEqual([new URL(page.url()).host]);
  const html = await (await page.request.get('/')).text();
  if (!html.includes('/@vite/')) {
    expect(html).not.toMatch(/<script(?![^>]*\bsrc=)[^>]*>/);
    expect(html).not.toMatch(/<style|style=/);
  }
});
