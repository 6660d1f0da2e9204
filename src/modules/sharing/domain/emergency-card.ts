import * as z from 'zod/mini';

/** What an emergency card can say. */
export const emergencyKinds = [
  'name',
  'birth',
  'blood',
  'allergy',
  'medicine',
  'illness',
  'contact',
] as const;
export type EmergencyKind = (typeof emergencyKinds)[number];

const item = z.object({
  kind: z.enum(emergencyKinds),
  text: z.string().check(z.minLength(1), z.maxLength(300)),
  detail: z.optional(z.string().check(z.maxLength(300))),
  phone: z.optional(z.string().check(z.maxLength(30))),
});
export type EmergencyItem = z.infer<typeof item>;

const card = z.object({
  v: z.literal(1),
  /** When she chose it; what came into her record later is not on it. */
  keptAt: z.string().check(z.maxLength(40)),
  items: z.array(item).check(z.minLength(1), z.maxLength(100)),
});
export type EmergencyCard = z.infer<typeof card>;

/** Reads what a device keeps; undefined where it keeps no card, or none that can be read. */
export function readEmergencyCard(text: string | null): EmergencyCard | undefined {
  if (text === null) return undefined;
  try {
    const read = card.safeParse(JSON.parse(text) as unknown);
    return read.success ? read.data : undefined;
  } catch {
    return undefined;
  }
}

/** What a line says, with its detail and number. */
export const lineOf = ({ text, detail, phone }: EmergencyItem): string =>
  [text, detail, phone].filter((part) => part !== undefined && part !== '').join(' · ');

/** Bytes of a QR code that a phone reads off a lock screen. */
const mostBytes = 600;

/** The card as plain words for a QR code: read by any phone, asked of no server. What does not fit is left out from the end, and that is said. */
export function wordsOfCard(
  items: readonly EmergencyItem[],
  labelOf: (kind: EmergencyKind) => string,
  more: string,
): string {
  const lines = items.map((one) => `${labelOf(one.kind)}: ${lineOf(one)}`);
  const size = (words: readonly string[]): number => new TextEncoder().encode(words.join('\n')).length;
  if (size(lines) <= mostBytes) return lines.join('\n');
  while (lines.length > 1 && size([...lines, more]) > mostBytes) lines.pop();
  return [...lines, more].join('\n');
}
