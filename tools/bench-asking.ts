/** Asks the same kind of question again and again, one after the other, and says how long the answers took. */
import type { House } from './bench-house.ts';
import { quantile, watchCpu } from './bench-measure.ts';

/** What the answers to one kind of question came to. */
export interface Asked {
  readonly p50Ms: number;
  readonly p95Ms: number;
  readonly mostMs: number;
  readonly found: number;
  readonly nodeMs: number;
  readonly postgresMs: number;
}

export const askedHead = ['p50 ms', 'p95 ms', 'longest ms', 'found', 'Node ms CPU', 'PostgreSQL ms CPU'];

/** The same as cells of a table under `askedHead`. */
export function askedCells(asked: Asked): string[] {
  const { p50Ms, p95Ms, mostMs, found, nodeMs, postgresMs } = asked;
  return [p50Ms, p95Ms, mostMs, found, nodeMs, postgresMs].map((value) => value.toFixed(1));
}

interface FoundBundle {
  readonly entry?: readonly unknown[];
  readonly link?: readonly { readonly relation: string; readonly url: string }[];
}

/** One GET below /fhir. Throws where it is refused. */
export async function get(house: House, path: string): Promise<FoundBundle> {
  const answer = await fetch(path.startsWith('http') ? path : `${house.base}/${path}`, {
    headers: { authorization: `Bearer ${house.token}` },
  });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`GET ${path}: ${answer.status} ${text.slice(0, 300)}`);
  return JSON.parse(text) as FoundBundle;
}

/** Asks `times` times after a few that do not count; `question` may depend on the answer before. */
export async function askOften(
  house: House,
  times: number,
  question: (at: number, before: FoundBundle | undefined) => string,
): Promise<Asked> {
  const warm = Math.min(10, times);
  let [before, found]: [FoundBundle | undefined, number] = [undefined, 0];
  for (let at = 0; at < warm; at += 1) before = await get(house, question(at, before));
  const cpu = watchCpu(house.server.pid!, house.postgres);
  const took: number[] = [];
  for (let at = 0; at < times; at += 1) {
    const path = question(warm + at, before);
    const start = performance.now();
    before = await get(house, path);
    took.push(performance.now() - start);
    found += before.entry?.length ?? 0;
  }
  const { node, postgres } = cpu();
  took.sort((a, b) => a - b);
  return {
    p50Ms: quantile(took, 0.5),
    p95Ms: quantile(took, 0.95),
    mostMs: took.at(-1)!,
    found: found / times,
    nodeMs: (node / times) * 1000,
    postgresMs: (postgres / times) * 1000,
  };
}
