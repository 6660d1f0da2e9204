/** The value of `--name` on the command line. */
export function option(name: string, otherwise: string): string {
  const at = process.argv.indexOf(`--${name}`);
  return at < 0 ? otherwise : (process.argv[at + 1] ?? otherwise);
}

/**
 * Seconds of each load that do not count, for every side alike. Code that an engine has not yet compiled for good costs twice as much: a
 * read here 0.75 ms in the first four seconds of its load, 0.32 ms after twenty.
 */
export const warmSeconds = Number(option('warmup', '20'));
