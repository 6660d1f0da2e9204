import { readFile, readdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';

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
  plugins: [react(), preloadLetters(), precompress()],
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
