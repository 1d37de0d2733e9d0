// What the engine is measured against: MiniSearch with words of jieba, and trigram search in Postgres.
import { Jieba } from '@node-rs/jieba';
import { dict } from '@node-rs/jieba/dict';
import MiniSearch from 'minisearch';
import pg from 'pg';
import { z } from 'zod';
import type { SearchDocument } from '../../../knowledge/index.ts';

export type Find = (query: string, limit: number) => Promise<string[]> | string[];

const word = /[\p{L}\p{N}]/u;

/**
 * MiniSearch as its documentation sets it up for full text, titles weighing twice, with a segmenter for Chinese that makes
 * up no words (jieba's HMM off): with made-up ones it finds three points less.
 */
export function miniSearch(documents: readonly SearchDocument[]): Find {
  const jieba = Jieba.withDict(dict);
  const index = new MiniSearch({
    fields: ['title', 'text'],
    tokenize: (text) => jieba.cutForSearch(text, false).filter((token) => word.test(token)),
    searchOptions: { boost: { title: 2 } },
  });
  index.addAll(documents.map(({ id, title = '', text }) => ({ id, title, text })));
  return (query, limit) =>
    index
      .search(query)
      .slice(0, limit)
      .map(({ id }) => String(id));
}

const idSchema = z.object({ id: z.string() });

/** Titles and texts under one GIN index of trigrams, best by word similarity. Call `close` afterwards. */
export async function trigramSearch(
  adminUrl: string,
  documents: readonly SearchDocument[],
): Promise<{ find: Find; close: () => Promise<void> }> {
  const name = `trigrams_${process.pid}`;
  const admin = new pg.Client({ connectionString: adminUrl });
  await admin.connect();
  // Trigrams of Chinese need a locale that knows its characters for letters.
  await admin.query(
    `CREATE DATABASE ${name} TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C.UTF-8'`,
  );
  const url = new URL(adminUrl);
  url.pathname = name;
  const client = new pg.Client({ connectionString: url.href });
  await client.connect();
  await client.query('CREATE EXTENSION pg_trgm; CREATE TABLE article (id text PRIMARY KEY, words text)');
  const batch = 5_000;
  for (let from = 0; from < documents.length; from += batch) {
    const part = documents.slice(from, from + batch);
    await client.query('INSERT INTO article SELECT * FROM unnest($1::text[], $2::text[])', [
      part.map(({ id }) => id),
      part.map(({ title = '', text }) => `${title} ${text}`.replaceAll('\0', '')),
    ]);
  }
  await client.query('CREATE INDEX ON article USING gin (words gin_trgm_ops)');
  await client.query('ANALYZE article');
  await client.query('SET pg_trgm.word_similarity_threshold = 0.2');
  return {
    find: async (query, limit) => {
      const { rows } = await client.query(
        `SELECT id FROM article WHERE $1 <% words ORDER BY word_similarity($1, words) DESC, id LIMIT $2`,
        [query, limit],
      );
      return z
        .array(idSchema)
        .parse(rows)
        .map(({ id }) => id);
    },
    close: async () => {
      await client.end();
      await admin.query(`DROP DATABASE ${name}`);
      await admin.end();
    },
  };
}
