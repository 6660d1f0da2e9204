/**
 * Claims in the bench: an envelope of many visits as one hospital sends it for a month, taken by `sen import` beside the running
 * server, and another one by POST /exchange/insurance.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream, openAsBlob, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { openWorld } from '../src/modules/synth/domain/world.ts';
import { batches } from '../src/modules/synth/speak/batches.ts';
import { cpuOf, rssOf } from './bench-measure.ts';

const root = new URL('..', import.meta.url).pathname;
/** Lowest rate and highest memory that a month of a large hospital may have. */
const goal = { resourcesPerSecond: 1000, megabytes: 400 } as const;

export interface ClaimsHouse {
  readonly url: string;
  readonly token: string;
  readonly serverPid: number;
  /** Environment of the server, so that the command finds its data. */
  readonly env: NodeJS.ProcessEnv;
  readonly folder: string;
}

interface ClaimsResult {
  readonly resources: number;
  readonly seconds: number;
  readonly cpuSeconds: number;
  readonly peakBytes: number;
}

/** Measures both ways with `visits` visits each and prints a line for each. Returns false where a goal was missed. */
export async function benchClaims(house: ClaimsHouse, visits: number): Promise<boolean> {
  const first = await writeEnvelope(join(house.folder, 'claims-1.xml'), visits, 7);
  const imported = await importEnvelope(house, first);
  const isFastEnough = tell(`sen import, ${visits} visits`, first, imported);
  const second = await writeEnvelope(join(house.folder, 'claims-2.xml'), visits, 8);
  // What one visit becomes is the same on average; the receipt counts visits.
  const posted = await postEnvelope(house, second, imported.resources);
  return tell(`POST /exchange/insurance, ${visits} visits`, second, posted) && isFastEnough;
}

function tell(what: string, file: string, result: ClaimsResult): boolean {
  const rate = result.resources / result.seconds;
  const peak = result.peakBytes / 1_048_576;
  console.log(
    `${what} (${Math.round(statSync(file).size / 1_000_000)} MB): ${rate.toFixed(0)} resources/s, ${((result.cpuSeconds / result.resources) * 1000).toFixed(3)} ms CPU of Node each, at most ${peak.toFixed(0)} MB of memory`,
  );
  return rate >= goal.resourcesPerSecond && peak <= goal.megabytes;
}

/** One envelope of visits to many facilities' patients, written as it is made. */
async function writeEnvelope(file: string, visits: number, seed: number): Promise<string> {
  const world = await openWorld({
    seed,
    citizens: visits * 6,
    years: 1,
    today: '2026-06-30',
    mistakes: 0.001,
  });
  const out = createWriteStream(file);
  out.write('<?xml version="1.0" encoding="UTF-8"?>\n<GIAMDINHHS>\n<THONGTINDONVI></THONGTINDONVI>\n');
  out.write(
    `<THONGTINHOSO><NGAYLAP>20260630</NGAYLAP><SOLUONGHOSO>${visits}</SOLUONGHOSO>\n<DANHSACHHOSO>\n`,
  );
  let written = 0;
  for (const batch of batches(world)) {
    if (batch.door !== 'insurance' || batch.name.includes('again')) continue;
    for (const [visit] of batch.text.matchAll(/<HOSO>[\s\S]*?<\/HOSO>\n/g)) {
      if (written === visits) break;
      written += 1;
      if (!out.write(visit)) await once(out, 'drain');
    }
    if (written === visits) break;
  }
  out.end('</DANHSACHHOSO>\n</THONGTINHOSO>\n<CHUKYDONVI></CHUKYDONVI>\n</GIAMDINHHS>\n');
  await once(out, 'finish');
  return file;
}

async function importEnvelope(house: ClaimsHouse, file: string): Promise<ClaimsResult> {
  // As `npm run sen` starts it.
  const args = ['--max-semi-space-size=8', 'src/entry/cli.ts', 'import', file];
  const child = spawn(process.execPath, args, { cwd: root, env: house.env });
  let said = '';
  child.stdout.on('data', (data: Buffer) => (said += data.toString()));
  child.stderr.on('data', (data: Buffer) => (said += data.toString()));
  let peakBytes = 0;
  let cpuSeconds = 0;
  const watch = setInterval(() => {
    peakBytes = Math.max(peakBytes, peakOf(child.pid!));
    cpuSeconds = Math.max(cpuSeconds, cpuOf(child.pid!));
  }, 200);
  await once(child, 'close');
  clearInterval(watch);
  const found = /([\d.]+) bản ghi \/ resources, ([\d.,]+) s/.exec(said);
  if (found === null) throw new Error(`sen import said: ${said.slice(-500)}`);
  const resources = Number(found[1]!.replaceAll('.', ''));
  return { resources, seconds: Number(found[2]!.replace(',', '.')), cpuSeconds, peakBytes };
}

/** Sends a file and asks with the same bytes until it is taken, as a sender does. */
async function postEnvelope(house: ClaimsHouse, file: string, resources: number): Promise<ClaimsResult> {
  const [startedAt, before] = [performance.now(), cpuOf(house.serverPid)];
  let peakBytes = 0;
  const watch = setInterval(() => (peakBytes = Math.max(peakBytes, rssOf(house.serverPid))), 200);
  try {
    for (;;) {
      const answer = await fetch(`${house.url}/exchange/insurance?file=claims.xml`, {
        method: 'POST',
        headers: { authorization: `Bearer ${house.token}`, 'content-type': 'application/xml' },
        body: await openAsBlob(file),
      });
      const body = await answer.text();
      if (answer.status === 200) break;
      if (answer.status !== 202)
        throw new Error(`POST /exchange/insurance: ${answer.status} ${body.slice(0, 300)}`);
      await new Promise((resolve) => setTimeout(resolve, 1000));
    }
  } finally {
    clearInterval(watch);
  }
  const seconds = (performance.now() - startedAt) / 1000;
  return { resources, seconds, cpuSeconds: cpuOf(house.serverPid) - before, peakBytes };
}

/** The most memory a process has held so far. */
function peakOf(pid: number): number {
  try {
    return Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) * 1024;
  } catch {
    return 0;
  }
}
