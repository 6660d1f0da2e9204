import * as z from 'zod/mini';
import type { SavedWrite } from './saved-write.ts';

const file = z.object({
  sen: z.literal('device-rescue'),
  /** 2 where calls are among the writes. */
  form: z.union([z.literal(1), z.literal(2)]),
  savedAt: z.string(),
  writes: z.array(
    z.looseObject({
      key: z.string(),
      id: z.string(),
      origins: z.array(z.string()),
      entries: z.array(z.unknown()),
    }),
  ),
});

/** Everything unsent as the text of a file: the last rescue of a device whose browser or screen gives up. */
export function printRescue(writes: readonly SavedWrite[], now: Date): string {
  const form = writes.some(({ call }) => call !== undefined) ? 2 : 1;
  return JSON.stringify({ sen: 'device-rescue', form, savedAt: now.toISOString(), writes });
}

/** The writes of such a file; undefined where it is none. */
export function readRescue(text: string): readonly SavedWrite[] | undefined {
  try {
    return file.parse(JSON.parse(text)).writes as unknown as readonly SavedWrite[];
  } catch {
    // Whatever else somebody chose: it is told apart by its form alone.
    return undefined;
  }
}
