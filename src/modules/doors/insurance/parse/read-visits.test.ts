import { describe, expect, it } from 'vitest';
import { printEnvelope } from '../print-envelope.ts';
import { readPieces } from '../test/read-text.ts';
import { aDrug, aVisit } from '../test/sample-visit.ts';
import { claimLimits } from './limits.ts';

const head = { facility: '01999', madeOn: '20260310' };
const envelope = (count: number, declared?: string) =>
  [
    ...printEnvelope(
      declared === undefined ? head : { ...head, declared },
      Array.from({ length: count }, (_, i) => aVisit({ key: `LK-${i + 1}` })),
    ),
  ].join('');
const wrap = (content: string, kind = 'XML1') =>
  `<GIAMDINHHS><THONGTINHOSO><DANHSACHHOSO><HOSO><FILEHOSO><LOAIHOSO>${kind}</LOAIHOSO><NOIDUNGFILE>${content}</NOIDUNGFILE></FILEHOSO></HOSO></DANHSACHHOSO></THONGTINHOSO></GIAMDINHHS>`;
const base64 = (text: string | Uint8Array) => Buffer.from(text as string).toString('base64');

describe('reading a claim envelope', () => {
  it('gives every visit with its tables and lines, whatever the size of the pieces', async () => {
    const text = envelope(3);
    for (const size of [1, 7, 64, 100_000]) {
      const { visits, facts } = await readPieces(text, size);
      expect(facts).toMatchObject({ facility: '01999', declaredVisits: '3', visits: 3, problem: undefined });
      expect(visits.map((v) => v.tables.map((t) => `${t.kind}:${t.lines.length}`).join(' '))).toEqual(
        Array(3).fill('XML1:1 XML2:2 XML3:2 XML4:2 XML5:1'),
      );
      expect(visits[2]?.tables[0]?.lines[0]?.get('MA_LK')).toBe('LK-3');
    }
  });

  it('takes the whole visits before the place where a file was cut off', async () => {
    const text = envelope(5);
    const cut = text.slice(0, text.lastIndexOf('<HOSO>') + 400);
    const { visits, facts } = await readPieces(cut);
    expect(visits).toHaveLength(4);
    expect(facts.problem).toBe('claim.truncated');
  });

  it('takes the whole visits before broken XML', async () => {
    const text = envelope(3).replace(/<HOSO>(?![\s\S]*<HOSO>)/, '<HOSO></WRONG>');
    const { visits, facts } = await readPieces(text);
    expect(visits).toHaveLength(2);
    expect(facts.problem).toBe('claim.not-well-formed');
  });

  it('does not believe SOLUONGHOSO', async () => {
    const { visits, facts } = await readPieces(envelope(2, '2000000000'));
    expect(visits).toHaveLength(2);
    expect(facts.declaredVisits).toBe('2000000000');
  });

  it('refuses a file that declares entities, before anything is expanded', async () => {
    const bomb = `<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]>${envelope(1).slice(39)}`;
    const { visits, facts } = await readPieces(bomb, 50);
    expect(visits).toHaveLength(0);
    expect(facts.problem).toBe('claim.doctype');
    const external = `<!DOCTYPE x SYSTEM "file:///etc/passwd">${envelope(1).slice(39)}`;
    expect((await readPieces(external)).facts.problem).toBe('claim.doctype');
  });

  it('refuses entities inside a table and takes the other tables', async () => {
    const inner = `<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><TONG_HOP><MA_LK>&e;</MA_LK></TONG_HOP>`;
    const { visits, facts } = await readPieces(wrap(base64(inner)));
    expect(facts.problem).toBeUndefined();
    expect(visits[0]?.tables[0]).toMatchObject({ problem: 'claim.doctype', lines: [] });
  });

  it('stops at nesting that no regulation knows', async () => {
    const deep = `<GIAMDINHHS>${'<A>'.repeat(30)}${'</A>'.repeat(30)}</GIAMDINHHS>`;
    expect((await readPieces(deep)).facts.problem).toBe('claim.too-deep');
    const inner = `<TONG_HOP>${'<A>'.repeat(30)}${'</A>'.repeat(30)}</TONG_HOP>`;
    expect((await readPieces(wrap(base64(inner)))).visits[0]?.tables[0]?.problem).toBe('claim.too-deep');
  });

  it('stops at a value without end instead of filling the memory', async () => {
    const limits = { ...claimLimits, text: 50_000, visit: 200_000 };
    const outer = `<GIAMDINHHS><THONGTINDONVI><MACSKCB>${'9'.repeat(120_000)}`;
    expect((await readPieces(outer, 1000, { limits })).facts.problem).toBe('claim.text-too-large');
    const inner = `<TONG_HOP><MA_LK>${'9'.repeat(300_000)}</MA_LK></TONG_HOP>`;
    const { visits } = await readPieces(wrap(base64(inner)), 1000, { limits });
    expect(visits[0]?.tables[0]?.problem ?? visits[0]?.problem).toMatch(/too-large/);
  });

  it('reads Vietnamese in UTF-8, UTF-16 and Windows-1258, composed or not, as the same letters', async () => {
    const xml = (encoding: string, name: string) =>
      `<?xml version="1.0" encoding="${encoding}"?><TONG_HOP><MA_LK>1</MA_LK><HO_TEN>${name}</HO_TEN></TONG_HOP>`;
    const name = 'Nguyễn Thị Ước';
    const utf16 = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(xml('UTF-16', name), 'utf16le')]);
    const utf16be = Buffer.from(Buffer.from(xml('UTF-16', name), 'utf16le')).swap16();
    const marked = Buffer.concat([
      Buffer.from([0xef, 0xbb, 0xbf]),
      Buffer.from(xml('UTF-8', name.normalize('NFD'))),
    ]);
    // Windows-1258: Nguy + ê + combining tilde (0xDE) + n ..., Th + i + dot below (0xF2), Ư + acute (0xEC) + ớ as ơ + acute.
    const cp1258 = Buffer.concat([
      Buffer.from(
        '<?xml version="1.0" encoding="windows-1258"?><TONG_HOP><MA_LK>1</MA_LK><HO_TEN>Nguy',
        'latin1',
      ),
      Buffer.from([0xea, 0xde]),
      Buffer.from('n Thi', 'latin1'),
      Buffer.from([0xf2]),
      Buffer.from(' ', 'latin1'),
      Buffer.from([0xdd, 0xf5, 0xec]),
      Buffer.from('c</HO_TEN></TONG_HOP>', 'latin1'),
    ]);
    for (const bytes of [xml('UTF-8', name), utf16, utf16be, marked, cp1258]) {
      const { visits } = await readPieces(wrap(base64(bytes)));
      expect(visits[0]?.tables[0]?.lines[0]?.get('HO_TEN')).toBe(name.normalize('NFC'));
    }
    const outer16 = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(envelope(2), 'utf16le')]);
    expect((await readPieces(outer16, 333)).visits).toHaveLength(2);
  });

  it('names a table whose bytes are not the encoding it declares, instead of guessing letters', async () => {
    const bytes = Buffer.concat([
      Buffer.from('<TONG_HOP><HO_TEN>Nguy'),
      Buffer.from([0xe9, 0x6e, 0xff]),
      Buffer.from('</HO_TEN></TONG_HOP>'),
    ]);
    expect((await readPieces(wrap(base64(bytes)))).visits[0]?.tables[0]?.problem).toBe(
      'claim.encoding-invalid',
    );
    const unknown = '<?xml version="1.0" encoding="TCVN3"?><TONG_HOP/>';
    expect((await readPieces(wrap(base64(unknown)))).visits[0]?.tables[0]?.problem).toBe(
      'claim.encoding-unknown',
    );
  });

  it('forgives line breaks in base64 and names noise', async () => {
    const good = base64('<TONG_HOP><MA_LK>1</MA_LK></TONG_HOP>');
    const broken = good.replace(/(.{10})/g, '$1\r\n ');
    const entity = good.replace(/(.{12})/g, '$1&#13;&#xA;');
    const cdata = `<![CDATA[${good}]]>`;
    for (const content of [broken, entity, cdata]) {
      for (const size of [3, 1000]) {
        const { visits } = await readPieces(wrap(content), size);
        expect(visits[0]?.tables[0]).toMatchObject({ problem: undefined });
        expect(visits[0]?.tables[0]?.lines[0]?.get('MA_LK')).toBe('1');
      }
    }
    for (const noise of [
      `${good.slice(0, 8)}!${good.slice(8)}`,
      `${good}A`,
      `==${good}`,
      'không phải base64',
    ]) {
      expect((await readPieces(wrap(noise))).visits[0]?.tables[0]?.problem).toMatch(
        /base64|well-formed|encoding/,
      );
    }
  });

  it('says what a file is that is no envelope', async () => {
    expect((await readPieces('<TONG_HOP><MA_LK>1</MA_LK></TONG_HOP>')).facts.problem).toBe(
      'claim.bare-table',
    );
    expect((await readPieces('<html><body>hi</body></html>')).facts.problem).toBe('claim.not-an-envelope');
    expect((await readPieces('MSH|^~\\&|A|B')).facts.problem).toBe('claim.not-well-formed');
    expect((await readPieces('')).facts.problem).toMatch(/claim\./);
  });

  it('passes over visits that were taken already without decoding them', async () => {
    const { visits, facts } = await readPieces(envelope(6), 4096, { wants: (ordinal) => ordinal > 4 });
    expect(visits.map((v) => v.ordinal)).toEqual([5, 6]);
    expect(facts.visits).toBe(6);
  });

  it('finds the kind of a table also when it stands behind its content', async () => {
    const inner = base64('<TONG_HOP><MA_LK>1</MA_LK></TONG_HOP>');
    const text = `<GIAMDINHHS><HOSO><FILEHOSO><NOIDUNGFILE>${inner}</NOIDUNGFILE><LOAIHOSO>XML1</LOAIHOSO></FILEHOSO></HOSO></GIAMDINHHS>`;
    expect((await readPieces(text)).visits[0]?.tables[0]?.lines).toHaveLength(1);
  });

  it('holds one visit in memory, not the file', async () => {
    const visit = [
      ...printEnvelope(head, [
        aVisit({
          drugs: Array.from({ length: 40 }, (_, i) => aDrug({ MA_LK: 'LK-0001', STT: String(i + 1) })),
        }),
      ]),
    ].join('');
    const [start = '', end = ''] = visit.split(/<HOSO>[\s\S]*<\/HOSO>/);
    const one = /<HOSO>[\s\S]*<\/HOSO>/.exec(visit)?.[0] ?? '';
    const { readVisits } = await import('./read-visits.ts');
    const reading = readVisits(
      (async function* () {
        yield Buffer.from(start);
        for (let i = 0; i < 120; i += 1) yield Buffer.from(one);
        yield Buffer.from(end);
      })(),
    );
    globalThis.gc?.();
    const before = process.memoryUsage().heapUsed;
    let most = 0;
    let count = 0;
    for await (const raw of reading.visits) {
      count += raw.tables.length > 0 ? 1 : 0;
      most = Math.max(most, process.memoryUsage().heapUsed - before);
    }
    expect(count).toBe(120);
    // What is alive at once stays far below what was read, garbage included.
    expect(most).toBeLessThan(120_000_000);
  }, 60_000);
});
