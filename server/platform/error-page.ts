// What somebody reads who opened an address in a browser and got an error: words and ways on, where programs get JSON.
import type { FastifyRequest } from 'fastify';
import texts from './error-page.json' with { type: 'json' };
import { AppError, errorBody } from './errors.ts';
import { langOf, localeOf, type TongueCode } from './tongue.ts';
import { textInTongueOf } from './traditional.ts';

/** Whether a person opened the address; scripts of our pages do not ask for HTML. */
export const isOpened = ({ method, headers }: Pick<FastifyRequest, 'method' | 'headers'>): boolean =>
  method === 'GET' && (headers.accept ?? '').includes('text/html');

/** @param id of the request; letters, digits, `_` and `-` only */
export function errorPage(error: unknown, tongue: TongueCode, id: string): string {
  const words = texts[langOf(tongue)];
  const { code, message } = errorBody(error, tongue).error;
  // There is no form whose fields could be marked: the address was mistyped.
  const isMissing = code === 'not_found' || code === 'bad_request';
  const [title, note] = isMissing ? [words.missing, words.missingNote] : [message, ''];
  const ways = [
    ['/', words.home],
    ['/ticket', words.ticket],
    ['tel:12345', words.call],
    // Whose session ended opened an address of the console's, a file for one.
    ...(code === 'not_signed_in' ? [['/console/', words.console]] : []),
  ];
  const html = [
    `<!doctype html><html lang="${localeOf(tongue)}"><head><meta charset="utf-8">`,
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    '<meta name="color-scheme" content="light dark"><link rel="icon" href="/icon.svg">',
    `<link rel="stylesheet" href="/plain.css"><title>${title} · ${words.name}</title></head>`,
    `<body><header><p class="brand"><a href="/">${words.name}</a></p></header><main><h1>${title}</h1>`,
    note && `<p>${note}</p>`,
    ...ways.map(([href, label]) => `<p><a href="${href}">${label}</a></p>`),
    error instanceof AppError ? '' : `<p>${words.reference.replace('{id}', id)}</p>`,
    '</main></body></html>',
  ];
  return textInTongueOf(tongue, html.join(''));
}
