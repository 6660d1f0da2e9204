import { createHmac } from 'node:crypto';
import { expect, test } from 'vitest';
import { judgeCall, signCall, type SignedCall } from '../webhook-signature.ts';

const now = new Date('2026-11-23T02:00:00Z');
const key = { id: 'sub-1:1', secret: Buffer.from('a secret of the receiver').toString('base64url') };
const other = { id: 'sub-1:2', secret: Buffer.from('the secret after it').toString('base64url') };
const call: SignedCall = {
  method: 'POST',
  url: 'https://his.example/sen?ward=3',
  body: '{"resourceType":"Bundle"}',
};
const later = (seconds: number): Date => new Date(now.getTime() + seconds * 1000);

test('a receiver with the secret believes a call of ours, for five minutes', () => {
  const headers = signCall(call, [key], now);
  expect(judgeCall(call, headers, [key], now)).toBeUndefined();
  expect(judgeCall(call, headers, [key], later(299))).toBeUndefined();
  expect(judgeCall(call, headers, [key], later(301))).toBe('too-old');
  expect(judgeCall(call, headers, [key], later(-301))).toBe('too-old');
});

test('the signature is the one that the standard describes, written out by hand', () => {
  const headers = signCall(call, [key], now, 'n0nce');
  const parameters = `("@method" "@target-uri" "content-digest");created=${now.getTime() / 1000};nonce="n0nce";keyid="sub-1:1";alg="hmac-sha256";tag="sen-webhook"`;
  expect(headers['signature-input']).toBe(`sen1=${parameters}`);
  const base = `"@method": POST\n"@target-uri": https://his.example/sen?ward=3\n"content-digest": ${headers['content-digest']}\n"@signature-params": ${parameters}`;
  const mark = createHmac('sha256', 'a secret of the receiver').update(base).digest('base64');
  expect(headers['signature']).toBe(`sen1=:${mark}:`);
});

test.each<[string, Partial<SignedCall>, string]>([
  ['another body', { body: '{"resourceType":"Bundle","x":1}' }, 'digest'],
  ['another address', { url: 'https://his.example/sen?ward=4' }, 'signature'],
  ['another method', { method: 'PUT' }, 'signature'],
])('%s is found', (_name, change, fault) =>
  expect(judgeCall({ ...call, ...change }, signCall(call, [key], now), [key], now)).toBe(fault),
);

test('a call without a signature, by a stranger or with a changed date is not believed', () => {
  const headers = signCall(call, [key], now);
  expect(judgeCall(call, {}, [key], now)).toBe('unsigned');
  expect(judgeCall(call, headers, [other], now)).toBe('unknown-key');
  expect(judgeCall(call, headers, [{ ...other, id: key.id }], now)).toBe('signature');
  const moved = {
    ...headers,
    'signature-input': headers['signature-input']!.replace(
      /created=\d+/,
      `created=${later(600).getTime() / 1000}`,
    ),
  };
  expect(judgeCall(call, moved, [key], later(600))).toBe('signature');
});

test('while the secret is replaced a receiver may check by either', () => {
  const headers = signCall(call, [other, key], now);
  expect(judgeCall(call, headers, [key], now)).toBeUndefined();
  expect(judgeCall(call, headers, [other], now)).toBeUndefined();
});
