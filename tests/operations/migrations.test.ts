// Old processes go on while a new version's migration has run: what they use must still be there, and no table may be
// locked for longer than a request waits. From this date on; a rule is broken only by saying so in the file:
//   -- allow: drop-column (nobody has read it since 0.3)
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const since = '20261128043000';
const folder = 'prisma/migrations';

const rules: readonly { name: string; pattern: RegExp; unless?: RegExp }[] = [
  { name: 'drop-table', pattern: /\bDROP\s+TABLE\b/i },
  { name: 'drop-column', pattern: /\bDROP\s+COLUMN\b/i },
  { name: 'drop-type', pattern: /\bDROP\s+TYPE\b/i },
  { name: 'rename', pattern: /\bRENAME\s+(TO|COLUMN|CONSTRAINT|VALUE)\b/i },
  { name: 'column-type', pattern: /\bALTER\s+COLUMN\b.*\bTYPE\b/i },
  { name: 'not-null', pattern: /\bSET\s+NOT\s+NULL\b/i },
  { name: 'not-null', pattern: /\bADD\s+COLUMN\b[^,;]*\bNOT\s+NULL\b/i, unless: /\bDEFAULT\b/i },
  // Rewrites every row, or reads every row, under a lock that nobody passes.
  {
    name: 'volatile-default',
    pattern: /\bADD\s+COLUMN\b[^,;]*\bDEFAULT\s+(gen_random_uuid|random|clock_timestamp)\b/i,
  },
  { name: 'foreign-key', pattern: /\bADD\s+CONSTRAINT\b.*\bFOREIGN\s+KEY\b/i, unless: /\bNOT\s+VALID\b/i },
  { name: 'check', pattern: /\bADD\s+CONSTRAINT\b.*\bCHECK\b/i, unless: /\bNOT\s+VALID\b/i },
  { name: 'index', pattern: /\bCREATE\s+(UNIQUE\s+)?INDEX\b/i, unless: /\bCONCURRENTLY\b/i },
  { name: 'delete-all', pattern: /\bTRUNCATE\b/i },
];

/** Rules that a migration breaks. What concerns a table that it makes itself harms nobody. */
function broken(sql: string): string[] {
  const allowed = new Set([...sql.matchAll(/^--\s*allow:\s*([\w-]+)\s*\(.+\)/gm)].map(([, name]) => name));
  const bare = sql.replaceAll(/--.*$/gm, '').replaceAll(/'(?:[^']|'')*'/g, "''");
  const made = new Set(
    [...bare.matchAll(/\bCREATE\s+TABLE\s+(?:IF\s+NOT\s+EXISTS\s+)?"(\w+)"/gi)].map(([, table]) => table),
  );
  const found = bare
    .split(';')
    .map((statement) => statement.replaceAll(/\s+/g, ' ').trim())
    .filter((statement) => {
      const table = /\b(?:ALTER TABLE(?: ONLY)?|ON) "(\w+)"/i.exec(statement)?.[1];
      return table === undefined || !made.has(table);
    })
    // A part of ALTER TABLE has a default of its own or none.
    .flatMap((statement) => statement.split(/,\s*(?=ADD COLUMN|ALTER COLUMN|DROP COLUMN|ADD CONSTRAINT)/i))
    .flatMap((part) =>
      rules
        .filter(({ pattern, unless }) => pattern.test(part) && !unless?.test(part))
        .map(({ name }) => name),
    );
  return [...new Set(found)].filter((name) => !allowed.has(name));
}

const migrations = readdirSync(folder, { withFileTypes: true }).filter(
  (entry) => entry.isDirectory() && entry.name.slice(0, 14) >= since,
);

describe('a migration', () => {
  it('lets the version before go on', () => {
    const found = migrations.map(({ name }) => [
      name,
      broken(readFileSync(join(folder, name, 'migration.sql'), 'utf8')),
    ]);
    expect(found).toEqual(migrations.map(({ name }) => [name, []]));
  });

  it.each([
    ['ALTER TABLE "Ticket" DROP COLUMN "text"', ['drop-column']],
    ['ALTER TABLE "Ticket" ADD COLUMN "a" TEXT NOT NULL', ['not-null']],
    ['ALTER TABLE "Ticket" ADD COLUMN "a" TEXT,\n ADD COLUMN "b" INTEGER NOT NULL DEFAULT 0', []],
    [
      'ALTER TABLE "Ticket" ADD COLUMN "a" TEXT NOT NULL, ADD COLUMN "b" INTEGER NOT NULL DEFAULT 0',
      ['not-null'],
    ],
    ['CREATE INDEX "x" ON "Ticket"("a")', ['index']],
    ['CREATE INDEX CONCURRENTLY "x" ON "Ticket"("a")', []],
    ['-- allow: index (a thousand rows at most)\nCREATE INDEX "x" ON "Category"("a")', []],
    ['CREATE TABLE "New" ("id" UUID NOT NULL); CREATE INDEX "x" ON "New"("id")', []],
    ['ALTER TABLE "Ticket" RENAME COLUMN "a" TO "b"', ['rename']],
    [`INSERT INTO "List" VALUES ('DROP TABLE "x"')`, []],
    ['ALTER TABLE "Ticket" ADD CONSTRAINT "f" FOREIGN KEY ("a") REFERENCES "B"("id") NOT VALID', []],
  ])('%s breaks %j', (sql, names) => {
    expect(broken(sql)).toEqual(names);
  });
});
