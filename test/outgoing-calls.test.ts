import { readFileSync } from 'node:fs';
import { glob } from 'node:fs/promises';
import { expect, it } from 'vitest';

/** What opens a connection to another machine, in any of Node's ways or by a library of ours. */
const opening =
  /\bfetch\(|globalThis\.fetch|import (?:\* as )?\w+ from 'node:(?:http|https|http2|net|tls)'|\{[^}]*\b(?:request|get)\b[^}]*\} from 'node:https?'|\{[^}]*\b(?:connect|createConnection|Socket)\b[^}]*\} from 'node:(?:net|tls|http2)'|from 'node:dgram'|new WebSocket\(|new EventSource\(|createTransport|XMLHttpRequest|\bundici\b|sendBeacon/;

/** Who may, and why it cannot be led to an address of a stranger's choice. Everybody else calls through platform/http/outgoing.ts. */
const listed: Readonly<Record<string, string>> = {
  'src/platform/http/outgoing.ts': 'the guard itself',
  'src/platform/http/outgoing-fetch.ts': 'names the type of fetch; calls through the guard',
  'src/platform/record/subscriptions/mail.ts':
    'the relay of SEN_SMTP_URL, which only the administrator of the machine sets',
  'src/platform/files/scan/clamd.ts': 'the scanner of SEN_SCANNER, a socket of this machine',
  'src/platform/module/request-token.ts': 'the demo and the tests call their own server',
  'src/platform/identity/oidc/create-provider.ts':
    'hands the provider the fetch of the guard, narrowed further',
  'src/platform/crypt/master-kms.ts': 'the key service that SEN_MASTER_KEY names',
  'src/modules/signatures/demo.ts': 'the demo story calls its own server',
  'src/modules/verification/demo.ts': 'the demo story calls its own server',
  'src/modules/immunisation/demo.ts': 'the demo story calls its own server',
  'src/modules/programmes/demo.ts': 'the demo story calls its own server',
  'src/modules/directory/demo.ts': 'the demo story calls its own server',
  'src/modules/merging/demo.ts': 'the demo story calls its own server',
  'src/modules/booking/demo.ts': 'the demo story calls its own server',
  'src/modules/commune-station/demo.ts': 'the demo story calls its own server',
  'src/modules/registry/demo.ts': 'the demo story calls its own server',
  'src/modules/own-data/demo.ts': 'the demo story calls its own server',
  'src/modules/assistant/demo.ts': 'the demo story calls its own server',
  'src/modules/messages/demo.ts': 'the demo story calls its own server',
  'src/modules/sharing/demo.ts': 'the demo story calls its own server',
  'src/kernel/offline/centre.ts': 'names a step of the device; its page asks its own origin',
  'src/kernel/offline/pull-people.ts': 'names a step of the device; its page asks its own origin',
  'src/modules/doors/vneid/start-simulator.ts': 'a simulator on the loopback, which answers its own caller',
  'src/modules/doors/registers/mutual-call.ts':
    'the registers of the state that the administrator named by command, with their certificates',
  'src/modules/doors/registers/simulator/push-update.ts':
    'a simulator on the loopback tells its news to the Sen that it was started for',
  'src/entry/doctor.ts': 'asks the own server whether it is ready',
  'src/modules/doors/hl7v2/mllp-client.ts':
    'the simulator and the commands send to an address given on the command line',
  'src/modules/synth/send/system-token.ts': 'a load tool: the address is given on the command line',
  'src/modules/synth/send/send-batch.ts': 'a load tool: the address is given on the command line',
  'src/modules/synth/send/wire.ts': 'a load tool: the address is given on the command line',
};

/** Files of the browser call their own origin only: the policy of content (connect-src 'self') holds them to it. */
const inBrowser = /^src\/(?:web|workspaces|entry\/(?:browser|service-worker))|\/web\//;
const isTest = /\.test\.tsx?$|\/(?:test|testing)\//;

async function openers(): Promise<string[]> {
  const found: string[] = [];
  for await (const file of glob('src/**/*.{ts,tsx}')) {
    if (inBrowser.test(file) || isTest.test(file)) continue;
    // Comments may speak of it.
    const code = readFileSync(file, 'utf8').replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$|^import type .*$/gm, '');
    if (opening.test(code)) found.push(file);
  }
  return found.toSorted();
}

it('nothing on the server calls other machines but through the guard, or is listed with a reason', async () => {
  expect((await openers()).filter((file) => listed[file] === undefined)).toEqual([]);
});

it('the list of exceptions names no file that calls nobody', async () => {
  const found = new Set(await openers());
  const idle = Object.keys(listed).filter((file) => !found.has(file));
  expect(idle).toEqual([]);
});

it.each([
  ["const answer = await fetch('https://example.org');", true],
  ["import { request } from 'node:https';", true],
  ["import { request as call } from 'node:http';", true],
  ["import { connect } from 'node:net';", true],
  ["import { createServer } from 'node:http';", false],
  ["import { isIP } from 'node:net';", false],
  ['await outgoing.send({ method, url });', false],
])('the rule knows a call when it sees one: %s', (line, opens) => expect(opening.test(line)).toBe(opens));
