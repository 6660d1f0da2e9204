import { askPatiently } from '../ask-patiently.ts';
import { createBreaker, type Breaker } from '../breaker.ts';
import type { LineSettings } from '../line-settings.ts';
import { CallFailed, openMutualCaller, type CallLimits, type MutualTls } from '../mutual-call.ts';
import { readAnswers } from '../read-answers.ts';
import type { RegisterAnswer, RegisterFault } from '../register.ts';
import { population } from '../../population/ask-population.ts';
import type { PopulationPerson } from '../../population/protocol.ts';

/** A line as a test holds it: short limits, and what went wrong as a word. */
export interface TestLine {
  readonly ask: (
    numbers: readonly string[],
  ) => Promise<readonly RegisterAnswer<PopulationPerson>[] | RegisterFault>;
  readonly breaker: Breaker;
  readonly close: () => void;
}

/** Opens a line to a simulator with the client's real parts. */
export function openTestLine(
  line: LineSettings,
  limits: CallLimits = { timeoutMs: 600 },
  papers: MutualTls = line,
  breaker: Breaker = createBreaker(),
): TestLine {
  const caller = openMutualCaller(line.url, papers, limits);
  return {
    breaker,
    close: caller.close,
    async ask(numbers) {
      const people = numbers.map((number, at) => ({ ref: String(at), number }));
      try {
        return await askPatiently(
          async () => {
            const requestId = crypto.randomUUID();
            const body = await caller.post(population.paths.many, { requestId, people });
            return readAnswers(people, requestId, body, population.person);
          },
          breaker,
          { tries: 2, waitMs: 10 },
        );
      } catch (error) {
        if (error instanceof CallFailed) return error.fault;
        throw error;
      }
    },
  };
}
