// What prisma/schema.prisma has and the migrations have not, found by Prisma's schema engine compiled to WebAssembly
// (its native one would have to be downloaded).
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { PrismaPg } from '@prisma/adapter-pg';
import { bindMigrationAwareSqlAdapterFactory, ColumnTypeEnum } from '@prisma/driver-adapter-utils';
import * as glue from '@prisma/schema-engine-wasm/schema_engine_bg';
import pg from 'pg';
import { applyMigrations } from '../server/platform/migrate.ts';
import { root } from './bootstrap/project.mjs';

/** Everything in the database is ours: nothing is managed elsewhere. */
const FILTERS = { externalTables: [], externalEnums: [] };

/**
 * The SQL that takes the migrations to the schema; '' when they agree.
 * @param databaseUrl an empty database, which gets the migrations
 */
export async function diffMigrations(databaseUrl: string): Promise<string> {
  await applyMigrations(databaseUrl);
  const path = join(root, 'prisma/schema.prisma');
  const files = [{ path, content: await readFile(path, 'utf8') }];
  const pool = new pg.Pool({ connectionString: databaseUrl });
  const engine = await openEngine(pool, [path, files[0]?.content ?? '']);
  try {
    const { stdout, exitCode } = await engine.diff({
      from: { tag: 'schemaDatasource', files, configDir: root },
      to: { tag: 'schemaDatamodel', files },
      script: true,
      exitCode: true,
      filters: FILTERS,
    });
    return exitCode === 2 ? (stdout ?? '') : '';
  } finally {
    engine.free();
    await pool.end();
  }
}

async function openEngine(pool: pg.Pool, schema: [string, string]) {
  const entry = createRequire(import.meta.url).resolve('@prisma/schema-engine-wasm');
  const code = await readFile(join(entry, '../schema_engine_bg.wasm'));
  const { instance } = await WebAssembly.instantiate(code, { './schema_engine_bg.js': { ...glue } });
  glue.__wbg_set_wasm(instance.exports);
  const start = instance.exports.__wbindgen_start;
  if (typeof start === 'function') start();
  const adapters = bindMigrationAwareSqlAdapterFactory(describingAdapters(pool));
  return glue.SchemaEngine.new({ datamodels: [schema] }, () => undefined, adapters);
}

/**
 * The catalogue has columns of the type "char" (oid 18), which the adapter refuses and the engine wants to see as
 * `Character`. They travel through the adapter as a type that the catalogue never has.
 */
function describingAdapters(pool: pg.Pool) {
  const CHAR = 18;
  const TIMETZ = 1266;
  const query = pool.query.bind(pool);
  Object.assign(pool, {
    query: async (config: pg.QueryConfig) => {
      const result = await query(config);
      for (const field of result.fields) if (field.dataTypeID === CHAR) field.dataTypeID = TIMETZ;
      return result;
    },
  });
  const adapters = new PrismaPg(pool);
  const connect = adapters.connect.bind(adapters);
  return Object.assign(adapters, {
    connect: async () => {
      const adapter = await connect();
      const queryRaw = adapter.queryRaw.bind(adapter);
      return Object.assign(adapter, {
        queryRaw: async (sql: Parameters<typeof queryRaw>[0]) => {
          const { columnTypes, ...rest } = await queryRaw(sql);
          const asChar = columnTypes.map((type) =>
            type === ColumnTypeEnum.Time ? ColumnTypeEnum.Character : type,
          );
          return { ...rest, columnTypes: asChar };
        },
      });
    },
  });
}
