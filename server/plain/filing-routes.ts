// The ticket form without scripts, step by step: the words; what they are about, where, and whose; the proof; the photos.
// What was said before comes along in the form itself, coded so that a page in traditional characters does not rewrite it.
import { randomUUID } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { createElement } from 'react';
import { z } from 'zod';
import { Details, Filed, Prove, Say } from '../../citizen-web/plain/filing.tsx';
import type { Tongue } from '../../citizen-web/plain/tongue.ts';
import { AppError } from '../platform/errors.ts';
import type { Scope } from '../platform/http-type.ts';
import { ticketLookupSchema } from '../tickets/contract.ts';
import {
  type FilingGuess,
  fileMatterSchema,
  filingWordsSchema,
  perTicketNumber,
  type Tickets,
} from '../tickets/index.ts';
import type { Show } from './show.ts';

const langQuery = z.object({ lang: z.string().optional() });
const saidSchema = fileMatterSchema.pick({ id: true, text: true });
const matterSchema = fileMatterSchema.omit({ code: true, lang: true });

/** What `kept` wrote. */
const keptOf = <S extends z.ZodType>(schema: S) =>
  z
    .string()
    .max(100_000)
    .transform((text, context): unknown => {
      try {
        return JSON.parse(decodeURIComponent(text));
      } catch {
        context.addIssue({ code: 'custom', message: 'was changed' });
        return z.NEVER;
      }
    })
    .pipe(schema);
const kept = (value: object): string => encodeURIComponent(JSON.stringify(value));

/** Fields of a form that nothing was written in. */
const orNone = (schema: z.ZodType<string>) => schema.transform((text) => text || undefined);
const { shape } = fileMatterSchema;
const stepSchema = z.discriminatedUnion('step', [
  z.object({ step: z.literal('say'), text: z.string().max(8_000).default('') }),
  z.object({
    step: z.literal('details'),
    kept: keptOf(saidSchema),
    kind: shape.kind,
    categoryCode: orNone(z.string().max(40)),
    areaCode: orNone(z.string().max(9)),
    address: z.string().trim().max(200).default(''),
    name: shape.name,
    phone: shape.phone,
    sealed: z.stringbool().default(false),
  }),
  z.object({ step: z.literal('prove'), kept: keptOf(matterSchema), code: z.string().trim() }),
  z.object({ step: z.literal('again'), kept: keptOf(matterSchema) }),
]);
type Step<S extends z.infer<typeof stepSchema>['step']> = Extract<z.infer<typeof stepSchema>, { step: S }>;

/** A code of an area begins with that of its district. */
const districtLength = 6;

/** Where a matter of these fields is. */
function placeIn({ areaCode, address }: Step<'details'>): z.infer<typeof matterSchema>['place'] {
  if (areaCode === undefined) return { address };
  const districtCode = areaCode.slice(0, districtLength);
  return { address, districtCode, ...(areaCode !== districtCode && { streetCode: areaCode }) };
}

/** No cookie is read: what is filed is proved by the telephone, and what is added by number and code. */
export function plainFilingRoutes(
  scope: Scope,
  { show, tongueAt }: { show: Show; tongueAt: (request: FastifyRequest) => Tongue },
  rooms: {
    tickets: Pick<Tickets, 'filings' | 'files' | 'service'>;
    answersTo: (text: string, lang: 'zh' | 'en') => FilingGuess['answers'];
    areas: () => Promise<
      readonly { code: string; parentCode: string | null; name: { zh: string; en: string } }[]
    >;
  },
): void {
  const { filings, files, service } = rooms.tickets;
  const pageOf = (tongue: Tongue) => ({ title: tongue.words.filing.title, full: '/filing', path: '/filing' });

  async function details(request: FastifyRequest, reply: FastifyReply, { text }: Step<'say'>) {
    const tongue = tongueAt(request);
    const words = filingWordsSchema.shape.text.safeParse(text);
    if (!words.success) {
      const children = createElement(Say, { tongue, text, fault: tongue.words.own.tooShort });
      return show(request, reply, { ...pageOf(tongue), children, status: 400 });
    }
    const [guess, categories, areas] = await Promise.all([
      filings.guess(words.data),
      filings.categories(),
      rooms.areas(),
    ]);
    const children = createElement(Details, {
      tongue,
      kept: kept({ id: randomUUID(), text: words.data }),
      text: words.data,
      guess: { ...guess, answers: rooms.answersTo(words.data, tongue.lang) },
      categories,
      areas,
    });
    return show(request, reply, { ...pageOf(tongue), children });
  }

  async function sendCode(request: FastifyRequest, reply: FastifyReply, given: Step<'details'>) {
    const tongue = tongueAt(request);
    const { kept: said, kind, categoryCode, name, phone, sealed } = given;
    await filings.sendCode({ phone, lang: tongue.code }, new Date());
    const matter = { ...said, kind, categoryCode, name, phone, sealed, place: placeIn(given) };
    const children = createElement(Prove, { tongue, kept: kept(matter), phone });
    return show(request, reply, { ...pageOf(tongue), children });
  }

  async function sendAgain(request: FastifyRequest, reply: FastifyReply, { kept: matter }: Step<'again'>) {
    const tongue = tongueAt(request);
    const { phone } = matter;
    await filings.sendCode({ phone, lang: tongue.code }, new Date());
    const children = createElement(Prove, { tongue, kept: kept(matter), phone });
    return show(request, reply, { ...pageOf(tongue), children });
  }

  async function file(request: FastifyRequest, reply: FastifyReply, { kept: matter, code }: Step<'prove'>) {
    const tongue = tongueAt(request);
    try {
      const proof = shape.code.safeParse(code);
      if (!proof.success) throw new AppError('phone_code');
      const filed = await filings.file({ ...matter, code: proof.data, lang: tongue.code }, new Date());
      return show(request, reply, { ...pageOf(tongue), children: createElement(Filed, { tongue, filed }) });
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== 'phone_code') throw error;
      const fault = tongue.words.own.wrongProof;
      const children = createElement(Prove, { tongue, kept: kept(matter), phone: matter.phone, fault });
      return show(request, reply, { ...pageOf(tongue), children, status: error.status });
    }
  }

  scope.get(
    '/filing',
    {
      config: { access: 'public', rateLimit: { max: 60, timeWindow: '1 minute' } },
      schema: { querystring: langQuery, hide: true },
    },
    async (request, reply) => {
      const tongue = tongueAt(request);
      return show(request, reply, { ...pageOf(tongue), children: createElement(Say, { tongue, text: '' }) });
    },
  );
  scope.post(
    '/filing',
    {
      config: {
        access: 'public',
        csrf: 'not_needed',
        door: 'filing',
        isPlainDoor: true,
        isGuess: true,
        rateLimit: { max: 20, timeWindow: '1 minute' },
      },
      schema: { querystring: langQuery, body: stepSchema, hide: true },
    },
    async (request, reply) => {
      const { body } = request;
      switch (body.step) {
        case 'say':
          return details(request, reply, body);
        case 'details':
          return sendCode(request, reply, body);
        case 'prove':
          return file(request, reply, body);
        case 'again':
          return sendAgain(request, reply, body);
      }
    },
  );
  scope.post(
    '/filing/photo',
    {
      config: {
        access: 'public',
        csrf: 'not_needed',
        isGuess: true,
        // The number is inside the upload, not to be read before it: by address.
        rateLimit: { max: perTicketNumber.max, timeWindow: perTicketNumber.timeWindow },
      },
      schema: { querystring: langQuery, hide: true },
    },
    async (request, reply) => {
      const tongue = tongueAt(request);
      const sent = await request.file();
      const field = (name: string): unknown => {
        const one = sent?.fields[name];
        return one && 'value' in one ? one.value : undefined;
      };
      const key = ticketLookupSchema.safeParse({ number: field('number'), code: field('code') });
      if (!sent || !key.success) throw new AppError('bad_request');
      const { id } = await service.byNumberAndCode(key.data.number, key.data.code);
      await files.add({ kind: 'citizen' }, id, { name: sent.filename, isPublic: true, stream: sent.file });
      const filed = { ...key.data, isJoined: false };
      const children = createElement(Filed, { tongue, filed, photo: sent.filename });
      return show(request, reply, { ...pageOf(tongue), children });
    },
  );
}
