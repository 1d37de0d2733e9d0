// Which modules travel together. Left alone the builder makes a chunk of every set of pages that share a module: an
// inbox then comes in 160 files. A bundle here is exactly what its parts import, less what the bundles before it carry.
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, type InlineConfig, type Rolldown } from 'vite';

export interface Bundle {
  name: string;
  /** Files, seen from agent-console/, whose imports it carries: those that are loaded at the same time. */
  parts: readonly string[];
}

const folder = fileURLToPath(new URL('.', import.meta.url));
type Chunk = Rolldown.OutputChunk;

/** What is loaded with `first`, by the chunks that are left after unused exports have gone. */
function modulesWith(first: Chunk, byFile: ReadonlyMap<string, Chunk>): Set<string> {
  const seen = new Set<Chunk>();
  const take = (chunk: Chunk | undefined): void => {
    if (!chunk || seen.has(chunk)) return;
    seen.add(chunk);
    for (const file of chunk.imports) take(byFile.get(file));
  };
  take(first);
  return new Set([...seen].flatMap((chunk) => chunk.moduleIds));
}

/**
 * Builds once without bundles to learn what each part needs.
 * @returns the groups for `codeSplitting`
 */
export async function groupsOf(
  config: InlineConfig,
  bundles: readonly Bundle[],
): Promise<Rolldown.CodeSplittingGroup[]> {
  const built = await build({
    ...config,
    configFile: false,
    logLevel: 'silent',
    build: { ...config.build, write: false, minify: false },
  });
  const output = (Array.isArray(built) ? built : [built]).flatMap((one) =>
    'output' in one ? one.output : [],
  );
  const chunks = output.filter((file) => file.type === 'chunk');
  const byFile = new Map(chunks.map((chunk) => [chunk.fileName, chunk]));
  const bundleOf = new Map<string, string>();
  for (const { name, parts } of bundles) {
    for (const part of parts) {
      const chunk = chunks.find(({ moduleIds }) => moduleIds.includes(resolve(folder, part)));
      if (!chunk) throw new Error(`bundle ${name}: nothing is built of ${part}`);
      for (const id of modulesWith(chunk, byFile)) if (!bundleOf.has(id)) bundleOf.set(id, name);
    }
  }
  const order = bundles.map(({ name }) => name);
  const name: Rolldown.CodeSplittingNameFunction = (id, context) => {
    if (!id.endsWith('.css')) return bundleOf.get(id) ?? null;
    // Styles leave no code behind: they go with the first that imports them.
    const places = context
      .getModuleInfo(id)
      ?.importers.map((importer) => order.indexOf(bundleOf.get(importer) ?? ''));
    return order[Math.min(...(places ?? []).filter((place) => place >= 0))] ?? null;
  };
  return [{ name, debugName: 'bundles', includeDependenciesRecursively: false }];
}
