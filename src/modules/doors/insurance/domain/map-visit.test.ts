import type { Claim, Composition, Condition, Encounter, Observation, Resource } from '@medplum/fhirtypes';
import { describe, expect, it } from 'vitest';
import { validateProfiles } from '#kernel/fhir/profiles/validate-profiles.ts';
import { validateStructure } from '#kernel/fhir/structure/validate-structure.ts';
import { mapped } from '../test/map-a-visit.ts';
import { aDrug, aFormerVisit, aService, aVisit } from '../test/sample-visit.ts';
import { bloodGroup } from './map-body.ts';
import { measuredValue } from './result-value.ts';

const key = { MA_LK: 'LK-0001' };
const papers = {
  XML6: [{ ...key, MA_THE_BHYT: '', SO_CCCD: '001190000017', NGAYKD_HIV: '20200101' }],
  XML7: [
    {
      ...key,
      NGAY_VAO: '202603100800',
      NGAY_RA: '202603101100',
      CHAN_DOAN_RV: 'Tăng huyết áp <nặng> & "khác"',
      PP_DIEUTRI: 'Nội khoa',
      MA_BS: '000123/HNO-GPHN',
      TEN_BS: 'BS Thử',
      NGAY_CT: '20260310',
    },
  ],
  XML8: [
    {
      ...key,
      QT_BENHLY: 'Đau đầu ba ngày',
      TOMTAT_KQ: 'Glucose 6,8',
      PP_DIEUTRI: 'Thuốc',
      KET_QUA_DTRI: '2',
      NGAY_CT: '20260310',
    },
  ],
  XML9: [{ ...key, HO_TEN_NND: 'x', HO_TEN_CON: 'Bé', NGAY_SINH_CON: '202603100900' }],
  XML10: [{ ...key, SO_NGAY: '5', CHAN_DOAN_RV: 'Dọa sảy' }],
  XML11: [{ ...key, SO_NGAY_NGHI: '3', TU_NGAY: '20260310', DEN_NGAY: '20260312' }],
  XML13: [
    {
      ...key,
      MA_NOI_DEN: '01001',
      CHAN_DOAN_RV: 'Tăng huyết áp',
      MA_BENH_CHINH: 'I10',
      QT_BENHLY: 'Nặng lên',
      MA_BAC_SI: '000123/HNO-GPHN',
      NGAY_RA: '202603101100',
    },
  ],
  XML14: [
    {
      ...key,
      NGAY_HEN_KL: '202604100000',
      CHAN_DOAN_RV: 'Tăng huyết áp',
      MA_BENH_CHINH: 'I10',
      MA_BAC_SI: '000123/HNO-GPHN',
      NGAY_CT: '20260310',
    },
  ],
  XML15: [{ ...key, STT: '1', PHANLOAI_LAO_VITRI: '1', NGAYBD_DTRI_LAO: '20260101' }],
};
const of = <T extends Resource>(resources: readonly Resource[], type: T['resourceType']) =>
  resources.filter((r) => r.resourceType === type) as T[];

describe('a visit in FHIR', () => {
  it('is valid R4 in every resource, today and in the former tables, with every paper', async () => {
    for (const visit of [
      aVisit(),
      aFormerVisit(),
      aVisit({ more: papers }),
      aVisit({ drugs: [], services: [], results: [] }),
    ]) {
      const resources = await mapped(visit);
      expect(resources.length).toBeGreaterThan(3);
      for (const resource of resources) {
        const issues = [...validateStructure(resource), ...validateProfiles(resource)].filter(
          (i) => i.severity !== 'warning' && i.severity !== 'information',
        );
        expect({ type: resource.resourceType, issues }).toEqual({ type: resource.resourceType, issues: [] });
      }
      const ids = resources.map((r) => `${r.resourceType}/${r.id}`);
      expect(new Set(ids).size).toBe(ids.length);
    }
  });

  it('says when, where, how she came and how she left', async () => {
    const [encounter] = of<Encounter>(await mapped(aVisit()), 'Encounter');
    expect(encounter).toMatchObject({
      status: 'finished',
      class: { code: 'AMB' },
      identifier: [
        { system: 'urn:vn:ma-lk:01999', value: 'LK-0001' },
        { system: 'urn:vn:ma-hsba:01999', value: 'HS-0001' },
      ],
      period: { start: '2026-03-10T08:00:00+07:00', end: '2026-03-10T11:00:00+07:00' },
      length: { value: 180, code: 'min' },
      reasonCode: [{ text: 'Đau đầu' }],
      hospitalization: { dischargeDisposition: { text: 'Đỡ' } },
    });
    expect(encounter?.diagnosis?.map((d) => d.rank)).toEqual([1, 2]);
  });

  it.each([
    ['03', '1.1', 'IMP'],
    ['01', '2', 'EMER'],
    ['09', '1.1', 'SS'],
    ['14', '1.1', 'VR'],
    ['12', '1.1', 'HH'],
  ])('maps kind of care %s and subject %s to class %s', async (MA_LOAI_KCB, MA_DOITUONG_KCB, code) => {
    const [encounter] = of<Encounter>(
      await mapped(aVisit({ summary: { MA_LOAI_KCB, MA_DOITUONG_KCB } })),
      'Encounter',
    );
    expect(encounter?.class.code).toBe(code);
  });

  it('names diagnoses by their code and ranks the principal one first', async () => {
    const conditions = of<Condition>(
      await mapped(aVisit({ summary: { MA_BENH_CHINH: 'i10', MA_BENH_KT: 'E119;E11.9' } })),
      'Condition',
    );
    expect(conditions.map((c) => c.code?.coding?.[0]?.code)).toEqual(['I10', 'E11.9']);
    expect(conditions[0]?.code?.text).toMatch(/[Tt]ăng huyết áp/);
  });

  it('makes of each drug a prescription and a dispensing with dose, route and quantity', async () => {
    const resources = await mapped(aVisit({ drugs: [aDrug({ ...key, STT: '1' })] }));
    expect(resources.find((r) => r.resourceType === 'MedicationRequest')).toMatchObject({
      medicationCodeableConcept: { text: 'Amlodipin 5 mg, Viên nén' },
      dosageInstruction: [
        {
          text: '1 viên/lần, 1 lần/ngày; Uống buổi sáng',
          route: { coding: [{ code: '1.01', display: 'Uống' }] },
        },
      ],
      dispenseRequest: { quantity: { value: 30, unit: 'Viên' } },
    });
    expect(resources.filter((r) => r.resourceType === 'MedicationDispense')).toHaveLength(1);
  });

  it('reads a result with a comma as a number, and keeps words as words', async () => {
    const results = ['6,8', '< 0,5', 'Âm tính', '1/160'].map((GIA_TRI, i) => ({
      ...key,
      STT: String(i + 1),
      MA_DICH_VU: 'TEST.GLU',
      TEN_CHI_SO: 'Glucose',
      GIA_TRI,
      DON_VI_DO: 'mmol/L',
      NGAY_KQ: '202603100930',
    }));
    const observations = of<Observation>(await mapped(aVisit({ results })), 'Observation').filter(
      (o) => o.code.text === 'Glucose',
    );
    expect(observations.map((o) => o.valueQuantity ?? o.valueString)).toEqual([
      { value: 6.8, unit: 'mmol/L', system: 'http://unitsofmeasure.org', code: 'mmol/L' },
      { value: 0.5, comparator: '<', unit: 'mmol/L', system: 'http://unitsofmeasure.org', code: 'mmol/L' },
      'Âm tính',
      '1/160',
    ]);
    expect(observations[0]?.code.coding?.[0]).toMatchObject({ system: 'http://loinc.org', code: '14771-0' });
  });

  it('writes the words of a finding as the conclusion of its report', async () => {
    const reports = (await mapped(aVisit())).filter((r) => r.resourceType === 'DiagnosticReport');
    expect(reports.map((r) => r.conclusion)).toEqual([
      undefined,
      'Hai phế trường sáng đều\nChưa thấy bất thường',
    ]);
    expect(reports[0]?.result).toHaveLength(1);
    expect(reports[1]?.category?.[0]?.coding?.[0]?.code).toBe('RAD');
  });

  it('bills each line with exact money and the total of the visit', async () => {
    const [claim] = of<Claim>(
      await mapped(
        aVisit({ drugs: [aDrug({ ...key, STT: '1', DON_GIA: '500.125', THANH_TIEN_BV: '15003.75' })] }),
      ),
      'Claim',
    );
    expect(claim?.total).toEqual({ value: 74000, currency: 'VND' });
    expect(claim?.item?.[0]).toMatchObject({
      unitPrice: { value: 500.125, currency: 'VND' },
      net: { value: 15003.75 },
    });
    expect(claim?.item).toHaveLength(3);
    const [uninsured] = of<Claim>(await mapped(aVisit({ summary: { MA_THE_BHYT: '' } })), 'Claim');
    expect(uninsured?.insurance[0]?.coverage.display).toBe('Không dùng thẻ BHYT');
  });

  it('gives one coverage for each card, with its days', async () => {
    const cards = {
      MA_THE_BHYT: 'DN4010000000017;HT3010000000017',
      GT_THE_TU: '20260101;20260301',
      GT_THE_DEN: '20260228;20261231',
    };
    const coverages = (await mapped(aVisit({ summary: cards }))).filter((r) => r.resourceType === 'Coverage');
    expect(coverages.map((c) => [c.identifier?.[0]?.value, c.period?.start])).toEqual([
      ['DN4010000000017', '2026-01-01'],
      ['HT3010000000017', '2026-03-01'],
    ]);
  });

  it('keeps weight and blood group, and guesses no vital sign out of a sentence', async () => {
    const observations = of<Observation>(await mapped(aVisit()), 'Observation');
    expect(observations.find((o) => o.code.text === 'Cân nặng')?.valueQuantity).toMatchObject({
      value: 56.5,
      code: 'kg',
    });
    expect(observations.find((o) => o.code.text === 'Nhóm máu')?.valueCodeableConcept?.text).toBe('O+');
    expect(observations.some((o) => o.code.coding?.some((c) => c.code === '8480-6'))).toBe(false);
  });

  it('keeps every paper: compositions, referral, appointment, and the rest word for word', async () => {
    const resources = await mapped(aVisit({ more: papers }));
    const types = resources.map((r) => r.resourceType);
    expect(types.filter((t) => t === 'Composition')).toHaveLength(2);
    expect(types.filter((t) => t === 'DocumentReference')).toHaveLength(5);
    expect(resources.find((r) => r.resourceType === 'Appointment')).toMatchObject({
      status: 'proposed',
      requestedPeriod: [{ start: '2026-04-10', end: '2026-04-10' }],
    });
    const [discharge] = of<Composition>(resources, 'Composition');
    expect(discharge?.section?.[0]?.text?.div).toContain('&lt;nặng&gt; &amp;');
    const leave = resources
      .filter((r) => r.resourceType === 'DocumentReference')
      .find((d) => d.description?.includes('nghỉ việc'));
    expect(Buffer.from(leave?.content[0]?.attachment.data ?? '', 'base64').toString()).toContain(
      'SO_NGAY_NGHI: 3',
    );
  });

  it('shows somebody who has only checked in as under way, without a bill; the summary that comes later is the same visit', async () => {
    const checkIn = {
      ...key,
      STT: '1',
      HO_TEN: 'LÝ THỊ THỬ NGHIỆM',
      NGAY_SINH: '199005120000',
      GIOI_TINH: '2',
      MA_CSKCB: '01999',
      NGAY_VAO: '202603100800',
      MA_LOAI_KCB: '01',
    };
    const early = await mapped({ tables: { XML0: [checkIn] } });
    expect(early.map((r) => r.resourceType)).toEqual(['Encounter']);
    expect(early[0]).toMatchObject({ status: 'in-progress' });
    expect((await mapped(aVisit()))[0]?.id).toBe(early[0]?.id);
  });

  it('gives the same ids for the same lines, also in another order, and other ids for another visit', async () => {
    const a = (await mapped(aVisit())).map((r) => r.id ?? '').sort();
    const turned = aVisit({
      services: [
        aService({
          ...key,
          STT: '2',
          MA_NHOM: '2',
          MA_DICH_VU: 'TEST.XQ',
          TEN_DICH_VU: 'Chụp X-quang ngực thẳng',
        }),
        aService({ ...key, STT: '1' }),
      ],
    });
    expect((await mapped(turned)).map((r) => r.id ?? '').sort()).toEqual(a);
    const other = await mapped(aVisit({ key: 'LK-0002' }));
    const shared = other.filter((r) => a.includes(r.id ?? '') && r.resourceType !== 'Coverage');
    expect(shared).toEqual([]);
  });
});

describe('a value in a result', () => {
  it.each([
    ['5.4', { value: 5.4 }],
    ['5,4', { value: 5.4 }],
    ['0,125', { value: 0.125 }],
    ['-1', { value: -1 }],
    ['≥10', { value: 10, comparator: '>=' }],
    ['1,234', undefined],
    ['3-5', undefined],
    ['120/80', undefined],
    ['', undefined],
  ])('%s', (text, expected) => {
    expect(measuredValue(text)).toEqual(expected);
  });

  it('knows blood groups in the ways hospitals write them', () => {
    expect(['A+', 'o Rh(+)', 'AB', 'B Rh-', 'A Rh dương', 'C', ''].map(bloodGroup)).toEqual([
      'A+',
      'O+',
      'AB',
      'B-',
      'A+',
      undefined,
      undefined,
    ]);
  });
});
