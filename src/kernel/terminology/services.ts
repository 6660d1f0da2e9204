import { createWordList } from './word-list.ts';

/** A technical service (dịch vụ kỹ thuật). */
export interface Service {
  /** 'CC.KKKK.GGGG' */
  readonly code: string;
  readonly vi: string;
}

/** Names of technical services by code. */
export interface Services {
  find(code: string): string | undefined;
  /** By any words of the name, marks and case aside, or the beginning of the code; shortest names first. */
  search(words: string, limit: number): readonly Service[];
  readonly size: number;
}

let opened: Promise<Services> | undefined;

/**
 * Opens the list (590 kB, so only when asked).
 * @source QĐ 2010/QĐ-BYT 2025; TT 23/2024/TT-BYT
 */
export function loadServices(): Promise<Services> {
  opened ??= servicesFile().then(openServices);
  return opened;
}

/** The list as it is kept and sent: a line 'code|name' each. */
export interface ServicesFile {
  readonly rows: string;
}

/** The house's own list, not opened. */
export async function servicesFile(): Promise<ServicesFile> {
  const file = await import('./generated/services.json', { with: { type: 'json' } });
  return { rows: file.default.rows };
}

/** Opens a list that came from elsewhere: a device's. */
export function openServices({ rows }: ServicesFile): Services {
  const names = new Map(
    rows.split('\n').map((line) => [line.slice(0, line.indexOf('|')), line.slice(line.indexOf('|') + 1)]),
  );
  const words = createWordList(
    () => [...names].map(([code, vi]): Service => ({ code, vi })),
    ({ vi }) => vi,
    ({ code }) => code,
  );
  return { find: (code) => names.get(code.trim()), search: words, size: names.size };
}
