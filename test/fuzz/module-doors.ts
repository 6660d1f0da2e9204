import * as z from 'zod/mini';
import { checkQuestionnaire } from '#kernel/fhir/questionnaire/check-questionnaire.ts';
import { validateStructure } from '#kernel/fhir/structure/validate-structure.ts';
import { compilePath } from '#kernel/fhir/questionnaire/path/compile.ts';
import { NotUnderstood } from '#kernel/fhir/questionnaire/path/tokens.ts';
import { sendWrites } from '#kernel/offline/doors.ts';
import { readArrivalCode } from '#modules/booking/domain/codes.ts';
import { readPlace } from '#modules/device-sync/download/place.ts';
import { scanSheet } from '#modules/directory/imports/scan-sheet.ts';
import { nationalUpdate, sentAnswer } from '#modules/doors/immunisation/protocol.ts';
import { CallFailed } from '#modules/doors/registers/mutual-call.ts';
import { readAnswers } from '#modules/doors/registers/read-answers.ts';
import { readPrintedNumber } from '#modules/health-card/domain/printed-number.ts';
import { readPhoneCode } from '#modules/health-card/phone-code.ts';
import { readAppleHealth } from '#modules/own-data/domain/files/apple-health.ts';
import { createCsvLines, separatorOf } from '#modules/own-data/domain/files/csv-lines.ts';
import { guessMapping, readingsOfLine } from '#modules/own-data/domain/files/csv-readings.ts';
import { FileFault } from '#modules/own-data/domain/files/found-reading.ts';
import { readLmsTable } from '#modules/programmes/domain/growth.ts';
import { readTyped } from '#modules/registry/domain/read-typed.ts';
import { readEmergencyCard } from '#modules/sharing/domain/emergency-card.ts';
import { jwsIn } from '#modules/sharing/domain/health-card.ts';
import { readSummary } from '#modules/sharing/domain/read-summary.ts';
import { readShlink } from '#modules/sharing/domain/shlink.ts';
import { readBundle } from '#modules/sharing/domain/vaccination-card.ts';
import { verifyDocument } from '#modules/signatures/verify/verify-document.ts';
import { readDocument } from '#platform/record/graphql/read-document.ts';

/** A parser under attack: what it reads, the words of its language, and the faults that are answers of its own. */
export interface Door {
  readonly name: string;
  readonly read: (text: string) => unknown;
  readonly words: readonly string[];
  readonly fault?: new (...all: never[]) => Error;
  /** Longest input that can reach it, in characters. */
  readonly longest?: number;
}

/** Words of which JSON is made, and names that hurt. */
export const json = [
  '{',
  '}',
  '[',
  ']',
  ':',
  ',',
  '"',
  '\\',
  '\\u0000',
  '__proto__',
  'constructor',
  '1e999',
  '-0',
  'null',
  'resourceType',
  'Bundle',
  'entry',
  'Patient',
  ' ',
];

/** What is read as JSON before a schema sees it: a text that is none is refused before. */
const asJson =
  (read: (value: unknown) => unknown) =>
  (text: string): unknown => {
    let value: unknown;
    try {
      value = JSON.parse(text);
    } catch {
      value = text;
    }
    return read(value);
  };

const person = { safeParse: (value: unknown) => ({ success: true, data: value as { number: string } }) };

/** Parsers of modules that read what strangers, devices, registers and authors of forms send. */
export const moduleDoors: readonly Door[] = [
  {
    name: 'the code of a booking or of a door',
    read: readArrivalCode,
    words: ['SENB1.', 'SEND1.', '.', '0', 'a', 'f', '-', '2026-11-23', 'A'.repeat(22), '0'.repeat(36)],
  },
  {
    name: 'an expression of a form',
    read: (text) => {
      const run = compilePath(text);
      try {
        run([{ resourceType: 'Patient', name: [{ given: ['An'] }] }], {
          variables: {},
          now: '2026-11-23T08:05:00.000+07:00',
        });
      } catch {
        // Whatever it throws while it runs means that it has no answer; time is what counts.
      }
    },
    words: [
      'name',
      '.given',
      '.where(',
      ')',
      '(',
      ' and ',
      "'",
      '`',
      '%resource',
      '$this',
      ".matches('(a+)+$')",
      ".replaceMatches('a','b')",
      ',',
      '1',
      ' + ',
      '@2020-02-30',
      '.repeat($this)',
      '[0]',
      '{}',
      'iif(',
      'today()',
    ],
    fault: NotUnderstood,
    longest: 5000,
  },
  {
    name: 'a form',
    // What is kept as a draft was held against the structure before.
    read: asJson((value) => {
      const form = { resourceType: 'Questionnaire', status: 'draft', ...(value as object) };
      return validateStructure(form).length === 0 && checkQuestionnaire(form as never);
    }),
    words: [
      ...json,
      '{"item":[{"linkId":"a","type":"',
      'group"}]}',
      'integer"},{"linkId":"b","type":"choice"}]}',
      '"enableWhen":[{"question":"a","operator":"=","answerInteger":1}]',
    ],
    longest: 20_000,
  },
  {
    name: 'what a device sends',
    read: asJson((value) => z.safeParse(sendWrites.input as unknown as z.core.$ZodType, value)),
    words: [...json, '"writes"', '"id"', '"savedAt"', '"2026-01-01T00:00:00Z"', '"bundle"'],
  },
  { name: 'a place of a download', read: readPlace, words: ['p', 'f', 'c', '~', '1', '2026-01-01', '99'] },
  {
    name: 'news of the national immunisation system',
    read: asJson((value) => [nationalUpdate.safeParse(value), sentAnswer.safeParse(value)]),
    words: [...json, '"dose"', '"kind"', '"dose-given"', '"person"', '"results"', '"ref"'],
  },
  {
    name: 'an answer of a register',
    read: asJson((value) => readAnswers([{ ref: 'a', number: '1' } as never], 'r', value, person)),
    words: [
      ...json,
      '"requestId"',
      '"r"',
      '"results"',
      '"ref"',
      '"a"',
      '"found"',
      'true',
      '"person"',
      '"number"',
    ],
    fault: CallFailed,
  },
  {
    name: 'an export of a phone',
    read: (text) => {
      const reader = readAppleHealth();
      return [...reader.write(text), ...reader.end()];
    },
    words: [
      '<HealthData>',
      '</HealthData>',
      '<Record type="HKQuantityTypeIdentifierBodyMass" value="',
      '" unit="kg" startDate="2026-11-22 06:30:00 +0700"/>',
      '<Correlation type="HKCorrelationTypeIdentifierBloodPressure">',
      '<!DOCTYPE a [<!ENTITY b "c">]>',
      '&b;',
      '&#0;',
      '<![CDATA[',
      '"',
      '>',
    ],
    fault: FileFault,
    longest: 100_000,
  },
  {
    name: 'a table of readings',
    read: (text) => {
      const [head = [], ...lines] = createCsvLines(separatorOf(text)).write(`${text}\n`);
      const mapping = guessMapping(head);
      return lines.flatMap((line) => readingsOfLine(line, mapping, (local) => `${local}Z`));
    },
    words: [
      'Ngày giờ',
      'Tâm thu',
      'Tâm trương',
      'glucose (mg/dL)',
      ';',
      ',',
      '\t',
      '\n',
      '"',
      '03/11/2026 7:30',
      '5,6',
      '1e999',
    ],
    longest: 100_000,
  },
  {
    name: 'a table of growth',
    read: readLmsTable,
    words: ['Month', 'Length', '\t', 'L', 'M', 'S', '\n', '\r', '0', '1.5', '-', ';', ',', 'NaN', '1e999'],
  },
  {
    name: 'a card read at the desk',
    read: (text) => [readTyped(text), readPhoneCode(text), readPrintedNumber(text)],
    words: ['SEN1.', 'SENP.', '|', '001085098765', 'GD', '4', '-', ' ', 'Nguyễn', '01011990', '$', '.', '=='],
    longest: 4000,
  },
  {
    name: 'a link that was shared, and a card that was scanned',
    read: (text) => [readShlink(text), jwsIn(text)],
    words: [
      'shlink:/',
      'shc:/',
      'eyJ1cmwiOiJodHRwczovL2EuZXhhbXBsZSJ9',
      '.',
      '56',
      '77',
      '99',
      '{"verifiableCredential":["',
      '"]}',
      '=',
      '#',
      'A'.repeat(43),
    ],
    longest: 25_000,
  },
  {
    name: 'what lay behind a link, on a card, on a phone',
    read: (text) => [readSummary(text), asJson(readBundle)(text), readEmergencyCard(text)],
    words: [
      ...json,
      '"Composition"',
      '"section"',
      '"reference"',
      '"Patient/1"',
      '"name"',
      '"v":1',
      '"items"',
      '"kind"',
      '"blood"',
    ],
    longest: 100_000,
  },
  {
    name: 'a GraphQL query',
    read: (text) => readDocument(text, {}, undefined),
    words: [
      '{',
      '}',
      '(',
      ')',
      'PatientList',
      ' id ',
      '...on ',
      'fragment a on Patient',
      '"',
      '$',
      ':',
      '@include',
      '#',
    ],
    longest: 100_000,
  },
  {
    name: 'a paper whose signatures are to be verified',
    read: (text) => verifyDocument(Buffer.from(text, 'latin1'), [], new Date()),
    words: [
      ...json,
      '%PDF-1.7\n',
      '1 0 obj\n',
      '<< /Type /Sig /ByteRange [0 1 2 3] /Contents <3080> >>',
      'endobj\n',
      'xref\n',
      'trailer\n',
      'startxref\n0\n%%EOF',
      '<a>',
      '</a>',
      '<ds:Signature xmlns:ds="http://www.w3.org/2000/09/xmldsig#">',
      '<!DOCTYPE a>',
      '{"resourceType":"Bundle","entry":[{"resource":',
      '{"resourceType":"Provenance","signature":[{"data":"',
      'null}]}',
    ],
    longest: 50_000,
  },
  {
    name: 'a sheet of facilities',
    read: (text) => scanSheet('facilities', Buffer.from(text)),
    words: [
      'Mã cơ sở',
      'Tên',
      ',',
      ';',
      '"',
      '\n',
      '\r\n',
      '01001',
      '=cmd',
      '\uFEFF',
      'PK\u0003\u0004',
      '\t',
    ],
    longest: 100_000,
  },
];
