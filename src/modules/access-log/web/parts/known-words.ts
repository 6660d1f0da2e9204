import type { Say } from '#web/text/text-context.tsx';
import type vi from '../access-log.vi.json';
import words from '../access-log.vi.json' with { type: 'json' };

export type AccessText = Say<typeof vi>;

/** The word for a code, or the code itself where a newer server knows more. */
export function wordFor(text: AccessText, group: 'role' | 'purpose' | 'kind' | 'rule', code: string): string {
  const name = `${group}.${code}`;
  return name in words ? text(name as keyof typeof vi) : code;
}
