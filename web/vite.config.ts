import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vitest/config';
import { mock } from './mock/plugin';

// `CHANCERY_URL=http://127.0.0.1:8470 npm run dev` talks to a running server; without it the made-up data of mock/ answer.
const server = process.env.CHANCERY_URL;

export default defineConfig(({ command }) => ({
  plugins: [svelte(), ...(command === 'serve' && !server && !process.env.VITEST ? [mock()] : [])],
  server: server ? { proxy: { '/api': server, '/health': server } } : {},
  build: {
    target: 'es2022',
    assetsDir: 'assets',
    // Nothing inline: the server's content security policy lets in files of its own only.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 900,
  },
  test: { include: ['src/**/*.test.ts'] },
}));
