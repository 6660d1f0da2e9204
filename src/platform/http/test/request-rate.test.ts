import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import ipaddr from 'ipaddr.js';
import { anActor } from '../../testing/an-actor.ts';
import { anonymousActor } from '../../access/actors.ts';
import { addressBlock } from '../address-block.ts';
import { defaultRates, readClientFactors, readRates, type RateTable } from '../rates.ts';
import { limitRate, Throttled } from '../request-rate.ts';
import { trafficKinds, trafficOf } from '../traffic.ts';

const nobody = anonymousActor('request-1');
const person = (accountId: string) => anActor({ kind: 'person', accountId });
const system = (accountId: string) => anActor({ kind: 'system', accountId });
const tight = Object.fromEntries(
  trafficKinds.map((kind) => [kind, { address: 3, person: 5, system: 20 }]),
) as unknown as RateTable;
/** How many of `times` calls went through. */
const passes = (times: number, call: () => void): number => {
  let went = 0;
  for (let n = 0; n < times; n += 1) {
    try {
      call();
      went += 1;
    } catch (error) {
      expect(error).toBeInstanceOf(Throttled);
    }
  }
  return went;
};

describe('how many calls are taken', () => {
  it('counts a person, a system and a stranger each by their own limit', () => {
    const counter = limitRate(tight, new Map(), () => 0);
    expect(passes(50, () => counter.count('read', person('an'), '192.0.2.1'))).toBe(5);
    expect(passes(50, () => counter.count('read', system('lis'), '192.0.2.1'))).toBe(20);
    expect(passes(50, () => counter.count('read', nobody, '192.0.2.1'))).toBe(3);
  });

  it('lets the colleagues of somebody who floods work on from the same address', () => {
    const counter = limitRate(tight, new Map(), () => 0);
    passes(50, () => counter.count('write', person('floods'), '192.0.2.1'));
    passes(50, () => counter.count('write', nobody, '192.0.2.1'));
    expect(passes(5, () => counter.count('write', person('colleague'), '192.0.2.1'))).toBe(5);
  });

  it('keeps kinds apart: whoever searches too much can still write a note', () => {
    const counter = limitRate(tight, new Map(), () => 0);
    passes(50, () => counter.count('search', person('an'), '192.0.2.1'));
    expect(passes(5, () => counter.count('write', person('an'), '192.0.2.1'))).toBe(5);
  });

  it('fills up again over a minute, and says after how many seconds', () => {
    let at = 0;
    const counter = limitRate(tight, new Map(), () => at);
    passes(5, () => counter.count('read', person('an'), ''));
    try {
      counter.count('read', person('an'), '');
      expect.unreachable();
    } catch (error) {
      expect((error as Throttled).seconds).toBe(12);
      expect((error as Throttled).issues[0]?.text.vi).toContain('12 giây');
    }
    at = 12_000;
    expect(passes(5, () => counter.count('read', person('an'), ''))).toBe(1);
    at = 10 * 60_000;
    expect(passes(50, () => counter.count('read', person('an'), ''))).toBe(5);
  });

  it('gives one connected system as many times the usual as the settings say', () => {
    const counter = limitRate(tight, new Map([['hospital', 3]]), () => 0);
    expect(passes(100, () => counter.count('read', system('hospital'), ''))).toBe(60);
    expect(passes(100, () => counter.count('read', system('clinic'), ''))).toBe(20);
  });

  it('takes all addresses of one IPv6 network for one', () => {
    const counter = limitRate(tight, new Map(), () => 0);
    let n = 0;
    expect(passes(50, () => counter.countAddress('sign-in', `2001:db8:1:2::${(n += 1).toString(16)}`))).toBe(
      3,
    );
    expect(passes(1, () => counter.countAddress('sign-in', '2001:db8:1:3::1'))).toBe(1);
  });

  it('counts what it refused, by kind and without naming anybody', () => {
    const counter = limitRate(tight, new Map(), () => 0);
    passes(7, () => counter.count('export', person('an'), ''));
    expect(counter.metrics().join('\n')).toContain(
      'sen_http_throttled_total{kind="export",caller="person"} 2',
    );
    expect(counter.metrics().join('\n')).not.toContain('an"');
  });

  it('keeps its memory bounded under a flood of addresses', () => {
    const counter = limitRate(tight, new Map(), () => 0);
    const before = process.memoryUsage().heapUsed;
    for (let n = 0; n < 200_000; n += 1)
      counter.countAddress('read', `10.${n >> 16}.${(n >> 8) & 255}.${n & 255}`);
    expect(process.memoryUsage().heapUsed - before).toBeLessThan(60_000_000);
  });
});

describe('what is one address', () => {
  it('is the first 64 bits of IPv6, however it is written', () => {
    fc.assert(
      fc.property(fc.ipV6(), (address) => {
        const parsed = ipaddr.IPv6.parse(address);
        if (parsed.isIPv4MappedAddress()) return;
        const block = parsed.parts.slice(0, 4).map((part) => part.toString(16));
        expect(addressBlock(address)).toBe(`${block.join(':')}::/64`);
      }),
    );
  });

  it.each([
    ['192.0.2.7', '192.0.2.7'],
    ['::ffff:192.0.2.7', '192.0.2.7'],
    ['2001:db8::1', '2001:db8:0:0::/64'],
    ['::1', '0:0:0:0::/64'],
    ['nonsense', 'nonsense'],
  ])('%s counts as %s', (address, block) => expect(addressBlock(address)).toBe(block));
});

describe('limits as data', () => {
  it('are changed one by one', () => {
    const rates = readRates('search:person=300, write:system=5000000');
    expect(rates.search).toEqual({ ...defaultRates.search, person: 300 });
    expect(rates.write.system).toBe(5_000_000);
    expect(rates.read).toEqual(defaultRates.read);
    expect([...readClientFactors('hospital-a=2,lab=0.5')]).toEqual([
      ['hospital-a', 2],
      ['lab', 0.5],
    ]);
  });

  it.each(['search=3', 'search:person=0', 'nothing:person=3', 'search:person=-1', '__proto__:person=1'])(
    'are refused where they make no sense: %s',
    (text) => expect(() => readRates(text)).toThrow(RangeError),
  );
});

describe('what kind of call a route takes', () => {
  it.each([
    ['GET', '/fhir/:type/:id', 'read'],
    ['GET', '/fhir/:type', 'search'],
    ['POST', '/fhir/:type/_search', 'search'],
    ['GET', '/fhir/:type/:id/:inner', 'search'],
    ['POST', '/fhir/', 'write'],
    ['PUT', '/fhir/:type/:id', 'write'],
    ['GET', '/fhir/Patient/$export', 'export'],
    ['GET', '/fhir/$export-file/:id/:number', 'export'],
    ['POST', '/oidc/sign-in/:uid', 'sign-in'],
    ['GET', '/oidc/sign-in/:uid', 'public'],
    ['POST', '/welcome', 'sign-in'],
    ['GET', '/fhir/metadata', 'public'],
    ['GET', '/api/ward/beds/:id', 'read'],
    ['POST', '/api/ward/notes', 'write'],
    ['POST', '/api/sharing/links', 'export'],
    ['POST', '/api/sharing/links/:id/end', 'write'],
    ['GET', '/api/sharing/links', 'read'],
  ])('%s %s is %s', (method, url, kind) => expect(trafficOf(method, url)).toBe(kind));
});
