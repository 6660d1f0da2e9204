import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileFhirPath } from '#kernel/fhir/fhirpath/evaluate.ts';
import { timeRange } from '#kernel/fhir/date-range.ts';
import { parseExact, printExact } from '#kernel/fhir/json/exact.ts';
import { sliceBundle } from '#kernel/fhir/json/slice-bundle.ts';
import { compileFhirPathPatch } from '#kernel/fhir/patch/fhirpath-patch.ts';
import { compileJsonPatch } from '#kernel/fhir/patch/json-patch.ts';
import { literalReference } from '#kernel/fhir/references.ts';
import { parseQuery } from '#kernel/fhir/search/parse-query.ts';
import { parseXml } from '#kernel/fhir/xml/parse-xml.ts';
import { printXml } from '#kernel/fhir/xml/print-xml.ts';
import { AppError } from '#kernel/errors.ts';
import { parseMessage } from '#modules/doors/hl7v2/message.ts';
import { parseSmartScope, splitScopes } from '#platform/access/smart-scope.ts';
import { addressBlock } from '#platform/http/address-block.ts';
import { isInnerAddress } from '#platform/http/inner-address.ts';
import { languageOf } from '#platform/http/language.ts';
import { createOutgoing, OutgoingRefused } from '#platform/http/outgoing.ts';
import { readClientFactors, readRates } from '#platform/http/rates.ts';
import { judgeCall } from '#platform/http/webhook-signature.ts';
import { readCookie } from '#platform/identity/cookies.ts';
import { namesTwice } from '#platform/identity/oidc/strict-json.ts';
import { readEverythingWish } from '#platform/record/everything-wish.ts';
import { isWeakSecret } from '#platform/settings/weak-secret.ts';
import { json, moduleDoors, type Door } from './module-doors.ts';

const outgoing = createOutgoing();
const patient = '{"resourceType":"Patient","id":"p","name":[{"given":["An"]}]}';
const header = 32_768;

const doors: readonly Door[] = [
  {
    name: 'HL7 v2',
    read: parseMessage,
    words: [
      'MSH|^~\\&|',
      'PID|',
      'OBX|1|',
      '\r',
      '\n',
      '|',
      '^',
      '~',
      '\\',
      '\\H\\',
      '\\X4142\\',
      '&',
      '\\.br\\',
    ],
  },
  { name: 'FHIR JSON', read: (text) => printExact(parseExact(text)), words: json },
  { name: 'a Bundle as text', read: sliceBundle, words: json },
  {
    name: 'FHIR XML',
    read: parseXml,
    words: [
      '<',
      '>',
      '/',
      '=',
      '"',
      '<Patient xmlns="http://hl7.org/fhir">',
      '</Patient>',
      '<id value="1"/>',
      '<!DOCTYPE a [',
      '<!ENTITY b "c">',
      '&b;',
      '&#0;',
      '&#xD800;',
      ']]>',
      '<![CDATA[',
      '<?xml ?>',
      '<div xmlns="http://www.w3.org/1999/xhtml">',
      '</div>',
      ' ',
    ],
  },
  { name: 'JSON on its way to XML', read: printXml, words: json },
  {
    name: 'a search',
    read: (text) => parseQuery('Patient', text),
    words: [
      '&',
      '=',
      ':',
      '.',
      ',',
      '$',
      '|',
      '%',
      '%00',
      '%E1',
      '_has:Observation:patient:code',
      '_sort',
      '_include',
      'name',
      ':exact',
      ':missing',
      'birthdate',
      'gt',
      '2020-01-01',
      '_filter',
      '_count',
      '-1',
      '99999999999999999999',
      '_elements',
      '*',
      '\\',
    ],
    longest: 100_000,
  },
  {
    name: 'FHIRPath',
    read: (text) => compileFhirPath(text)(JSON.parse(patient)),
    words: [
      'name',
      '.given',
      '.where(',
      ')',
      '(',
      ' and ',
      ' | ',
      "'",
      '`',
      '$this',
      '%resource',
      '.matches(',
      "'(a+)+$'",
      ',',
      '1',
      '+',
      '-',
      '@2020-01-01',
      '.repeat($this)',
      '[0]',
      '{}',
      '.aggregate(',
      'iif(',
      'true',
    ],
    longest: 5000,
  },
  {
    name: 'a JSON patch',
    read: (text) => compileJsonPatch(text)(patient),
    words: [
      ...json,
      '"op"',
      '"add"',
      '"path"',
      '"/name/0"',
      '"value"',
      '"/__proto__/x"',
      '[{"op":"replace","path":"/',
    ],
  },
  {
    name: 'a FHIRPath patch',
    read: (text) => compileFhirPathPatch(text)(patient),
    words: [...json, '"parameter"', '"valueString"', '"name"', '"part"', 'Parameters'],
  },
  {
    name: 'a reference',
    read: literalReference,
    words: ['Patient', '/', '1', '_history', '#', 'urn:uuid:', 'http://', '?', '|', '..'],
  },
  {
    name: 'a date',
    read: timeRange,
    words: ['2020', '-', '02', '30', 'T', '24:00', ':60', 'Z', '+25:00', '.', '9'],
  },
  {
    name: 'what $everything is asked',
    read: readEverythingWish,
    words: ['_type', '=', 'Patient', '&', '_since', '2020', '_count', '%', ','],
    longest: header,
  },
  {
    name: 'SMART scopes',
    read: (text) => splitScopes(text).map(parseSmartScope),
    words: [
      'system/',
      'patient/',
      '*',
      'Observation',
      '.',
      'cruds',
      'rs',
      '?',
      'category=',
      '&',
      ' ',
      '%20',
      'launch',
    ],
    longest: header,
  },
  {
    name: 'cookies',
    read: (text) => readCookie(text, 'sen-form'),
    words: ['sen-form', '=', ';', ' ', '"', '\u0000', 'a'],
    longest: header,
  },
  {
    name: 'Accept-Language',
    read: languageOf,
    words: ['vi', 'en', '-VN', ',', ';', 'q=', '0.5', '*', ' '],
    longest: header,
  },
  {
    name: 'an address',
    read: addressBlock,
    words: [':', '::', 'ffff', '.', '127', '/', '%eth0'],
    longest: header,
  },
  {
    name: 'an address that may be inner',
    read: isInnerAddress,
    words: [':', '::', 'ffff', '.', '127', '0x7f', '%', '/'],
    longest: header,
  },
  {
    name: 'an address to be called',
    read: (text) => outgoing.check(text),
    words: ['http', 's', '://', '127.0.0.1', '@', '[::1]', ':', '/', '\\', '#', '?', '%'],
    fault: OutgoingRefused,
  },
  {
    name: 'limits',
    read: readRates,
    words: ['search', ':', 'person', '=', '3', ',', '-', ' '],
    fault: RangeError,
    longest: header,
  },
  {
    name: 'limits of clients',
    read: readClientFactors,
    words: ['a', '=', '3', ',', '.', ' '],
    fault: RangeError,
    longest: header,
  },
  {
    name: 'a signature',
    read: (text) =>
      judgeCall(
        { method: 'POST', url: 'https://a.example/', body: '' },
        {
          'content-digest': 'sha-256=:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=:',
          'signature-input': text,
          signature: text,
        },
        [{ id: 'a', secret: 'b' }],
        new Date(),
      ),
    words: [
      'sen1=',
      '("@method" "@target-uri" "content-digest")',
      ';created=1',
      ';nonce="n"',
      ';keyid="a"',
      ';alg="hmac-sha256";tag="sen-webhook"',
      ':',
      'AA==',
      ', ',
    ],
    longest: header,
  },
  { name: 'names of a token', read: namesTwice, words: json, longest: header },
  { name: 'a secret', read: isWeakSecret, words: ['postgres://', ':', '@', '%', 'a', '/'], longest: header },
  ...moduleDoors,
];

/** What a parser may do with any text: read it, or refuse it in its own words. Anything else would be a fault of ours, a 500. */
async function attack(door: Door, text: string): Promise<void> {
  const start = performance.now();
  try {
    await door.read(text);
  } catch (error) {
    const isOwn = error instanceof AppError || (door.fault !== undefined && error instanceof door.fault);
    if (!isOwn || (error instanceof AppError && error.code === 'internal.unexpected')) throw error;
  }
  expect(performance.now() - start).toBeLessThan(4000);
}

describe.each(doors)('$name', (door) => {
  const text = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 200 }),
    fc
      .array(fc.oneof(fc.constantFrom(...door.words), fc.string({ maxLength: 3 })), { maxLength: 40 })
      .map((parts) => parts.join('')),
  );

  it('reads any text or refuses it in words, and never breaks', async () => {
    await fc.assert(
      fc.asyncProperty(text, (one) => attack(door, one)),
      { numRuns: 400 },
    );
  });

  it('takes no longer for a text that is long in a wicked way', async () => {
    const longest = Math.min(door.longest ?? 200_000, 200_000);
    const units = [...door.words, ' ', '\t', '0', '"', 'a', '((', '[[', '{"a":', '<a>', '\u0301', '\ud800'];
    for (const unit of units) {
      const long = unit.repeat(Math.ceil(longest / unit.length)).slice(0, longest);
      for (const one of [long, `${door.words[0] ?? ''}${long}!`]) await attack(door, one);
    }
  });

  it('leaves the objects of others alone', async () => {
    for (const one of [
      '{"__proto__":{"polluted":1}}',
      '__proto__=polluted',
      '__proto__[polluted]=1',
      '{"constructor":{"prototype":{"polluted":1}}}',
    ])
      await attack(door, one);
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
  });
});
