// Answers /api/v1 in the development server, and in the preview of a build, with made-up data. Never part of a build.
import type { Connect, Plugin } from 'vite';
import { answer } from './answers';

function routes(middlewares: Connect.Server): void {
  middlewares.use('/api/v1', (request, response) => {
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
}

export function mock(): Plugin {
  return {
    name: 'mock',
    configureServer: (server) => routes(server.middlewares),
    configurePreviewServer: (server) => routes(server.middlewares),
  };
}
