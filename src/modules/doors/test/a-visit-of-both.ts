import type { PrintLine, PrintVisit } from '../insurance/print-envelope.ts';
import { aService, aVisit } from '../insurance/test/sample-visit.ts';

/** Somebody of a test: her numbers as both doors write them. */
export interface Somebody {
  readonly name: string;
  readonly personalNumber: string;
  readonly card: string;
  readonly hospitalNumber: string;
}

export function somebody(number: number): Somebody {
  const tail = String(number).padStart(6, '0');
  return {
    name: `Trần Thị Người ${tail}`,
    personalNumber: `001190${tail}`,
    card: `DN4010100${tail}`,
    hospitalNumber: `BN-${tail}`,
  };
}

/** The claim of a visit: I10 and E11.9, glucose 6.8 mmol/l at 09:30, an X-ray. */
export function claimOf(
  who: Somebody,
  key: string,
  change: {
    readonly summary?: PrintLine;
    readonly glucose?: PrintLine;
    readonly results?: readonly PrintLine[];
  } = {},
): PrintVisit {
  const glucose: PrintLine = {
    MA_LK: key,
    STT: '1',
    MA_DICH_VU: 'TEST.GLU',
    TEN_CHI_SO: 'Glucose',
    GIA_TRI: '6,8',
    DON_VI_DO: 'mmol/L',
    NGAY_KQ: '202603100930',
    MA_BS_DOC_KQ: '000456/HNO-GPHN',
    ...change.glucose,
  };
  return aVisit({
    key,
    summary: {
      HO_TEN: who.name,
      SO_CCCD: who.personalNumber,
      MA_THE_BHYT: who.card,
      MA_BN: who.hospitalNumber,
      ...change.summary,
    },
    services: [aService({ MA_LK: key, STT: '1' })],
    results: change.results ?? [glucose],
  });
}

let control = 0;

/** A message of the same visit; MA_LK stands in PV1-19 unless `number` says otherwise. */
export function message(
  type: 'ADT^A01' | 'ADT^A08' | 'ADT^A03' | 'ADT^A11' | 'ORU^R01' | 'ORM^O01',
  who: Somebody,
  key: string,
  more: readonly string[] = [],
  change: { readonly facility?: string; readonly number?: string; readonly pv1?: string } = {},
): string {
  control += 1;
  const [family = '', ...rest] = who.name.split(' ');
  const given = rest.pop() ?? '';
  const end = type === 'ADT^A03' ? '20260310110000+0700' : '';
  return [
    `MSH|^~\\&|HIS|${change.facility ?? '01999'}|SEN|SEN|20260310080000+0700||${type}|T${control}|P|2.5.1||||||UNICODE UTF-8`,
    ...(type.startsWith('ADT') ? [`EVN|${type.slice(4)}|20260310080000+0700`] : []),
    `PID|1||${who.hospitalNumber}^^^^MR~${who.personalNumber}^^^CCCD^NI||${family}^${given}^${rest.join(' ')}||19900512|F`,
    change.pv1 ??
      `PV1|1|I|NOI^201^05||||GP-0012^LÊ^MINH^QUANG|||CAR||||1|||||${change.number ?? `${key}^^^MA_LK`}|||||||||||||||||||||||||20260310080000+0700|${end}`,
    ...more,
    '',
  ].join('\r');
}

/** Glucose of the laboratory: the claim's value at the claim's minute, unless told otherwise, with the range that only it knows. */
export function glucoseLines(
  change: {
    readonly value?: string;
    readonly at?: string;
    readonly status?: string;
    readonly unit?: string;
  } = {},
): string[] {
  const { value = '6.80', at = '20260310093012+0700', status = 'F', unit = 'mmol/L' } = change;
  return [
    'ORC|RE|P1|F1',
    `OBR|1|P1|F1|GLU^Glucose^L|||20260310083000+0700|||||||||||||||${at}||CH|F`,
    `OBX|1|NM|14771-0^Glucose máu^LN||${value}|${unit}|3.9-6.4|H|||${status}|||${at}`,
  ];
}
