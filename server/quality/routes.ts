// HTTP of quality: for those who judge, those who steer it, and those who were judged.
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { attachment, csvType, xlsxType } from '../platform/attached.ts';
import { idSchema, okSchema, pageQuerySchema } from '../platform/contract.ts';
import { actorOf, type Http } from '../platform/http.ts';
import {
  poorRatingsQuerySchema,
  poorRatingsSchema,
  ratedTalkSchema,
  ratingFiguresSchema,
  ratingsCsv,
  ratingsExportSchema,
  ratingsQuerySchema,
  ratingsXlsx,
  readPoorRatings,
  readRating,
  readRatings,
} from '../ratings/index.ts';
import { type Looker, lookAtContact } from './contact.ts';
import {
  agreeSchema,
  answerReviewSchema,
  calibrationListSchema,
  calibrationViewSchema,
  chooseContactSchema,
  contactQuerySchema,
  decideSchema,
  figureExportSchema,
  figureQuerySchema,
  figuresSchema,
  finishedListSchema,
  formCodeSchema,
  formListSchema,
  judgeSchema,
  openCalibrationSchema,
  planListSchema,
  reviewedContactSchema,
  reviewPageSchema,
  reviewQuerySchema,
  reviewViewSchema,
  saveFormSchema,
  savePlanSchema,
} from './contract.ts';
import { csvOf, xlsxOf } from './export.ts';
import { readFigures } from './figures.ts';
import { readForms, saveForm } from './forms.ts';
import { readPeople, readPlans, savePlan } from './plans.ts';
import type { Quality } from './room.ts';

const ok = { ok: true } as const;
const withId = z.object({ id: idSchema });
const path = '/api/quality';
const steer = { access: 'quality.steer' } as const;
const review = { access: 'quality.review' } as const;
/** Reviewers, and agents as far as it is about their own work. */
const read = { access: 'quality.read' } as const;

const lookerOf = (request: FastifyRequest): Looker => ({ ...actorOf(request), ip: request.ip });

export function qualityRoutes(http: Http, quality: Quality): void {
  steeringRoutes(http, quality);
  reviewRoutes(http, quality);
  calibrationRoutes(http, quality);
  figureRoutes(http, quality);
  ratingRoutes(http, quality);
}

function steeringRoutes(http: Http, { database, drawing }: Quality): void {
  http.get(`${path}/forms`, { config: steer, schema: { response: { 200: formListSchema } } }, async () => ({
    items: await readForms(database),
  }));
  http.put(
    `${path}/forms/:code`,
    {
      config: steer,
      schema: {
        params: z.object({ code: formCodeSchema }),
        body: saveFormSchema,
        response: { 200: okSchema },
      },
    },
    async (request) => {
      await saveForm(database, actorOf(request).id, request.params.code, request.body);
      return ok;
    },
  );
  http.get(`${path}/plans`, { config: steer, schema: { response: { 200: planListSchema } } }, async () => {
    const [items, reviewers, agents] = await Promise.all([
      readPlans(database),
      readPeople(database, 'quality.review'),
      readPeople(database, 'desk.work'),
    ]);
    return { items, reviewers, agents };
  });
  http.put(
    `${path}/plans/:id`,
    { config: steer, schema: { params: withId, body: savePlanSchema, response: { 200: okSchema } } },
    async (request) => {
      const { id } = request.params;
      await savePlan(database, actorOf(request).id, id, request.body);
      // The first draw is seen at once; whatever fails of it is drawn by the next look.
      await drawing.drawDue(new Date(), id);
      return ok;
    },
  );
}

function reviewRoutes(http: Http, { reviews }: Quality): void {
  http.get(
    `${path}/reviews`,
    { config: review, schema: { querystring: reviewQuerySchema, response: { 200: reviewPageSchema } } },
    (request) => reviews.list(actorOf(request), request.query),
  );
  http.get(
    `${path}/contacts`,
    { config: review, schema: { querystring: contactQuerySchema, response: { 200: finishedListSchema } } },
    (request) => reviews.finished(actorOf(request), request.query),
  );
  http.post(
    `${path}/reviews`,
    { config: review, schema: { body: chooseContactSchema, response: { 200: withId } } },
    async (request) => ({ id: await reviews.choose(actorOf(request), request.body) }),
  );
  http.get(
    `${path}/own`,
    {
      config: { access: 'desk.work' },
      schema: { querystring: pageQuerySchema, response: { 200: reviewPageSchema } },
    },
    (request) => reviews.ofAgent(actorOf(request), request.query),
  );
  http.get(
    `${path}/reviews/:id`,
    { config: read, schema: { params: withId, response: { 200: reviewViewSchema } } },
    (request) => reviews.read(actorOf(request), request.params.id),
  );
  http.get(
    `${path}/reviews/:id/contact`,
    { config: read, schema: { params: withId, response: { 200: reviewedContactSchema } } },
    (request) => reviews.contact(lookerOf(request), request.params.id),
  );
  const one = { params: withId, response: { 200: reviewViewSchema } };
  http.put(
    `${path}/reviews/:id`,
    { config: review, schema: { ...one, body: judgeSchema } },
    async (request) => {
      await reviews.judge(actorOf(request), request.params.id, request.body);
      return reviews.read(actorOf(request), request.params.id);
    },
  );
  http.post(`${path}/reviews/:id/take`, { config: review, schema: one }, async (request) => {
    await reviews.take(actorOf(request), request.params.id);
    return reviews.read(actorOf(request), request.params.id);
  });
  http.post(
    `${path}/reviews/:id/answer`,
    { config: { access: 'desk.work' }, schema: { ...one, body: answerReviewSchema } },
    async (request) => {
      await reviews.answer(actorOf(request), request.params.id, request.body);
      return reviews.read(actorOf(request), request.params.id);
    },
  );
  http.post(
    `${path}/reviews/:id/decide`,
    { config: review, schema: { ...one, body: decideSchema } },
    async (request) => {
      await reviews.decide(actorOf(request), request.params.id, request.body);
      return reviews.read(actorOf(request), request.params.id);
    },
  );
}

function calibrationRoutes(http: Http, { calibrations }: Quality): void {
  const one = { params: withId, response: { 200: calibrationViewSchema } };
  http.get(
    `${path}/calibrations`,
    { config: review, schema: { response: { 200: calibrationListSchema } } },
    (request) => calibrations.list(actorOf(request)),
  );
  http.get(`${path}/calibrations/:id`, { config: review, schema: one }, (request) =>
    calibrations.read(actorOf(request), request.params.id),
  );
  http.put(
    `${path}/calibrations/:id`,
    { config: review, schema: { ...one, body: openCalibrationSchema } },
    async (request) => {
      await calibrations.open(actorOf(request), request.params.id, request.body);
      return calibrations.read(actorOf(request), request.params.id);
    },
  );
  http.post(
    `${path}/calibrations/:id/agree`,
    { config: review, schema: { ...one, body: agreeSchema } },
    async (request) => {
      await calibrations.agree(actorOf(request), request.params.id, request.body);
      return calibrations.read(actorOf(request), request.params.id);
    },
  );
}

function figureRoutes(http: Http, { database }: Quality): void {
  http.get(
    `${path}/figures`,
    { config: steer, schema: { querystring: figureQuerySchema, response: { 200: figuresSchema } } },
    (request) => readFigures(database, request.query),
  );
  http.get(
    `${path}/figures.csv`,
    { config: steer, schema: { querystring: figureExportSchema } },
    async (request, reply) => {
      const { lang, ...query } = request.query;
      const figures = await readFigures(database, query);
      return reply
        .type(csvType)
        .header('content-disposition', attachment('quality.csv'))
        .send(csvOf(figures, lang));
    },
  );
  http.get(
    `${path}/figures.xlsx`,
    { config: steer, schema: { querystring: figureExportSchema } },
    async (request, reply) => {
      const { lang, ...query } = request.query;
      const figures = await readFigures(database, query);
      return reply
        .type(xlsxType)
        .header('content-disposition', attachment('quality.xlsx'))
        .send(await xlsxOf(figures, lang));
    },
  );
}

/** How satisfied citizens are with talks, and what was said in those that they rated low. */
function ratingRoutes(http: Http, { database, figures }: Quality): void {
  http.get(
    `${path}/ratings`,
    { config: steer, schema: { querystring: ratingsQuerySchema, response: { 200: ratingFiguresSchema } } },
    (request) => readRatings(figures, request.query),
  );
  http.get(
    `${path}/ratings.csv`,
    { config: steer, schema: { querystring: ratingsExportSchema } },
    async (request, reply) => {
      const { lang, ...query } = request.query;
      const ratings = await readRatings(figures, query);
      return reply
        .type(csvType)
        .header('content-disposition', attachment('ratings.csv'))
        .send(ratingsCsv(ratings, lang));
    },
  );
  http.get(
    `${path}/ratings.xlsx`,
    { config: steer, schema: { querystring: ratingsExportSchema } },
    async (request, reply) => {
      const { lang, ...query } = request.query;
      const ratings = await readRatings(figures, query);
      return reply
        .type(xlsxType)
        .header('content-disposition', attachment('ratings.xlsx'))
        .send(await ratingsXlsx(ratings, lang));
    },
  );
  http.get(
    `${path}/ratings/poor`,
    {
      config: review,
      schema: { querystring: poorRatingsQuerySchema, response: { 200: poorRatingsSchema } },
    },
    (request) => readPoorRatings(database, request.query),
  );
  http.get(
    `${path}/ratings/:id`,
    { config: review, schema: { params: withId, response: { 200: ratedTalkSchema } } },
    async (request) => (await readRating(database, request.params.id)).talk,
  );
  http.get(
    `${path}/ratings/:id/contact`,
    { config: review, schema: { params: withId, response: { 200: reviewedContactSchema } } },
    async (request) => {
      const { id } = request.params;
      const { conversationId, lang } = await readRating(database, id);
      const contact = { interactionId: id, conversationId, lang };
      return lookAtContact(database, lookerOf(request), contact, { type: 'interaction', id });
    },
  );
}
