// A decision on the review page shows everywhere, and can be undone. Runs alone with the register: it changes it and puts it back.
import { execFileSync } from 'node:child_process';
import { expect, open, settled, test, WORDS } from './known';

test.describe.configure({ mode: 'serial' });
const t = (key: string) => WORDS.en[key] ?? '';

/** What another program does with the register that is served; nothing where the tests do not know of one. */
function chancery(...args: string[]): string | undefined {
  const { CHANCERY_BIN: program, CHANCERY_REGISTER: register } = process.env;
  return program && register
    ? execFileSync(program, ['--register', register, ...args], { encoding: 'utf8' })
    : undefined;
}

test('correct a record, see it everywhere, read all texts anew, undo it', async ({ page, known }) => {
  await open(page, `/acts/${encodeURIComponent(known.act.id)}`);
  await page.getByText(t('act.correct'), { exact: true }).click();
  await page.getByLabel(t('review.set'), { exact: true }).check();
  await page.getByLabel(t('field.place'), { exact: true }).fill('Port Example');
  await page.getByLabel(t('review.reason'), { exact: true }).fill('browser test');
  await page.getByLabel(t('review.who'), { exact: true }).fill('Browser Test');
  await page.getByRole('button', { name: t('review.send') }).click();
  await expect(page.locator('.side [role=status]')).toHaveText(/\d/);
  await expect(page.locator('.facts')).toContainText('Port Example');
  await expect(page.locator('.side')).toContainText('browser test');
  // Everywhere: in the search by place, and in the log of decisions.
  await open(page, '/search?tab=acts&place=Port+Example');
  await expect(page.locator(`main a.open[href="/acts/${encodeURIComponent(known.act.id)}"]`)).toBeVisible();
  const here = page.locator(`main a[href="/acts/${encodeURIComponent(known.act.id)}"]`);
  const everywhere = async () => {
    // The page of the act, the list of its place, the map, its report, and what the command line says.
    await open(page, `/acts/${encodeURIComponent(known.act.id)}`);
    await expect(page.locator('.facts')).toContainText('Port Example');
    await open(page, '/search?tab=acts&place=Port+Example');
    await expect(here.first()).toBeVisible();
    await open(page, `/map?view=table&place=Port+Example&status=${known.act.status}`);
    await expect(page.locator('main')).toContainText('Port Example');
    const told = chancery('events', '--place', 'Port Example', '--format', 'jsonl');
    if (told !== undefined) expect(told).toContain(known.act.id);
  };
  await everywhere();
  if (chancery('recode') !== undefined) await everywhere();
  await open(page, '/review');
  const entry = page.locator('.log li').filter({ hasText: 'browser test' }).first();
  await entry.getByRole('button', { name: new RegExp(t('review.undo')) }).click();
  await expect(page.locator('.log li').filter({ hasText: 'browser test' }).first()).toContainText(
    t('review.wasUndone'),
  );
  await open(page, `/acts/${encodeURIComponent(known.act.id)}`);
  await expect(page.locator('.facts')).not.toContainText('Port Example');
});

test('the form says what is missing', async ({ page }) => {
  await open(page, '/review');
  const form = page.locator('#decide form');
  await form.getByLabel(t('review.who'), { exact: true }).fill('');
  await form.getByRole('button', { name: t('review.send') }).click();
  await expect(form.locator('[role=alert]')).toHaveText(t('review.needName'));
  await form.getByLabel(t('review.who'), { exact: true }).fill('Browser Test');
  await form.getByLabel(t('review.reject'), { exact: true }).check();
  await form.getByRole('button', { name: t('review.send') }).click();
  await expect(form.locator('[role=alert]')).toHaveText(t('review.needReason'));
});

test('keep a filter as a standing query, and let it go', async ({ page, known }) => {
  await open(page, `/timeline?party=${encodeURIComponent(known.party)}&quad=1`);
  await page.getByRole('link', { name: t('filter.keep') }).click();
  await settled(page);
  const name = `Browser test ${Date.now()}`;
  await page.getByLabel(t('queries.name'), { exact: true }).fill(name);
  await page.getByLabel(t('queries.who'), { exact: true }).fill('Browser Test');
  await page.getByRole('button', { name: t('queries.save'), exact: true }).click();
  const entry = page.locator('li').filter({ hasText: name });
  await expect(entry).toBeVisible();
  await expect(entry).toContainText(t('quad.1'));
  await entry.getByRole('link', { name }).click();
  await settled(page);
  await expect(page).toHaveURL(/tab=acts&.*quad=1/);
  await open(page, '/queries');
  await entry.getByRole('button', { name: new RegExp(t('queries.remove')) }).click();
  await entry.getByRole('button', { name: t('queries.remove'), exact: true }).click();
  await expect(entry).toHaveCount(0);
});
