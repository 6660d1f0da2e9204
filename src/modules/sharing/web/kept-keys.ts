import type { JWK } from 'jose';
import type { Client } from '#web/data/client.ts';
import { RequestProblem } from '#web/data/problem.ts';
import { cardIssuer } from '../api.ts';

/** Public halves of keys, nobody's data: kept so that a card is checked without a network as well. */
const name = 'sen.card-keys';

/** Who signs cards here and the keys that check them. */
export interface Issuer {
  readonly issuer: string;
  readonly keys: readonly JWK[];
  /** True where the centre could not be asked and these are from before. */
  readonly isKept: boolean;
}

/** The keys as the centre gives them out now; those of the last time where it cannot be reached. */
export async function loadIssuer(client: Client): Promise<Issuer> {
  try {
    const told = await client.call(cardIssuer, {});
    localStorage.setItem(name, JSON.stringify(told));
    return { issuer: told.issuer, keys: told.keys as unknown as JWK[], isKept: false };
  } catch (problem) {
    const kept = localStorage.getItem(name);
    if (!(problem instanceof RequestProblem) || problem.trouble !== 'offline' || kept === null) throw problem;
    const read = cardIssuer.output.parse(JSON.parse(kept));
    return { issuer: read.issuer, keys: read.keys as unknown as JWK[], isKept: true };
  }
}
