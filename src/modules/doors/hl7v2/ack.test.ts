import { describe, expect, test } from 'vitest';
import { codeOf, printAck } from './ack.ts';
import { parseMessage } from './message.ts';
import { finding } from './rules.ts';

const now = new Date('2026-11-22T08:30:00Z');
const message = parseMessage(
  'MSH|^~\\&|LIS^1.2.3^ISO|01001|SEN|MOH|20261122153000||ORU^R01^ORU_R01|C-17|P|2.5.1\r',
);
const ack = (findings: Parameters<typeof codeOf>[0], of = message) =>
  parseMessage(printAck(of, { code: codeOf(findings), findings, controlId: 'SEN1', now }));

describe('acknowledgements', () => {
  test('a taken message is answered AA with its own control id, sides exchanged, version and zone right', () => {
    const answer = ack([]);
    const msh = answer?.msh;
    expect([answer?.first('MSA')?.text(1), answer?.first('MSA')?.text(2)]).toEqual(['AA', 'C-17']);
    expect([
      msh?.text(3),
      msh?.text(4),
      msh?.text(5),
      msh?.text(5, 2),
      msh?.text(6),
      msh?.text(7),
      msh?.text(12),
      msh?.text(18),
    ]).toEqual(['SEN', 'MOH', 'LIS', '1.2.3', '01001', '20261122153000+0700', '2.5.1', 'UNICODE UTF-8']);
    expect([msh?.text(9), msh?.text(9, 2), msh?.text(9, 3)]).toEqual(['ACK', 'R01', 'ACK']);
  });

  test('a wrong field is named by place, code and a sentence in both languages', () => {
    const answer = ack([finding('field-missing', { segment: 'OBX', sequence: 3, field: 3 }, 'OBX-3')]);
    const err = answer?.first('ERR');
    expect(answer?.first('MSA')?.text(1)).toBe('AE');
    expect([err?.text(2), err?.text(2, 2), err?.text(2, 3), err?.text(3), err?.text(4)]).toEqual([
      'OBX',
      '3',
      '3',
      '101',
      'E',
    ]);
    expect(err?.text(8)).toContain('Thiếu giá trị bắt buộc ở OBX-3');
    expect(err?.text(8)).toContain('The required value in OBX-3 is missing');
  });

  test('what is not for this door is AR, and outweighs wrong content; a warning alone stays AA', () => {
    expect(
      codeOf([finding('type-unknown', undefined, 'SIU^S12'), finding('field-missing', undefined, 'PV1-19')]),
    ).toBe('AR');
    expect(codeOf([finding('sex-unknown', undefined, 'Z')])).toBe('AA');
    expect(
      ack([finding('sex-unknown', undefined, 'Z')])
        ?.first('ERR')
        ?.text(4),
    ).toBe('W');
  });

  test('senders of versions before 2.5 find the place in ERR-1', () => {
    const old = parseMessage('MSH|^~\\&|A|B|||2026||ADT^A01|1|P|2.3\r');
    const err = ack([finding('segment-missing', { segment: 'PID' }, 'PID')], old)?.first('ERR');
    expect([err?.text(1), err?.text(1, 4)]).toEqual(['PID', '100']);
  });

  test('even what is no message at all gets an answer', () => {
    const answer = parseMessage(
      printAck(undefined, { code: 'AR', findings: [finding('not-hl7')], controlId: 'SEN2', now }),
    );
    expect([answer?.first('MSA')?.text(1), answer?.first('MSA')?.text(2)]).toEqual(['AR', '']);
  });

  test('delimiters of the sender are used in the answer', () => {
    const odd = parseMessage('MSH#$*@!#A#B###2026##ADT$A01#9#P#2.5\r');
    expect(printAck(odd, { code: 'AA', findings: [], controlId: 'S', now })).toMatch(/^MSH#\$\*@!#SEN/);
  });
});
