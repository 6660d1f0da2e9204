/** How long a link holds. */
export const spans = ['hour', 'day', 'month'] as const;
export type Span = (typeof spans)[number];

/** How a link stands: only an open one gives anything. */
export const linkStates = ['open', 'expired', 'ended', 'used', 'locked'] as const;
export type LinkState = (typeof linkStates)[number];

/** The part of a link that its state follows from. */
export interface LinkFacts {
  readonly until: Date;
  readonly once: boolean;
  readonly opened: number;
  readonly triesLeft: number;
  readonly endedAt: Date | null;
}

/** Wrong passcodes in a row that a link bears. */
export const mostTries = 5;

/** The state by the server's clock, whatever the phone's says. What she ended stays ended, however else it stands. */
export function stateOf({ until, once, opened, triesLeft, endedAt }: LinkFacts, now: Date): LinkState {
  if (endedAt !== null) return 'ended';
  if (once && opened > 0) return 'used';
  if (until <= now) return 'expired';
  return triesLeft <= 0 ? 'locked' : 'open';
}

const hourMs = 3_600_000;
const lasts: Readonly<Record<Span, number>> = { hour: hourMs, day: 24 * hourMs, month: 30 * 24 * hourMs };

/** When a link ends that is made now. */
export function endOf(span: Span, now: Date): Date {
  return new Date(now.getTime() + lasts[span]);
}
