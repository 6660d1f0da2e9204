import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { printEnvelope } from '../print-envelope.ts';
import { readPieces } from '../test/read-text.ts';
import { checkVisit } from '../domain/check-visit.ts';
import { printLine } from '../domain/notebook.ts';

const value = fc
  .string({ unit: 'grapheme', maxLength: 40 })
  .map((text) => text.replace(/[^\t\n\u0020-\ud7ff\ue000-\ufffd]/gu, ''));
const line = fc.record({ MA_LK: value, STT: fc.nat(99).map(String), TEN_THUOC: value, LIEU_DUNG: value });
const visit = fc.record({
  tables: fc.record({
    XML1: fc.tuple(fc.record({ MA_LK: value, HO_TEN: value })),
    XML2: fc.array(line, { maxLength: 4 }),
  }),
});
const runs = { numRuns: 60 };
const context = {
  envelopeFacility: '01999',
  now: new Date('2026-06-01T00:00:00Z'),
  knowsDiagnosis: () => true,
};

describe('any claim envelope', () => {
  it('reads back what was printed, cut anywhere', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(visit, { maxLength: 4 }),
        fc.integer({ min: 1, max: 300 }),
        async (visits, size) => {
          const text = [...printEnvelope({ facility: '01999', madeOn: '20260310' }, visits)].join('');
          const read = await readPieces(text, size);
          expect(read.facts.problem).toBeUndefined();
          expect(read.visits).toHaveLength(visits.length);
          for (const [i, { tables }] of visits.entries()) {
            const drugs = read.visits[i]?.tables.find((t) => t.kind === 'XML2')?.lines ?? [];
            expect(drugs.map((d) => d.get('TEN_THUOC'))).toEqual(
              tables.XML2.map((d) => d.TEN_THUOC.normalize('NFC').replace(/\r\n?/g, '\n').trim()),
            );
          }
        },
      ),
      runs,
    );
  });

  it('never throws and always ends, whatever the bytes', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uint8Array({ maxLength: 400 }),
        fc.integer({ min: 1, max: 50 }),
        async (bytes, size) => {
          const { facts } = await readPieces(bytes, size);
          expect(facts.problem === undefined || facts.problem.startsWith('claim.')).toBe(true);
        },
      ),
      { numRuns: 300 },
    );
  });

  it('never throws for a good envelope with a piece of it replaced by noise', async () => {
    const text = Buffer.from(
      [
        ...printEnvelope({ facility: '01999', madeOn: '20260310' }, [
          { tables: { XML1: [{ MA_LK: 'A', HO_TEN: 'B' }] } },
        ]),
      ].join(''),
    );
    await fc.assert(
      fc.asyncProperty(fc.nat(text.length - 1), fc.uint8Array({ maxLength: 30 }), async (at, noise) => {
        const bytes = Buffer.concat([
          text.subarray(0, at),
          noise,
          text.subarray(Math.min(text.length, at + noise.length)),
        ]);
        const { visits } = await readPieces(bytes, 97);
        for (const raw of visits) checkVisit(raw, context);
      }),
      { numRuns: 300 },
    );
  });

  it('judges any lines without throwing, and what it puts aside prints and names a rule', () => {
    const row = fc.dictionary(
      fc.constantFrom(
        'MA_LK',
        'STT',
        'NGAY_VAO',
        'NGAY_SINH',
        'SO_LUONG',
        'MA_THE_BHYT',
        'T_BHTT',
        'HO_TEN',
        '__proto__',
      ),
      fc.string(),
    );
    const table = fc.record({
      kind: fc.constantFrom('XML1', 'XML2', 'XML3', 'XML9', 'ABC'),
      lines: fc.array(
        row.map((r) => new Map(Object.entries(r))),
        { maxLength: 3 },
      ),
    });
    fc.assert(
      fc.property(fc.array(table, { maxLength: 5 }), (tables) => {
        const checked = checkVisit({ ordinal: 1, tables }, context);
        for (const finding of checked.findings) expect(finding.text.vi.length).toBeGreaterThan(0);
        for (const { lines } of tables) for (const one of lines) printLine(one);
      }),
      { numRuns: 300 },
    );
  });
});
