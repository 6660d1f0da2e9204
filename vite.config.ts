import { readFile, readdir, writeFile } from 'node:fs/promises';
import { createHash } from 'node:crypto';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import react from '@vitejs/plugin-react';
import { defineConfig, transformWithOxc, type Plugin } from 'vite';

const squeeze = { gzip: promisify(gzip), brotli: promisify(brotliCompress) };
const worthSqueezing = /\.(js|css|html|svg|json)$/;

/** Libraries and parts of the shell that stand behind every first view. */
const ground =
  /node_modules.(react|react-dom|scheduler|@tanstack.(query-core|react-query)|wouter|regexparam|use-sync-external-store|oauth4webapi|zod.v4.(core|mini))[\\/]|src.web.(shell.(shell-context|me|address|sign-in|welcome|step-up|open-page|place)\.|data.(client|problem)|ui.(button|notice|view|icon|wide|card|now)\.|text.text-context)/;

/** Writes .gz and .br beside each text file, so that the server sends bytes and never compresses while people wait. */
function precompress(): Plugin {
  let outDir: string | undefined;
  return {
    name: 'sen-precompress',
    apply: 'build',
    configResolved({ root, build }) {
      outDir = build.write ? resolve(root, build.outDir) : undefined;
    },
    async closeBundle() {
      if (outDir === undefined) return;
      const folder = outDir;
      const names = await readdir(folder, { recursive: true });
      const squeezeOne = async (name: string) => {
        const path = join(folder, name);
        const bytes = await readFile(path);
        const brotliOptions = { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } };
        await writeFile(`${path}.gz`, await squeeze.gzip(bytes, { level: 9 }));
        await writeFile(`${path}.br`, await squeeze.brotli(bytes, brotliOptions));
      };
      await Promise.all(names.filter((name) => worthSqueezing.test(name)).map(squeezeOne));
    },
  };
}

/** Writes /sw.js: the service worker with the files of this build that pages need without a network. */
function keepOffline(): Plugin {
  return {
    name: 'sen-keep-offline',
    apply: 'build',
    enforce: 'post',
    async generateBundle(_options, bundle) {
      const names = Object.keys(bundle)
        .filter((name) => /\.(?:js|css|woff2|svg)$/.test(name))
        .toSorted();
      const needed = new Set<string>();
      const need = (name: string): void => {
        const chunk = bundle[name];
        if (chunk === undefined || needed.has(name)) return;
        needed.add(name);
        if (chunk.type !== 'chunk') return;
        chunk.imports.forEach(need);
        const { importedCss = [] } =
          (chunk as { viteMetadata?: { importedCss?: Iterable<string> } }).viteMetadata ?? {};
        [...importedCss].forEach(need);
      };
      for (const name of names) {
        const chunk = bundle[name];
        if (chunk?.type === 'chunk' && (chunk.isEntry || /words\.vi|offline-door/.test(name))) need(name);
        if (/be-vietnam-pro-(?:latin|vietnamese)-400-normal.*\.woff2$/.test(name)) need(name);
      }
      const later = names.filter((name) => !needed.has(name) && !/\.woff2$|latin-ext/.test(name));
      const build = createHash('sha256').update(names.join()).digest('hex').slice(0, 12);
      const shell = {
        build,
        first: ['/index.html', ...[...needed].map((name) => `/${name}`)],
        later: later.map((name) => `/${name}`),
      };
      const source = await readFile('src/entry/service-worker.ts', 'utf8');
      const { code } = await transformWithOxc(source, 'service-worker.ts', { sourcemap: false });
      this.emitFile({
        type: 'asset',
        fileName: 'sw.js',
        source: `const shell = ${JSON.stringify(shell)};\n${code}`,
      });
    },
  };
}

/** Asks for the two letter files that the first line of every page needs, before the style sheet is read. */
function preloadLetters(): Plugin {
  return {
    name: 'sen-preload-letters',
    apply: 'build',
    transformIndexHtml: {
      order: 'post',
      handler(_html, { bundle }) {
        const letters = Object.keys(bundle ?? {}).filter((name) =>
          /be-vietnam-pro-(latin|vietnamese)-400-normal.*\.woff2$/.test(name),
        );
        return letters.map((name) => ({
          tag: 'link',
          attrs: { rel: 'preload', as: 'font', type: 'font/woff2', crossorigin: '', href: `/${name}` },
          injectTo: 'head' as const,
        }));
      },
    },
  };
}

export default defineConfig({
  plugins: [react(), preloadLetters(), keepOffline(), precompress()],
  build: {
    outDir: 'dist/web',
    emptyOutDir: true,
    manifest: true,
    target: 'es2022',
    // No data: addresses, so that the content security policy can stay 'self'.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    rolldownOptions: {
      output: {
        // What every visit loads travels as one script: cut into crumbs for the sake of rare pages it weighs more.
        codeSplitting: { groups: [{ name: 'ground', test: ground }] },
      },
    },
  },
});
