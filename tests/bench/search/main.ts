// npm run bench:search [-- --articles 100000 --data ../shared/data]: does the engine find the reply to a message and the
// service item that people mean, how fast among very many articles, beside MiniSearch and Postgres trigrams in the same
// run. The last line is one JSON object. Held-out queries are those that no tuning has seen.
import { loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { startTestServers } from '../../../scripts/bootstrap/test-servers.mjs';
import { type SearchDocument, SearchIndex } from '../../../knowledge/index.ts';
import { DATA_FOLDER, heldOut, readAnswered, readItemQueries, readItems, readMessages } from '../texts.ts';
import { itemDocument, makeArticles, replyDocument } from './articles.ts';
import { type Asked, measure } from './measure.ts';
import { type Find, miniSearch, trigramSearch } from './rivals.ts';

const { values } = parseArgs({
  options: {
    articles: { type: 'string', default: '100000' },
    data: { type: 'string', default: DATA_FOLDER },
  },
});
const wanted = z.coerce.number().int().min(2_000).parse(values.articles);

/** Queries of the large corpus: Postgres takes long for each. */
const largeQueries = { ours: 700, trigrams: 40 } as const;
const halves = 2;

function ours(documents: readonly SearchDocument[]): Find {
  const index = new SearchIndex();
  for (const document of documents) index.add(document);
  return (query, limit) => index.search(query, { limit }).map(({ id }) => id);
}

/** One deed in so many goes to what stands first, right or wrong, as clicks do. */
const blindly = 4;
const deedWorth = 1.5;

/** The engine after a year of deeds on the questions of the tuning side, which it is not asked here. */
function taught(documents: readonly SearchDocument[], tuning: readonly Asked[]): Find {
  const index = new SearchIndex();
  for (const document of documents) index.add(document);
  const deeds = tuning.map(({ query, relevant }, row) => {
    const first = index.search(query, { limit: 1 })[0]?.id;
    return { query, id: row % blindly === 0 ? first : relevant[0] };
  });
  for (const { query, id } of deeds) if (id) index.learn(query, id, deedWorth);
  return (query, limit) => index.search(query, { limit }).map(({ id }) => id);
}

const memoryMb = (): number => {
  if (!globalThis.gc) throw new Error('needs --expose-gc');
  globalThis.gc();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return (heapUsed + arrayBuffers) / 1e6;
};

async function built(make: () => Find): Promise<{ find: Find; buildS: number; memoryMb: number }> {
  const before = memoryMb();
  const started = performance.now();
  const find = make();
  const buildS = Math.round(performance.now() - started) / 1_000;
  return { find, buildS, memoryMb: Math.round(memoryMb() - before) };
}

async function both(documents: readonly SearchDocument[], asked: readonly Asked[], held: readonly boolean[]) {
  const sides = {
    heldOut: asked.filter((_, row) => held[row]),
    tuning: asked.filter((_, row) => !held[row]),
  };
  const [own, mini] = [ours(documents), miniSearch(documents)];
  const learned = taught(documents, sides.tuning);
  return {
    documents: documents.length,
    heldOut: {
      ours: await measure(own, sides.heldOut),
      taught: await measure(learned, sides.heldOut),
      miniSearch: await measure(mini, sides.heldOut),
    },
    /** Asked again what it was taught, a quarter of it wrongly. */
    askedAgain: { ours: await measure(own, sides.tuning), taught: await measure(learned, sides.tuning) },
    tuning: { ours: await measure(own, sides.tuning), miniSearch: await measure(mini, sides.tuning) },
    all: { ours: await measure(own, asked), miniSearch: await measure(mini, asked) },
  };
}

const answered = readAnswered(values.data);
const replies = answered.map(replyDocument);
const heldReplies = heldOut(
  answered.map(({ title, text }) => title + text),
  halves,
);
const askedReplies = answered.map(({ id, title }) => ({ query: title, relevant: [id] }));
const replyFigures = await both(replies, askedReplies, heldReplies);
console.table(replyFigures.heldOut);

const queries = readItemQueries(values.data);
const itemFigures = await both(
  readItems(values.data).map(itemDocument),
  queries,
  heldOut(
    queries.map(({ query }) => query),
    halves,
  ),
);
console.table(itemFigures.heldOut);

const articles = [...replies, ...makeArticles(wanted - replies.length, readMessages(values.data))];
const askedLarge = askedReplies.filter((_, row) => heldReplies[row]).slice(0, largeQueries.ours);
const askedTrigrams = askedLarge.slice(0, largeQueries.trigrams);
const own = await built(() => ours(articles));
const ownLarge = { ...(await measure(own.find, askedLarge)), buildS: own.buildS, memoryMb: own.memoryMb };
const ownFew = await measure(own.find, askedTrigrams);
const mini = await built(() => miniSearch(articles));
const miniLarge = { ...(await measure(mini.find, askedLarge)), buildS: mini.buildS, memoryMb: mini.memoryMb };
const stopServers = await startTestServers();
try {
  const started = performance.now();
  const trigrams = await trigramSearch(process.env.TEST_DATABASE_URL ?? '', articles);
  const buildS = Math.round(performance.now() - started) / 1_000;
  const trigramLarge = { ...(await measure(trigrams.find, askedTrigrams)), buildS };
  await trigrams.close();
  const large = {
    articles: articles.length,
    ours: ownLarge,
    miniSearch: miniLarge,
    sameQueriesAsTrigrams: ownFew,
    trigrams: trigramLarge,
  };
  console.table({ ours: ownLarge, miniSearch: miniLarge, trigrams: trigramLarge });
  console.log(
    JSON.stringify({
      name: 'search',
      ours: ownLarge.p95Ms,
      baseline: miniLarge.p95Ms,
      ratio: Math.round((miniLarge.p95Ms / ownLarge.p95Ms) * 100) / 100,
      unit: `p95 ms a query among ${articles.length} articles, against MiniSearch; ratio: times faster`,
      trigramRatio: Math.round((trigramLarge.p95Ms / ownFew.p95Ms) * 100) / 100,
      replies: replyFigures,
      items: itemFigures,
      large,
      load: loadavg()[0],
    }),
  );
} finally {
  await stopServers();
}
