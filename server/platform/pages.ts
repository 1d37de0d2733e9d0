// The built front ends.
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { FastifyStaticOptions } from '@fastify/static';
import type { FastifyReply, FastifyRequest } from 'fastify';

/** The answer as the static files' plugin gives it to be dressed. */
interface Head {
  setHeader(name: string, value: string): void;
  getHeader(name: string): unknown;
}

const consoleRootOf = (webRoot: string): string => resolve(webRoot, 'agent-console');

/** What is served of what was built. Hashed assets are kept by browsers for a year, pages are asked for each time. */
export function builtPages(webRoot: string, widgetSites: readonly string[]): FastifyStaticOptions[] {
  const consoleRoot = consoleRootOf(webRoot);
  const citizenRoot = resolve(webRoot, 'citizen-web');
  const cached = {
    preCompressed: true,
    // Else its own word on keeping would stand in place of ours.
    cacheControl: false,
    setHeaders: (head: Head, path: string) => {
      const hashed = path.includes('/assets/');
      head.setHeader('cache-control', hashed ? 'public, max-age=31536000, immutable' : 'no-cache');
      if (/\/widget\.html(\.br|\.gz)?$/.test(path)) letFrame(head, widgetSites);
      // The one file that pages of others load.
      if (/\/widget\.js(\.br|\.gz)?$/.test(path))
        head.setHeader('cross-origin-resource-policy', 'cross-origin');
    },
  };
  return (
    [
      { root: citizenRoot, prefix: '/', ...cached, extensions: ['html'] },
      { root: consoleRoot, prefix: '/console/', ...cached },
    ]
      .filter(({ root }) => existsSync(root))
      // One of what is there gives replies their `sendFile`; the plugin takes no second.
      .map((pages, index) => ({ ...pages, decorateReply: index === 0 }))
  );
}

/** Lets other sites frame a page. Nobody is signed in there, so nothing can be had by tricking somebody into a click. */
function letFrame(head: Head, sites: readonly string[]): void {
  const ancestors = sites.length === 0 ? '*' : ["'self'", ...sites].join(' ');
  const policy = String(head.getHeader('content-security-policy'));
  head.setHeader(
    'content-security-policy',
    policy.replace(/frame-ancestors [^;]*/, `frame-ancestors ${ancestors}`),
  );
}

/** Whether an address is the widget's page, which sites of others may frame. */
export const isWidgetPage = (url: string): boolean => /^\/widget(\.html)?(\?|$)/.test(url);

/** Whether somebody asks for a page of the console that only its own router knows. */
export function isConsolePage(request: FastifyRequest, webRoot: string): boolean {
  const wantsPage = request.method === 'GET' && (request.headers.accept ?? '').includes('text/html');
  const isConsole = request.url === '/console' || request.url.startsWith('/console/');
  return wantsPage && isConsole && existsSync(join(consoleRootOf(webRoot), 'index.html'));
}

export function sendConsole(reply: FastifyReply, webRoot: string): FastifyReply {
  return reply.header('cache-control', 'no-cache').sendFile('index.html', consoleRootOf(webRoot));
}
