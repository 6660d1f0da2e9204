import { describe, expect, it } from 'vitest';
import { CentreProblem } from './centre.ts';
import { demandCentre, type AnswerFacts } from './recognise-answer.ts';

const ours: AnswerFacts = {
  status: 200,
  contentType: 'application/json; charset=utf-8',
  requestId: 'r1',
  isRedirected: false,
};

function troubleOf(facts: Partial<AnswerFacts>): string | undefined {
  try {
    demandCentre({ ...ours, ...facts });
    return undefined;
  } catch (error) {
    return (error as CentreProblem).trouble;
  }
}

describe('an answer that came from the network', () => {
  it.each<[string, Partial<AnswerFacts>, string | undefined]>([
    ['the centre’s own', {}, undefined],
    ['lines of people', { contentType: 'application/x-ndjson' }, undefined],
    [
      'a sign-in page of the network with status 200',
      { contentType: 'text/html', requestId: null },
      'portal',
    ],
    ['somebody’s JSON without Sen’s header', { requestId: null }, 'portal'],
    ['one that was redirected', { isRedirected: true }, 'portal'],
    [
      'a gateway without anybody behind it',
      { status: 502, contentType: 'text/html', requestId: null },
      'none',
    ],
    ['a busy centre', { status: 503 }, 'busy'],
    ['too many at once', { status: 429 }, 'busy'],
    ['an ended sign-in', { status: 401 }, 'signed-out'],
    ['the word that the device is lost', { status: 410, code: 'device.lost' }, 'lost'],
    ['a worker who moved', { status: 409, code: 'device.moved' }, 'unknown'],
    ['a refusal', { status: 400, code: 'request.invalid' }, 'refused'],
  ])('is taken for what it is: %s', (_what, facts, trouble) => {
    expect(troubleOf(facts)).toBe(trouble);
  });
});
