import { svelte } from '@sveltejs/vite-plugin-svelte';
import type { ProxyOptions } from 'vite';
import { defineConfig } from 'vitest/config';
import { mock } from './mock/plugin';

// `CHANCERY_URL=http://127.0.0.1:8470 npm run dev` talks to a running server; without it the made-up data of mock/ answer.
const server = process.env.CHANCERY_URL;

const proxy: Record<string, ProxyOptions> = server
  ? { '/api': { target: server, changeOrigin: true, headers: { origin: server } } }
  : {};
const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; font-src 'self'; " +
  "manifest-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

export default defineConfig(({ command }) => ({
  plugins: [svelte(), ...(command === 'serve' && !server && !process.env.VITEST ? [mock()] : [])],
  server: { proxy },
  // The same policy as the server's, so that a preview shows what it would forbid.
  preview: { proxy, headers: { 'content-security-policy': POLICY } },
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
