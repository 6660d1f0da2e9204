import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import type { Context } from '#platform/context.ts';
import type { Command } from '#platform/module/define-module.ts';
import { sentenceOf } from '../domain/sheet/findings.ts';
import { openLine, readImportRow } from '../imports/import-row.ts';
import { carryOutImport, planImport } from '../imports/run-import.ts';
import { wholeCountry } from '../places-of-desk.ts';
import { refillDirectory } from '../refill.ts';

/** The directory made anew out of the record. */
export const rebuildCommand: Command = {
  name: 'directory rebuild',
  usage: 'directory rebuild',
  about: {
    vi: 'Lập lại danh bạ tìm kiếm từ hồ sơ FHIR (Organization, Location, HealthcareService, Practitioner, PractitionerRole)',
    en: 'Make what the directory finds anew out of the FHIR record (Organization, Location, HealthcareService, Practitioner, PractitionerRole)',
  },
  async run(ctx, _args, print) {
    print(String(await ctx.transaction((tx) => refillDirectory(tx))));
    return 0;
  },
};

/** A spreadsheet on this machine, for a first load of the whole country: the same dry run, report and step-by-step writing as on the page. */
export const importCommand: Command = {
  name: 'directory import',
  usage: 'directory import facilities|practitioners FILE [--apply]',
  about: {
    vi: 'Đọc thử bảng tính cơ sở hoặc người hành nghề, in các dòng bị từ chối; --apply thì ghi',
    en: 'Dry-run a spreadsheet of facilities or health workers and print what is refused; --apply writes it',
  },
  async run(ctx, args, print) {
    const [kind, file] = args.filter((word) => !word.startsWith('--'));
    if ((kind !== 'facilities' && kind !== 'practitioners') || file === undefined) return 2;
    const id = await receive(ctx, kind, file);
    await planImport(ctx, id);
    await report(ctx, id, print);
    if (!args.includes('--apply')) return 0;
    await ctx.sql.query(`update directory.import set state = 'applying' where id = $1 and state = 'ready'`, [
      id,
    ]);
    await carryOutImport(ctx, id);
    const { applied, state } = await readImportRow(ctx, id);
    print(`${state} ${applied}`);
    return state === 'done' ? 0 : 1;
  },
};

async function receive(ctx: Context, kind: string, file: string): Promise<string> {
  const { sha256 } = await ctx.files.put(Readable.from([await readFile(file)]));
  const id = randomUUID();
  await ctx.sql.query(
    `insert into directory.import (id, kind, file_name, sha256, by, by_name, at, places, state)
     values ($1, $2, $3, $4, $5, $6, $7, $8, 'reading')`,
    [id, kind, basename(file), sha256, ctx.actor.accountId, ctx.actor.display, ctx.now(), [wholeCountry]],
  );
  return id;
}

async function report(ctx: Context, id: string, print: (line: string) => void): Promise<void> {
  const { state, reason } = await readImportRow(ctx, id);
  if (reason !== null) print(`${state}: ${reason}`);
  const counts = await ctx.sql.query<{ outcome: string; n: number }>(
    'select outcome, count(*)::int as n from directory.import_line where import_id = $1 group by outcome order by outcome',
    [id],
  );
  print(counts.map(({ outcome, n }) => `${outcome} ${n}`).join('  '));
  const refused = await ctx.sql.query<{ line: number; sealed: string }>(
    `select line, sealed from directory.import_line where import_id = $1 and outcome = 'refused' order by line limit 1000`,
    [id],
  );
  for (const { line, sealed } of refused) {
    const { key, findings } = openLine(ctx, id, line, sealed);
    const said = findings
      .filter(({ level }) => level === 'error')
      .map((finding) => `${finding.column ?? ''}: ${sentenceOf(finding)[ctx.actor.language]}`);
    print(`${line}  ${key}  ${said.join(' | ')}`);
  }
}
