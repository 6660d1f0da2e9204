import { describe, expect, it } from 'vitest';
import type { PrintLine, PrintVisit } from '../print-envelope.ts';
import type { RawVisit } from '../parse/raw-visit.ts';
import { aDrug, aFormerVisit, aService, aVisit } from '../test/sample-visit.ts';
import { checkVisit } from './check-visit.ts';
import type { CheckContext } from './check-visit.ts';
import { linesOf } from './checked-visit.ts';

const context: CheckContext = {
  envelopeFacility: '01999',
  now: new Date('2026-06-01T00:00:00Z'),
  knowsDiagnosis: (code) => ['I10', 'E11.9', 'J02.9'].includes(code),
};

function raw(visit: PrintVisit): RawVisit {
  const tables = Object.entries(visit.tables).map(([kind, lines]) => ({
    kind,
    lines: lines.map((line) => new Map(Object.entries(line))),
  }));
  return { ordinal: 7, tables };
}
const check = (visit: PrintVisit, more: Partial<CheckContext> = {}) =>
  checkVisit(raw(visit), { ...context, ...more });
const rules = (visit: PrintVisit) =>
  check(visit).findings.map((f) => `${f.rule} ${f.table}.${f.field} ${f.line}`);
const notes = (visit: PrintVisit) => [...check(visit).notes.keys()];
const key = { MA_LK: 'LK-0001' };

describe('judging a visit', () => {
  it('finds nothing wrong with a good visit', () => {
    const checked = check(aVisit());
    expect(checked.findings).toEqual([]);
    expect([...checked.notes]).toEqual([]);
    expect(checked.taken).toMatchObject({ key: 'LK-0001', facility: '01999', edition: 'qd130' });
  });

  it('knows the five tables of QĐ 4210 by their own names and gives them the names of today', () => {
    const checked = check(aFormerVisit());
    expect(checked.findings).toEqual([]);
    expect(checked.taken?.edition).toBe('qd4210');
    expect(checked.taken?.summary.get('MA_BENH_CHINH')).toBe('J02.9');
    expect(checked.taken?.summary.get('MA_THE_BHYT')).toBe('DN4010000000017');
    expect(checked.taken?.summary.get('MA_LOAI_KCB')).toBe('01');
    expect(linesOf(checked.taken!, 'XML5')[0]?.get('DIEN_BIEN_LS')).toBe('Họng đỏ, sốt nhẹ');
    expect([...checked.notes.keys()]).toEqual([]);
  });

  it('puts aside one drug with a day that does not exist and takes the others', () => {
    const visit = aVisit({
      drugs: [aDrug({ ...key, STT: '1' }), aDrug({ ...key, STT: '2', NGAY_YL: '202602300960' })],
    });
    expect(rules(visit)).toEqual(['claim.date XML2.NGAY_YL 2']);
    expect(linesOf(check(visit).taken!, 'XML2').map((l) => l.key)).toEqual(['1']);
    const [finding] = check(visit).findings;
    expect(finding).toMatchObject({ value: '202602300960', table: 'XML2' });
    expect(finding?.fields?.find(([name]) => name === 'TEN_THUOC')).toEqual(['TEN_THUOC', 'Amlodipin']);
    expect(finding?.raw).toContain('<NGAY_YL>202602300960</NGAY_YL>');
  });

  it.each([
    ['199000000000', []],
    ['1990', []],
    ['199005120000', []],
    ['199005320000', ['claim.date XML1.NGAY_SINH 1']],
    ['12/05/1990', ['claim.date XML1.NGAY_SINH 1']],
  ])('reads the birth date %s', (NGAY_SINH, expected) => {
    expect(rules(aVisit({ summary: { NGAY_SINH } }))).toEqual(expected);
    expect(check(aVisit({ summary: { NGAY_SINH } })).taken).toBeDefined();
  });

  it.each<[string, PrintLine, string]>([
    ['a negative amount', { THANH_TIEN_BV: '-15000' }, 'claim.negative XML2.THANH_TIEN_BV 2'],
    ['a negative quantity', { SO_LUONG: '-3' }, 'claim.negative XML2.SO_LUONG 2'],
    ['a price in words', { DON_GIA: 'năm trăm' }, 'claim.number-format XML2.DON_GIA 2'],
    ['a price with a comma', { DON_GIA: '1,500' }, 'claim.number-format XML2.DON_GIA 2'],
    ['no visit key', { MA_LK: '' }, 'claim.key-missing XML2.MA_LK 2'],
    ['the key of another visit', { MA_LK: 'LK-0002' }, 'claim.visit-key-differs XML2.MA_LK 2'],
    ['no line number', { STT: '' }, 'claim.key-missing XML2.STT 2'],
    ['the number of another line', { STT: '1', TEN_THUOC: 'Khác' }, 'claim.duplicate-line XML2.STT 2'],
  ])('puts a line aside that has %s', (_what, change, expected) => {
    const visit = aVisit({ drugs: [aDrug({ ...key, STT: '1' }), aDrug({ ...key, STT: '2', ...change })] });
    expect(rules(visit)).toEqual([expected]);
    expect(linesOf(check(visit).taken!, 'XML2')).toHaveLength(1);
  });

  it('takes a line once that was sent twice, word for word', () => {
    const visit = aVisit({ drugs: [aDrug({ ...key, STT: '1' }), aDrug({ ...key, STT: '1' })] });
    expect(rules(visit)).toEqual([]);
    expect(notes(visit)).toContain('claim.repeated-line XML2.STT');
    expect(linesOf(check(visit).taken!, 'XML2')).toHaveLength(1);
  });

  it.each<[string, PrintLine, string]>([
    ['an unknown diagnosis', { MA_BENH_CHINH: 'Q99.99' }, 'claim.code-unknown XML1.MA_BENH_CHINH'],
    ['an unknown kind of care', { MA_LOAI_KCB: '77' }, 'claim.code-unknown XML1.MA_LOAI_KCB'],
    ['a total that is not the sum', { T_THUOC: '99000' }, 'claim.total-differs XML1.T_THUOC'],
    ['a field that is too long', { MA_KHUVUC: 'K12345' }, 'claim.too-long XML1.MA_KHUVUC'],
    [
      'a day in the future',
      { NGAY_VAO: '202701010800', NGAY_RA: '202701010900' },
      'claim.date-in-future XML1.NGAY_VAO',
    ],
    ['a field nobody knows', { NHOM_MAUU: 'X' }, 'claim.field-unknown XML1.NHOM_MAUU'],
  ])('takes a visit with %s and notes it', (_what, summary, expected) => {
    const checked = check(aVisit({ summary }));
    expect(checked.findings).toEqual([]);
    expect([...checked.notes.keys()]).toContain(expected);
    expect(checked.taken).toBeDefined();
  });

  it.each<[string, PrintLine, string]>([
    ['no day of arrival', { NGAY_VAO: '' }, 'claim.key-missing XML1.NGAY_VAO 1'],
    ['no name', { HO_TEN: '' }, 'claim.key-missing XML1.HO_TEN 1'],
    ['no key', { MA_LK: '' }, 'claim.key-missing XML1.MA_LK 1'],
    ['a facility code that is none', { MA_CSKCB: '12' }, 'claim.key-missing XML1.MA_CSKCB 1'],
  ])('lets a visit wait that has %s', (_what, summary, expected) => {
    expect(rules(aVisit({ summary }))).toContain(expected);
    expect(check(aVisit({ summary })).taken).toBeUndefined();
  });

  it.each<[string, PrintLine, string]>([
    ['card number', { MA_THE_BHYT: 'XX123' }, 'claim.card-format XML1.MA_THE_BHYT 1'],
    ['personal number', { SO_CCCD: '12345' }, 'claim.personal-number-format XML1.SO_CCCD 1'],
    ['day of leaving before the arrival', { NGAY_RA: '202603090900' }, 'claim.date-order XML1.NGAY_RA 1'],
    ['negative total', { T_BHTT: '-1' }, 'claim.negative XML1.T_BHTT 1'],
  ])('takes a visit without its wrong %s', (_what, summary, expected) => {
    expect(rules(aVisit({ summary }))).toEqual([expected]);
    expect(check(aVisit({ summary })).taken).toBeDefined();
  });

  it('lets a visit of another facility wait when the sender may speak for one only', () => {
    const checked = check(aVisit(), { boundFacility: '79001' });
    expect(checked.taken).toBeUndefined();
    expect(checked.findings[0]).toMatchObject({
      rule: 'claim.facility-foreign',
      field: 'MA_CSKCB',
      value: '01999',
    });
  });

  it('lets a visit wait that has no summary, and names a table that could not be read', () => {
    const { XML1: _gone, ...rest } = aVisit().tables;
    expect(rules({ tables: rest })).toEqual(['claim.summary-missing XML1. 0']);
    const broken = checkVisit(
      { ordinal: 1, tables: [...raw(aVisit()).tables, { kind: 'XML7', lines: [], problem: 'claim.base64' }] },
      context,
    );
    expect(broken.findings.map((f) => `${f.rule} ${f.table}`)).toEqual(['claim.base64 XML7']);
    expect(broken.taken).toBeDefined();
  });

  it('notes an amount that is not quantity times price times ratio', () => {
    const services = [aService({ ...key, STT: '1', TYLE_TT_DV: '50' })];
    expect(notes(aVisit({ services, results: [] }))).toContain('claim.amount-differs XML3.THANH_TIEN_BV');
    const right = [
      aService({ ...key, STT: '1', TYLE_TT_DV: '50', THANH_TIEN_BV: '11000', THANH_TIEN_BH: '11000' }),
    ];
    expect(notes(aVisit({ services: right, results: [] }))).not.toContain(
      'claim.amount-differs XML3.THANH_TIEN_BV',
    );
  });
});
