import { defineConfig } from '@playwright/test';

// Against a running server: `chancery serve`, or one of the development server. Chromium is Debian's.
export default defineConfig({
  testDir: 'tests',
  fullyParallel: true,
  workers: 2,
  timeout: 180_000,
  reporter: [['list']],
  use: {
    baseURL: process.env.CHANCERY_URL ?? 'http://127.0.0.1:8470',
    locale: 'en-GB',
    launchOptions: {
      executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
      args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
    },
  },
});
