import { readFileSync } from 'node:fs';
import { digest } from '../digest.ts';

/** A file that the sign-in pages need, ready to be sent. */
export interface Asset {
  readonly contentType: string;
  readonly body: Buffer;
}

const folder = '/oidc/assets';
const weights = [400, 500, 600] as const;

/** The letters each font file holds, so that a browser loads only what a page shows (as the font's publisher splits them). */
const subsets = {
  vietnamese:
    'U+0102-0103,U+0110-0111,U+0128-0129,U+0168-0169,U+01A0-01A1,U+01AF-01B0,U+0300-0301,U+0303-0304,U+0308-0309,U+0323,U+0329,U+1EA0-1EF9,U+20AB',
  latin:
    'U+0000-00FF,U+0131,U+0152-0153,U+02BB-02BC,U+02C6,U+02DA,U+02DC,U+0304,U+0308,U+0329,U+2000-206F,U+20AC,U+2122,U+2191,U+2193,U+2212,U+2215,U+FEFF,U+FFFD',
} as const;

interface Assets {
  readonly byPath: ReadonlyMap<string, Asset>;
  readonly paths: ReadonlyMap<string, string>;
}

let loaded: Assets | undefined;

/** The address of an asset. It carries the content's digest, so that browsers may keep it for ever. */
export function assetPath(name: string): string {
  const path = load().paths.get(name);
  if (path === undefined) throw new Error(`no asset ${name}`);
  return path;
}

/** The asset at an address, or undefined. */
export function findAsset(path: string): Asset | undefined {
  return load().byPath.get(path);
}

/** Reads the files once, when the first page is shown. */
function load(): Assets {
  if (loaded) return loaded;
  const byPath = new Map<string, Asset>();
  const paths = new Map<string, string>();
  const add = (name: string, contentType: string, body: Buffer): string => {
    const at = name.lastIndexOf('.');
    const path = `${folder}/${name.slice(0, at)}.${digest(body.toString('latin1')).slice(0, 10)}${name.slice(at)}`;
    byPath.set(path, { contentType, body });
    paths.set(name, path);
    return path;
  };
  add('smart-style.json', 'application/json', readFileSync(new URL('smart-style.json', import.meta.url)));
  add('mark.svg', 'image/svg+xml', readFileSync(new URL('mark.svg', import.meta.url)));
  add('passkey.js', 'text/javascript; charset=utf-8', readFileSync(new URL('passkey.js', import.meta.url)));
  const lotus = add('lotus.svg', 'image/svg+xml', readFileSync(new URL('lotus.svg', import.meta.url)));
  const faces = weights.flatMap((weight) =>
    Object.entries(subsets).map(([subset, range]) => {
      const name = `be-vietnam-pro-${subset}-${weight}-normal.woff2`;
      const file = new URL(import.meta.resolve(`@fontsource/be-vietnam-pro/files/${name}`));
      const path = add(name, 'font/woff2', readFileSync(file));
      return (
        `@font-face{font-family:'Be Vietnam Pro';font-style:normal;font-weight:${weight};font-display:swap;` +
        `src:url(${path}) format('woff2');unicode-range:${range}}`
      );
    }),
  );
  const css = readFileSync(new URL('sign-in.css', import.meta.url), 'utf8').replaceAll('lotus.svg', lotus);
  add('sign-in.css', 'text/css; charset=utf-8', Buffer.from(`${faces.join('\n')}\n${css}`));
  loaded = { byPath, paths };
  return loaded;
}
