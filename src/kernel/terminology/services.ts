/** Names of technical services (dịch vụ kỹ thuật) by code 'CC.KKKK.GGGG'. */
export interface Services {
  find(code: string): string | undefined;
  readonly size: number;
}

let opened: Promise<Services> | undefined;

/**
 * Opens the list (590 kB, so only when asked).
 * @source QĐ 2010/QĐ-BYT 2025; TT 23/2024/TT-BYT
 */
export function loadServices(): Promise<Services> {
  opened ??= import('./generated/services.json', { with: { type: 'json' } }).then((file) => {
    const names = new Map(
      file.default.rows
        .split('\n')
        .map((line) => [line.slice(0, line.indexOf('|')), line.slice(line.indexOf('|') + 1)]),
    );
    return { find: (code: string) => names.get(code.trim()), size: names.size };
  });
  return opened;
}
