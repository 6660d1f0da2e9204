import { useText, type Say } from '#web/text/text-context.tsx';
import type vi from '../desk.vi.json';

export type DeskText = Say<typeof vi>;

/** The words of the desk's pages. */
export const useDeskText = () => useText<typeof vi>();

/** Names of changed fields for people; a name that nobody translated is a decision's own words. */
export function showFields(fields: readonly string[], text: DeskText): string {
  return fields
    .map((field) => {
      const key = `field.${field}` as Parameters<DeskText>[0];
      const said = text(key);
      return said === key ? field.replace(/^licence\./u, '') : said;
    })
    .join(', ');
}
