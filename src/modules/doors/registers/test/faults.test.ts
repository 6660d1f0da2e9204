import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { startPopulationSimulator, type PopulationSimulator } from '../../population/start-simulator.ts';
import { makePapers } from '../simulator/make-papers.ts';
import { openTestLine, type TestLine } from './a-line.ts';

let register: PopulationSimulator;
let line: TestLine;
let numbers: readonly string[];
beforeAll(async () => {
  register = await startPopulationSimulator({ port: 0, slowMs: 5000 });
  numbers = [1, 2, 3].map((at) => register.citizen(at).number);
});
beforeEach(() => {
  register.setFault('none');
  line?.close();
  line = openTestLine(register.line);
});
afterAll(async () => {
  line.close();
  await register.stop();
});

it('each person who is asked about comes back, in the order of the question, and a number that nobody holds is told so', async () => {
  const answers = await line.ask([...numbers, '000000000000']);
  expect(answers).toMatchObject([
    ...numbers.map((number, at) => ({ ref: String(at), outcome: 'found', person: { number } })),
    { ref: '3', outcome: 'not-found' },
  ]);
});

it('one connection serves many questions', async () => {
  const before = register.counts();
  for (let nth = 0; nth < 20; nth += 1) await line.ask(numbers);
  const after = register.counts();
  expect(after.questions - before.questions).toBe(20);
  expect(after.connections - before.connections).toBe(1);
});

it('whoever shows no certificate, or one of another authority, is not answered', async () => {
  const strangers = await makePapers();
  const foreign = openTestLine(register.line, undefined, { ca: register.line.ca, ...strangers.client });
  expect(await foreign.ask(numbers)).toBeTypeOf('string');
  foreign.close();
  const before = register.counts().questions;
  const naked = openTestLine(register.line, undefined, { ca: register.line.ca, cert: '', key: '' });
  expect(await naked.ask(numbers)).toBeTypeOf('string');
  naked.close();
  expect(register.counts().questions).toBe(before);
});

it('a server with a certificate of another authority is not asked', async () => {
  const strangers = await makePapers();
  const misled = openTestLine(register.line, undefined, { ...register.line, ca: strangers.ca });
  const before = register.counts().questions;
  expect(await misled.ask(numbers)).toBe('tls');
  expect(register.counts().questions).toBe(before);
  misled.close();
});

it.each([
  ['slow', 'timeout'],
  ['drip', 'timeout'],
  ['down', 'unreachable'],
  ['truncated', 'unreachable'],
  ['busy', 'busy'],
  ['broken', 'broken'],
  ['garbage', 'unreadable'],
  ['another-request', 'another-request'],
] as const)('a register that is %s gives no answer about anybody, told as %s', async (fault, told) => {
  register.setFault(fault);
  expect(await line.ask(numbers)).toBe(told);
});

it('an answer without an end is not listened to', async () => {
  register.setFault('endless');
  const short = openTestLine(register.line, { timeoutMs: 3000, mostBytes: 200_000 });
  expect(await short.ask(numbers)).toBe('too-large');
  short.close();
});

it('an answer about another person is refused, and the others of the same question stand', async () => {
  register.setFault('another-person');
  expect(await line.ask(numbers)).toMatchObject([
    { outcome: 'refused', because: 'another-person' },
    { outcome: 'found' },
    { outcome: 'found' },
  ]);
});

it('the same answer twice is one; two that differ are none', async () => {
  register.setFault('twice');
  expect(await line.ask(numbers)).toMatchObject([
    { outcome: 'found' },
    { outcome: 'found' },
    { outcome: 'found' },
  ]);
  register.setFault('twice-differing');
  expect(await line.ask(numbers)).toMatchObject([{ outcome: 'refused', because: 'twice' }, {}, {}]);
});

it('who is left out of an answer was not told of', async () => {
  register.setFault('missing');
  expect(await line.ask(numbers)).toMatchObject([{ outcome: 'refused', because: 'missing' }, {}, {}]);
});

it('where every second question fails, each is answered at the second try', async () => {
  register.setFault('half');
  for (let nth = 0; nth < 5; nth += 1) expect(await line.ask(numbers)).toBeInstanceOf(Array);
});

it('a register that fails again and again is left in peace', async () => {
  register.setFault('broken');
  for (let nth = 0; nth < 4; nth += 1) await line.ask(numbers);
  const before = register.counts().questions;
  expect(await line.ask(numbers)).toBe('resting');
  expect(register.counts().questions).toBe(before);
});
