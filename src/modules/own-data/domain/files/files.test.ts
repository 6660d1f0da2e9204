import { deflateRawSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readAppleHealth } from './apple-health.ts';
import { createCsvLines, separatorOf } from './csv-lines.ts';
import { guessMapping, isWhole, readingsOfLine, readMoment } from './csv-readings.ts';
import { bodyOf, exportIn, listZip, type ReadBytes } from './find-in-zip.ts';
import { FileFault, type FoundReading } from './found-reading.ts';
import { createThinning, stampOf } from './thin-readings.ts';

const zone = (local: string): string => `${local}+07:00`;

const health = `<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE HealthData [
<!ELEMENT HealthData (ExportDate,Me,(Record|Correlation)*)>
<!ATTLIST HealthData locale CDATA #REQUIRED>
]>
<HealthData locale="vi_VN">
 <ExportDate value="2026-11-23 08:00:00 +0700"/>
 <Me HKCharacteristicTypeIdentifierBloodType="HKBloodTypeNotSet"/>
 <Record type="HKQuantityTypeIdentifierHeartRate" sourceName="Đồng hồ của Hoa" unit="count/min" startDate="2026-11-22 07:00:00 +0700" endDate="2026-11-22 07:00:00 +0700" value="61">
  <MetadataEntry key="HKMetadataKeyHeartRateMotionContext" value="0"/>
 </Record>
 <Record type="HKQuantityTypeIdentifierBodyMass" sourceName="Cân" unit="kg" startDate="2026-11-22 06:30:00 +0700" value="54.4"/>
 <Record type="HKQuantityTypeIdentifierBloodGlucose" sourceName="Máy đường" unit="mmol&lt;180.1558800000541&gt;/L" startDate="2026-11-22 06:31:00 +0700" value="5.6"/>
 <Record type="HKQuantityTypeIdentifierOxygenSaturation" sourceName="Đồng hồ của Hoa" unit="%" startDate="2026-11-22 03:00:00 +0700" value="0.97"/>
 <Record type="HKQuantityTypeIdentifierStepCount" sourceName="iPhone" unit="count" startDate="2026-11-22 06:31:00 +0700" value="112"/>
 <Record type="HKQuantityTypeIdentifierBloodPressureSystolic" sourceName="OMRON" unit="mmHg" startDate="2026-11-22 07:30:00 +0700" value="128"/>
 <Correlation type="HKCorrelationTypeIdentifierBloodPressure" sourceName="OMRON" startDate="2026-11-22 07:30:00 +0700">
  <Record type="HKQuantityTypeIdentifierBloodPressureSystolic" sourceName="OMRON" unit="mmHg" startDate="2026-11-22 07:30:00 +0700" value="128"/>
  <Record type="HKQuantityTypeIdentifierBloodPressureDiastolic" sourceName="OMRON" unit="mmHg" startDate="2026-11-22 07:30:00 +0700" value="82"/>
 </Correlation>
</HealthData>`;

const readWhole = (text: string, cuts: readonly number[] = []): FoundReading[] => {
  const reader = readAppleHealth();
  const places = [0, ...[...cuts].toSorted((a, b) => a - b), text.length];
  const found = places.slice(1).flatMap((to, at) => [...reader.write(text.slice(places[at], to))]);
  return [...found, ...reader.end()];
};

describe('an Apple Health export', () => {
  it('gives what it holds: pairs once, units in UCUM, the zone of the clock', () => {
    expect(
      readWhole(health).map(({ kind, values, unit, at, instrument }) => [
        kind,
        values,
        unit,
        at,
        instrument.name,
      ]),
    ).toEqual([
      ['pulse', [61], '/min', '2026-11-22T07:00:00+07:00', 'Đồng hồ của Hoa'],
      ['weight', [54.4], 'kg', '2026-11-22T06:30:00+07:00', 'Cân'],
      ['sugar', [5.6], 'mmol/L', '2026-11-22T06:31:00+07:00', 'Máy đường'],
      ['oxygen', [0.97], '1', '2026-11-22T03:00:00+07:00', 'Đồng hồ của Hoa'],
      ['pressure', [128, 82], 'mm[Hg]', '2026-11-22T07:30:00+07:00', 'OMRON'],
    ]);
  });

  it('gives the same wherever its pieces are cut', () => {
    const whole = readWhole(health);
    fc.assert(
      fc.property(fc.array(fc.nat(health.length), { maxLength: 12 }), (cuts) => {
        expect(readWhole(health, cuts)).toEqual(whole);
      }),
    );
  });

  it.each([
    ['another document', '<ClinicalDocument/>', 'not-export'],
    ['no XML', 'PK something', 'not-xml'],
    ['a document that was cut off', health.slice(0, 900), 'not-xml'],
    ['nothing', '', 'not-xml'],
  ])('%s is told', (_name, text, code) => {
    expect(() => readWhole(text)).toThrow(expect.objectContaining({ code }));
  });

  it('whatever stands in it, there is an answer or a fault of ours', () => {
    const words = [
      '<',
      '>',
      '/',
      '"',
      '<HealthData>',
      '</HealthData>',
      '<Record type="HKQuantityTypeIdentifierBodyMass" value="',
      '" unit="kg" startDate="2026-11-22 06:30:00 +0700"/>',
      '<Correlation type="HKCorrelationTypeIdentifierBloodPressure">',
      '</Correlation>',
      '&lt;',
      '&b;',
      '<!DOCTYPE a [<!ENTITY b "c">]>',
      'x',
      '9',
      '\u0000',
    ];
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...words), { maxLength: 30 }), (parts) => {
        try {
          readWhole(parts.join(''));
        } catch (error) {
          expect(error).toBeInstanceOf(FileFault);
        }
      }),
      { numRuns: 1000 },
    );
  });
});

describe('what is measured all day', () => {
  it('is kept once a day, the rest whole', () => {
    const keeps = createThinning();
    const one = (kind: FoundReading['kind'], at: string): boolean =>
      keeps({ kind, values: [60], unit: '/min', at, instrument: { way: 'csv' } });
    expect(one('pulse', '2026-11-22T07:00:00+07:00')).toBe(true);
    expect(one('pulse', '2026-11-22T07:05:00+07:00')).toBe(false);
    expect(one('oxygen', '2026-11-22T07:05:00+07:00')).toBe(true);
    expect(one('pulse', '2026-11-23T00:01:00+07:00')).toBe(true);
    expect(one('weight', '2026-11-22T07:00:00+07:00')).toBe(true);
    expect(one('weight', '2026-11-22T08:00:00+07:00')).toBe(true);
  });
  it('has one name in whatever zone the export was written', () => {
    const at = (text: string) => stampOf({ at: text } as FoundReading);
    expect(at('2026-11-22T07:00:00+07:00')).toBe(at('2026-11-22T09:00:00+09:00'));
  });
});

describe('a table', () => {
  it.each([
    [
      'Date,Time,Systolic (mmHg),Diastolic (mmHg),Pulse (bpm)',
      ['day', 'clock', 'systolic', 'diastolic', 'pulse'],
    ],
    ['Ngày giờ;Tâm thu;Tâm trương;Mạch', ['moment', 'systolic', 'diastolic', 'pulse']],
    ['Thời gian\tĐường huyết (mg/dL)\tGhi chú', ['moment', 'sugar', 'none']],
    ['timestamp,weight (lb),SpO2', ['moment', 'weight', 'oxygen']],
    ['Ngày,Cân nặng', ['moment', 'weight']],
  ])('with the head %s is understood', (head, uses) => {
    const [columns] = createCsvLines(separatorOf(head)).write(`${head}\n`);
    const mapping = guessMapping(columns!);
    expect(mapping.uses).toEqual(uses);
    expect(isWhole(mapping)).toBe(true);
  });

  it('tells the units of its heads', () => {
    expect(guessMapping(['time', 'glucose (mg/dL)', 'weight (lb)', 'temp (°F)']).units).toEqual({
      sugar: 'mg/dL',
      weight: '[lb_av]',
      temperature: '[degF]',
    });
  });

  it('is not enough without a time, a number, or one half of a pressure', () => {
    for (const head of [['note'], ['time', 'note'], ['pulse'], ['time', 'systolic']])
      expect(isWhole(guessMapping(head))).toBe(false);
  });

  it('gives its readings, with commas in numbers and days as in Việt Nam', () => {
    const mapping = guessMapping(['Ngày', 'Giờ', 'Tâm thu', 'Tâm trương', 'Đường huyết (mmol/L)']);
    expect(readingsOfLine(['03/11/2026', '7:30', '128', '82', '5,6'], mapping, zone)).toEqual([
      {
        kind: 'pressure',
        values: [128, 82],
        unit: 'mm[Hg]',
        at: '2026-11-03T07:30:00+07:00',
        instrument: { way: 'csv' },
      },
      {
        kind: 'sugar',
        values: [5.6],
        unit: 'mmol/L',
        at: '2026-11-03T07:30:00+07:00',
        instrument: { way: 'csv' },
      },
    ]);
    expect(readingsOfLine(['31/02/2026', '7:30', '128', '82', ''], mapping, zone)).toEqual([]);
    expect(readingsOfLine(['03/11/2026', '7:30', '', '', ''], mapping, zone)).toEqual([]);
  });

  it.each([
    ['2026-11-03T07:30:00Z', '2026-11-03T07:30:00Z'],
    ['2026-11-03 07:30:15 +0900', '2026-11-03T07:30:15+09:00'],
    ['2026-11-03 07:30', '2026-11-03T07:30:00+07:00'],
    ['3.11.2026', '2026-11-03T00:00:00+07:00'],
    ['hôm qua', undefined],
    ['2026-13-03', undefined],
    ['2026-11-03 25:00', undefined],
  ])('the time %s', (text, at) => {
    expect(readMoment(text, zone)).toBe(at);
  });

  it('is split the same wherever its pieces are cut, quotes and line feeds within them too', () => {
    const text = '\uFEFFa,"b ""x"", c\nd",e\r\n1,,3\n\n"4",5,6';
    const read = (cuts: readonly number[]) => {
      const lines = createCsvLines(',');
      const places = [0, ...[...cuts].toSorted((a, b) => a - b), text.length];
      const found = places.slice(1).flatMap((to, at) => [...lines.write(text.slice(places[at], to))]);
      return [...found, ...lines.end()];
    };
    const whole = [
      ['a', 'b "x", c\nd', 'e'],
      ['1', '', '3'],
      ['4', '5', '6'],
    ];
    expect(read([])).toEqual(whole);
    fc.assert(
      fc.property(fc.array(fc.nat(text.length), { maxLength: 8 }), (cuts) => {
        expect(read(cuts)).toEqual(whole);
      }),
    );
  });
});

describe('a zip', () => {
  const entry = (name: string, content: string, method: 0 | 8 = 8) => {
    const plain = Buffer.from(content);
    return { name: Buffer.from(name), method, plain, packed: method === 8 ? deflateRawSync(plain) : plain };
  };
  /** A zip as any program writes it; `wide` puts the sizes into zip64 fields, as beyond 4 GB. */
  const zipOf = (entries: readonly ReturnType<typeof entry>[], wide = false): Buffer => {
    const bodies: Buffer[] = [];
    const list: Buffer[] = [];
    let at = 0;
    for (const { name, method, plain, packed } of entries) {
      const head = Buffer.alloc(30);
      head.writeUInt32LE(0x04034b50, 0);
      head.writeUInt16LE(method, 8);
      head.writeUInt16LE(name.length, 26);
      const extra = Buffer.alloc(wide ? 28 : 0);
      if (wide) {
        extra.writeUInt16LE(1, 0);
        extra.writeUInt16LE(24, 2);
        extra.writeBigUInt64LE(BigInt(plain.length), 4);
        extra.writeBigUInt64LE(BigInt(packed.length), 12);
        extra.writeBigUInt64LE(BigInt(at), 20);
      }
      const line = Buffer.alloc(46);
      line.writeUInt32LE(0x02014b50, 0);
      line.writeUInt16LE(method, 10);
      line.writeUInt32LE(wide ? 0xffffffff : packed.length, 20);
      line.writeUInt32LE(wide ? 0xffffffff : plain.length, 24);
      line.writeUInt16LE(name.length, 28);
      line.writeUInt16LE(extra.length, 30);
      line.writeUInt32LE(wide ? 0xffffffff : at, 42);
      bodies.push(head, name, packed);
      list.push(line, name, extra);
      at += head.length + name.length + packed.length;
    }
    const listed = Buffer.concat(list);
    const end = Buffer.alloc(22);
    end.writeUInt32LE(0x06054b50, 0);
    end.writeUInt16LE(entries.length, 10);
    end.writeUInt32LE(wide ? 0xffffffff : listed.length, 12);
    end.writeUInt32LE(wide ? 0xffffffff : at, 16);
    const more = Buffer.alloc(wide ? 76 : 0);
    if (wide) {
      more.writeUInt32LE(0x06064b50, 0);
      more.writeBigUInt64LE(BigInt(listed.length), 40);
      more.writeBigUInt64LE(BigInt(at), 48);
      more.writeUInt32LE(0x07064b50, 56);
      more.writeBigUInt64LE(BigInt(at + listed.length), 64);
    }
    return Buffer.concat([...bodies, listed, more, end]);
  };
  const readOf =
    (zip: Buffer): ReadBytes =>
    (from, to) => {
      const bytes = new Uint8Array(zip.subarray(Math.max(0, from), Math.min(to, zip.length)));
      return Promise.resolve(new DataView(bytes.buffer));
    };

  it.each([
    ['small', false],
    ['beyond four gigabytes', true],
  ])('that is %s gives the export, whatever language its name is in', async (_name, wide) => {
    const zip = zipOf(
      [
        entry('apple_health_export/export_cda.xml', '<ClinicalDocument>'.repeat(50)),
        entry('apple_health_export/xuất.xml', health),
        entry('apple_health_export/workout-routes/route.gpx', 'x'),
      ],
      wide,
    );
    const read = readOf(zip);
    const found = exportIn(await listZip(zip.length, read));
    expect(found.name).toBe('apple_health_export/xuất.xml');
    expect(found.size).toBe(Buffer.byteLength(health));
    const from = await bodyOf(found, read);
    expect(zip.subarray(from, from + found.packed)).toEqual(deflateRawSync(Buffer.from(health)));
  });

  it('without one, broken, or cut off is told', async () => {
    const zip = zipOf([entry('a.gpx', 'x')]);
    expect(() => exportIn([])).toThrow(FileFault);
    expect(exportIn.bind(undefined, await listZip(zip.length, readOf(zip)))).toThrow(FileFault);
    const cut = zip.subarray(0, zip.length - 30);
    await expect(listZip(cut.length, readOf(cut))).rejects.toThrow(FileFault);
  });

  it('whatever bytes it has, there is a list or a fault of ours', async () => {
    const zip = zipOf([entry('export.xml', health)], true);
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.nat(zip.length - 1), fc.nat(255)), { maxLength: 8 }),
        async (slips) => {
          const torn = Buffer.from(zip);
          for (const [at, byte] of slips) torn[at] = byte;
          try {
            const list = await listZip(torn.length, readOf(torn));
            for (const one of list) await bodyOf(one, readOf(torn));
          } catch (error) {
            expect(error).toBeInstanceOf(FileFault);
          }
        },
      ),
    );
  });
});
