import { describe, expect, test } from 'vitest';
import { decodeMessage } from './charset.ts';
import { parseMessage } from './message.ts';
import { readTime } from './time.ts';

const read = (text: string) => parseMessage(text) ?? expect.fail('no message');

describe('parsing', () => {
  test('MSH fields count as the standard counts them', () => {
    const { msh } = read('MSH|^~\\&|LIS^1.2^ISO|01001|SEN||20261122||ORU^R01|7|P|2.5\r');
    expect([msh.text(3), msh.text(3, 2), msh.text(4), msh.text(9, 2), msh.text(10), msh.text(12)]).toEqual([
      'LIS',
      '1.2',
      '01001',
      'R01',
      '7',
      '2.5',
    ]);
  });

  test.each(['\r', '\n', '\r\n', '\r\r\n'])('segments may end with %j', (end) => {
    expect(read(['MSH|^~\\&|A', 'PID|1', 'PV1|1', ''].join(end)).segments.map((one) => one.name)).toEqual([
      'MSH',
      'PID',
      'PV1',
    ]);
  });

  test('escape sequences become the characters they stand for; an unknown backslash stays', () => {
    const { segments } = read(
      'MSH|^~\\&|A\rNTE|1||a\\F\\b\\S\\c\\T\\d\\R\\e\\E\\f\\.br\\g\\X4E67\\ C:\\temp\\\r',
    );
    expect(segments[1]?.whole(3)).toBe('a|b^c&d~e\\f\ngNg C:\\temp\\');
  });

  test('a line break that slipped into a field is kept inside it', () => {
    const { segments } = read('MSH|^~\\&|A\rNTE|1||first line\nsecond line\rPV1|1\r');
    expect(segments[1]?.whole(3)).toBe('first line\nsecond line');
    expect(segments).toHaveLength(3);
  });

  test('two double quotes mean "empty it" and are never read as a value', () => {
    const pid = read('MSH|^~\\&|A\rPID|1||""|\r').first('PID');
    expect([pid?.text(3), pid?.isNull(3), pid?.isNull(4)]).toEqual(['', true, false]);
  });

  test.each(['', 'PID|1', 'MSH', 'MSH ^~', 'MSHA', '{"resourceType":"Patient"}'])(
    '%j is not a message',
    (text) => {
      expect(parseMessage(text)).toBeUndefined();
    },
  );
});

describe('character sets', () => {
  const message = (charset: string, body: Buffer) =>
    Buffer.concat([
      Buffer.from(`MSH|^~\\&|A|B|C|D|20261122||ADT^A04|1|P|2.5||||||${charset}\rPID|||||`),
      body,
    ]);

  test('UTF-8 is the default, a byte order mark is dropped, names come out in one Unicode form', () => {
    const decoded = decodeMessage(
      Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), message('', Buffer.from('Nguyễn'.normalize('NFD')))]),
    );
    expect('text' in decoded && decoded.text.startsWith('MSH')).toBe(true);
    expect('text' in decoded && decoded.text.endsWith('Nguyễn'.normalize('NFC'))).toBe(true);
  });

  test('windows-1258 becomes proper Vietnamese', () => {
    const decoded = decodeMessage(
      message('WINDOWS-1258', Buffer.from([0x4e, 0x67, 0x75, 0x79, 0xea, 0xde, 0x6e])),
    );
    expect('text' in decoded && decoded.text.endsWith('Nguyễn')).toBe(true);
  });

  test.each(['TCVN', 'TCVN3', 'VISCII', 'UNICODE UTF-16'])('%s is refused by name', (charset) => {
    const decoded = decodeMessage(message(charset, Buffer.from('x')));
    expect('refused' in decoded && [decoded.refused.rule, decoded.refused.example]).toEqual([
      'charset-unknown',
      charset,
    ]);
  });

  test('bytes that are not UTF-8 are refused, never guessed', () => {
    const decoded = decodeMessage(message('UNICODE UTF-8', Buffer.from([0x4e, 0xff, 0xfe])));
    expect('refused' in decoded && decoded.refused.rule).toBe('charset-mismatch');
  });
});

describe('times', () => {
  test.each([
    ['2024', '2024'],
    ['202402', '2024-02'],
    ['20240229', '2024-02-29'],
    ['19240000', '1924'],
    ['2024022914', '2024-02-29T14:00:00+07:00'],
    ['202402291430', '2024-02-29T14:30:00+07:00'],
    ['20240229143005', '2024-02-29T14:30:05+07:00'],
    ['20240229143005.1234', '2024-02-29T14:30:05.1234+07:00'],
    ['20240229143005+0900', '2024-02-29T14:30:05+09:00'],
    ['20240229143005-0330', '2024-02-29T14:30:05-03:30'],
  ])('%s is %s: no precision is invented', (given, dateTime) => {
    expect(readTime(given)?.dateTime).toBe(dateTime);
  });

  test.each([
    '',
    '24',
    '20240230',
    '20241301',
    '2024022925',
    '20240229146',
    '2024-02-29',
    'hôm qua',
    '20240229143005+2500',
  ])('%j is not a time', (given) => {
    expect(readTime(given)).toBeUndefined();
  });

  test('a time without a zone is known to be an assumption', () => {
    expect([
      readTime('2024022914')?.zoneGiven,
      readTime('2024022914+0000')?.zoneGiven,
      readTime('20240229')?.zoneGiven,
    ]).toEqual([false, true, true]);
  });
});
