import type { Batch } from '../speak/batches.ts';
import { openWire, type Wire } from './wire.ts';

/** Where the doors of a running Sen are. */
export interface DoorAddress {
  /** Without a slash at the end. */
  readonly url: string;
  readonly token: () => Promise<string>;
  readonly mllpHost: string;
  readonly mllpPort: number;
}

/** What a door answered about a batch. */
export interface Answer {
  readonly ok: boolean;
  /** Status of HTTP, or the number of messages that were not accepted. */
  readonly detail: string;
}

/** Speaks to the doors of a running Sen, as any other system does. */
export interface Speaker {
  send(batch: Batch): Promise<Answer>;
  close(): void;
}

/** Opens a speaker; each facility has a connection of its own for messages, on which their order is kept. */
export function openSpeaker(address: DoorAddress): Speaker {
  const lines = new Map<string, Line>();
  const lineOf = (facility: string): Line => {
    const known = lines.get(facility) ?? openLine(address);
    lines.set(facility, known);
    return known;
  };
  return {
    async send(batch) {
      if (batch.door === 'hl7v2') {
        const bySender = Map.groupBy(batch.messages ?? [], (message) => message.split('|', 4)[3]!);
        const refused = await Promise.all(
          [...bySender].map(([facility, messages]) => sendMessages(lineOf(facility), messages)),
        );
        const sum = refused.reduce((total, count) => total + count, 0);
        return { ok: sum === 0, detail: `${sum} of ${batch.messages?.length ?? 0} refused` };
      }
      return post(address, batch);
    },
    close() {
      for (const line of lines.values()) line.close();
    },
  };
}

/** A wire that is opened again when it breaks. */
interface Line {
  send(message: string): Promise<string>;
  close(): void;
}

/** How often a message is sent again; the waits between grow to 2 s. */
const attempts = 8;

/** A door that cannot write at this moment closes without an answer: as any sender does, connect and send the same message again. */
function openLine(address: DoorAddress): Line {
  let wire: Promise<Wire> | undefined;
  return {
    async send(message) {
      for (let attempt = 1; ; attempt += 1) {
        try {
          wire ??= openWire(address.mllpHost, address.mllpPort);
          return await (await wire).send(message);
        } catch (error) {
          wire = undefined;
          if (attempt === attempts) throw error;
          await new Promise((resolve) => setTimeout(resolve, Math.min(2000, 100 * 2 ** attempt)));
        }
      }
    },
    close: () => void wire?.then((open) => open.close()).catch(() => undefined),
  };
}

/** How many were not accepted. */
async function sendMessages(line: Line, messages: readonly string[]): Promise<number> {
  let refused = 0;
  for (const message of messages) if (!/\rMSA\|(AA|CA)\|/.test(await line.send(message))) refused += 1;
  return refused;
}

/** How often a door that is busy is asked again; a claim file that is still being read answers 202. */
const patience = 200;

async function post(address: DoorAddress, batch: Batch): Promise<Answer> {
  const isFhir = batch.door === 'fhir';
  const path = isFhir ? '/fhir' : `/exchange/insurance?file=${encodeURIComponent(batch.name)}`;
  for (let asked = 0; ; asked += 1) {
    const response = await fetch(address.url + path, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${await address.token()}`,
        'content-type': isFhir ? 'application/fhir+json' : 'application/xml',
        ...(isFhir && { prefer: 'return=minimal' }),
      },
      body: batch.text,
    });
    const body = await response.text();
    const mustWait = response.status === 202 || response.status === 429 || response.status === 503;
    if (!mustWait || asked >= patience) {
      return {
        ok: response.status === 200,
        detail: response.ok ? String(response.status) : `${response.status} ${body.slice(0, 300)}`,
      };
    }
    const seconds = Number(response.headers.get('retry-after') ?? '0.3');
    await new Promise((resolve) => setTimeout(resolve, Math.min(5, seconds) * 1000));
  }
}
