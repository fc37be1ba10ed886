// A server that asks who it is: logging in and out, a wrong password, and what a role may not. It is started here, on a copy of the
// register that the other tests look at.
import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { expect, settled, test, WORDS } from './known';

const { CHANCERY_BIN: program = '', CHANCERY_REGISTER: register = '' } = process.env;
const t = (key: string) => WORDS.en[key] ?? '';
const PASSWORD = 'four words of mine';

test.describe.configure({ mode: 'serial' });
test.skip(!program || !register, 'there is no program to start a server of its own');

let folder = '';
let server: ChildProcess | undefined;
let url = '';

test.beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'chancery-'));
  const copy = join(folder, 'register.db');
  const chancery = (at: string, ...args: string[]) =>
    execFileSync(program, ['--register', at, ...args], { env: { ...process.env, CHANCERY_AUTHOR: 'test' } });
  chancery(register, 'backup', copy);
  writeFileSync(join(folder, 'password'), PASSWORD);
  for (const [name, role] of [
    ['ada', 'reviewer'],
    ['rita', 'reader'],
  ] as const) {
    chancery(copy, 'account', 'add', name, '--role', role, '--password-file', join(folder, 'password'));
  }
  const started = spawn(program, ['--register', copy, 'serve', '--listen', '127.0.0.1:0'], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  server = started;
  // Whatever else it says is read too, so that it never waits for a reader.
  url = await new Promise((told) => {
    createInterface({ input: started.stderr }).on('line', (line) => {
      const found = /http:\/\/[0-9.:]+/.exec(line);
      if (found) told(found[0]);
    });
  });
});

test.afterAll(() => {
  server?.kill();
  rmSync(folder, { recursive: true, force: true });
});

/** Open a page of this server. A busy machine takes its time. */
const visit = async (page: Page, path: string) => {
  await page.goto(url + path);
  await expect(page.locator('h1')).toBeVisible({ timeout: 60_000 });
};
const fill = async (page: Page, name: string, password: string) => {
  await page.getByLabel(t('session.name'), { exact: true }).fill(name);
  await page.getByLabel(t('session.password'), { exact: true }).fill(password);
  await page.getByRole('button', { name: t('session.send'), exact: true }).click();
};

for (const lang of ['en', 'vi', 'ko'] as const) {
  for (const [width, colorScheme] of [
    [1440, 'light'],
    [390, 'dark'],
  ] as const) {
    test(`whoever is not known sees a form and nothing else, ${lang} ${colorScheme}`, async ({ page }) => {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      await page.setViewportSize({ width, height: 844 });
      await visit(page, `/commitments?ui=${lang}`);
      await expect(page.locator('h1')).toHaveText(WORDS[lang]['session.title'] ?? '');
      await expect(page.locator('nav')).toHaveCount(0);
      await expect(page.getByLabel(WORDS[lang]['session.name'] ?? '', { exact: true })).toBeFocused();
      const wide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
      expect(wide).toBeLessThanOrEqual(0);
      await page.screenshot({ path: `tests/screenshots/log-in-${lang}-${colorScheme}-${width}.png` });
      // Faults lie in markup and colours, which languages share.
      if (lang !== 'en') return;
      const { violations } = await new AxeBuilder({ page })
        .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'])
        .analyze();
      expect(violations.map((v) => v.id)).toEqual([]);
    });
  }
}

test('a wrong password is told, a right one opens the page that was asked for, and logging out closes it', async ({
  page,
}) => {
  await visit(page, `/review?ui=en`);
  await fill(page, 'ada', 'four words of yours');
  await expect(page.getByRole('alert')).toHaveText(t('session.wrong'), { timeout: 30_000 });
  await expect(page.getByLabel(t('session.password'), { exact: true })).toBeFocused();
  await fill(page, 'ADA', PASSWORD);
  await expect(page.locator('h1')).toHaveText(t('nav.review'), { timeout: 60_000 });
  await settled(page);
  await expect(page.locator('header')).toContainText('ada');
  // Decisions are signed by the account.
  await expect(page.locator('#decide form')).toBeVisible();
  await expect(page.getByLabel(t('review.who'), { exact: true })).toHaveCount(0);
  await page.getByLabel(t('review.accept'), { exact: true }).check();
  await page.getByRole('button', { name: t('review.send') }).click();
  await expect(page.locator('.log li').first()).toContainText('ada');
  await page.getByRole('button', { name: t('session.out'), exact: true }).click();
  await expect(page.locator('h1')).toHaveText(t('session.title'));
  await page.goBack();
  await expect(page.locator('h1')).toHaveText(t('session.title'));
  await expect(page.locator('main')).not.toContainText(t('review.queue'));
});

test('whoever may only look is shown no forms', async ({ page }) => {
  await visit(page, `/review?ui=en`);
  await fill(page, 'rita', PASSWORD);
  await expect(page.locator('h1')).toHaveText(t('nav.review'), { timeout: 60_000 });
  await settled(page);
  await expect(page.locator('#decide')).toContainText(t('session.mayNot'));
  await expect(page.locator('#decide form')).toHaveCount(0);
  await visit(page, `/queries?ui=en`);
  await expect(page.locator('h1')).toHaveText(t('nav.queries'), { timeout: 60_000 });
  await expect(page.getByLabel(t('queries.name'), { exact: true })).toHaveCount(0);
});
