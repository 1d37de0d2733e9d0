// The server, and beside it the program that speaks and the thread that reads files, with the packages that each uses in
// few files: looking for two thousand files, and reading them one by one, took a quarter of a start.
import { dirname, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { defineConfig, type Plugin } from 'vite';

const root = fileURLToPath(new URL('..', import.meta.url));
const programs: Readonly<Record<string, string>> = {
  main: resolve(root, 'server/main.ts'),
  speaker: resolve(root, 'ivr/media/speech/speaker.ts'),
  reader: resolve(root, 'server/imports/reader.ts'),
};

/**
 * Files that a module reads beside itself stay where they are: it goes on knowing its own place in the sources. Only
 * programs that it starts are the built ones.
 */
function keepOwnPlaces(): Plugin {
  const built = (id: string, file: string) =>
    Object.keys(programs).find((name) => programs[name] === resolve(id, '..', file));
  return {
    name: 'onecall-own-places',
    enforce: 'pre',
    transform(code, id) {
      if (id.includes('node_modules') || !code.includes('import.meta.url')) return;
      const own = JSON.stringify(`../../${relative(root, id)}`);
      const placed = code.replaceAll(
        /new URL\('(\.[^']*)', import\.meta\.url\)|import\.meta\.url/g,
        (whole, file: string | undefined) => {
          const program = file && built(id, file);
          if (program) return `new URL('./${program}.js', import.meta.url)`;
          return whole.replace('import.meta.url', `new URL(${own}, import.meta.url).href`);
        },
      );
      return { code: placed, map: null };
    },
  };
}

/** Where a built file knows packages to be, for those that ask for their own place. */
const packagesPlace =
  "const packagesPlace = process.getBuiltinModule('node:url').fileURLToPath(new URL('../../node_modules/', import.meta.url));";

/** Packages, too, know their own place. What went wrong in them is told by their name and function: they have no map. */
function keepPackagesPlaces(): Plugin {
  return {
    name: 'onecall-packages-places',
    enforce: 'pre',
    transform(code, id) {
      if (!id.includes('node_modules') || !/\b__(?:dir|file)name\b/.test(code)) return;
      const file = relative(resolve(root, 'node_modules'), id);
      const placed = code.replaceAll(/\b__(dir|file)name\b/g, (_whole, of: string) => {
        const place = of === 'dir' ? dirname(file) : file;
        return `(packagesPlace + ${JSON.stringify(place)})`;
      });
      return { code: placed, map: null };
    },
    generateBundle(_options, bundle) {
      for (const file of Object.values(bundle)) {
        if (file.type !== 'chunk' || !file.name.startsWith('packages')) continue;
        if (file.sourcemapFileName) delete bundle[file.sourcemapFileName];
        file.map = null;
        file.code = file.code.replace(/\n\/\/# sourceMappingURL=\S+\s*$/, '\n');
      }
    },
  };
}

const isPackage = (id: string): boolean => id.includes('node_modules') || id.startsWith('\0');

/**
 * What stays in its folder: made for one machine, asked for by few (traces, whose parts must share one copy of their
 * interface), or too large to be read by who needs little of it.
 */
const outside = [
  '@node-rs/argon2',
  '@opentelemetry/api',
  '@opentelemetry/exporter-trace-otlp-http',
  '@opentelemetry/resources',
  '@opentelemetry/sdk-trace-node',
  'tsx',
  'twilio',
];

export default defineConfig({
  root,
  publicDir: false,
  plugins: [keepOwnPlaces(), keepPackagesPlaces()],
  define: { 'process.env.NODE_ENV': JSON.stringify('production') },
  ssr: { noExternal: true, external: outside },
  build: {
    ssr: true,
    outDir: 'dist/server',
    emptyOutDir: true,
    target: 'node20',
    sourcemap: true,
    rolldownOptions: {
      input: programs,
      output: {
        chunkFileNames: '[name].js',
        banner: packagesPlace,
        codeSplitting: {
          // By who uses them: whoever reads a file does not load what answers calls. Prisma's engine is asked for late.
          groups: [
            {
              name: 'packages',
              test: (id) => isPackage(id) && !id.includes('wasm-base64'),
              entriesAware: true,
            },
          ],
        },
      },
    },
  },
});
