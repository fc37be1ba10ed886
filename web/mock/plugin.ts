// Answers /api/v1 in the development server with made-up data. Never part of a build.
import type { Plugin } from 'vite';
import { answer } from './answers';

export function mock(): Plugin {
  return {
    name: 'mock',
    configureServer(server) {
      server.middlewares.use('/api/v1', (request, response) => {
        let body = '';
        request.on('data', (chunk: Buffer) => (body += chunk.toString()));
        request.on('end', () => {
          const url = new URL(request.url ?? '/', 'http://mock');
          const { status, body: given } = answer(request.method ?? 'GET', url.pathname, url.searchParams, body);
          response.statusCode = status;
          response.setHeader('content-type', status < 400 ? 'application/json' : 'application/problem+json');
          response.end(given === undefined ? undefined : JSON.stringify(given));
        });
      });
    },
  };
}
