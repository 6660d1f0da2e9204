import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { AppError } from '#kernel/errors.ts';
import type { Bilingual, Language } from '#kernel/schema.ts';
import type { Command } from '../../module/define-module.ts';
import type { RecordEngine } from '../record-engine.ts';
import type { Given } from './export-wish.ts';

const progressMs = 2_000;
const options = {
  out: { type: 'string' },
  type: { type: 'string', multiple: true },
  since: { type: 'string' },
  group: { type: 'string' },
} as const;

/** `sen export --out DIR`: the whole store, or a part of it, as NDJSON. Works while the server runs. */
export function exportCommand(records: Pick<RecordEngine, 'exportTo'>): Command {
  return {
    name: 'export',
    usage: 'export --out DIR [--type TYPE,...] [--since TIME] [--group ID]',
    about: {
      vi: 'Xuất hồ sơ ra thư mục (NDJSON, kèm SHA256SUMS); chạy lại cùng lệnh để tiếp tục nếu bị ngắt',
      en: 'Export records into a folder (NDJSON, with SHA256SUMS); the same command goes on where it was cut off',
    },
    run: (ctx, args, print) => {
      const say = (text: Bilingual): void => print(text[ctx.actor.language]);
      const asked = readArgs(args);
      if (asked === undefined) {
        print('sen export --out DIR [--type TYPE,...] [--since TIME] [--group ID]');
        return Promise.resolve(2);
      }
      return run(records, ctx.actor, asked, say);
    },
  };
}

interface Asked {
  readonly folder: string;
  readonly given: Given;
  readonly groupId?: string;
}

function readArgs(args: readonly string[]): Asked | undefined {
  let values: ReturnType<typeof parse>;
  try {
    values = parse(args);
  } catch {
    return undefined;
  }
  if (values.out === undefined || values.out === '') return undefined;
  const types = (values.type ?? []).map((type): readonly [string, string] => ['_type', type]);
  const since = values.since === undefined ? [] : [['_since', values.since] as const];
  return {
    folder: resolve(values.out),
    given: [...types, ...since],
    ...(values.group !== undefined && { groupId: values.group.replace(/^Group\//, '') }),
  };
}

const parse = (args: readonly string[]) => parseArgs({ args: [...args], options, strict: true }).values;

async function run(
  records: Pick<RecordEngine, 'exportTo'>,
  actor: Parameters<RecordEngine['exportTo']>[0],
  asked: Asked,
  say: (text: Bilingual) => void,
): Promise<number> {
  const startedAt = performance.now();
  let toldAt = startedAt;
  const onProgress = (done: number, resources: number): void => {
    if (performance.now() - toldAt < progressMs) return;
    toldAt = performance.now();
    const [share, seconds] = [Math.floor(done * 100), (toldAt - startedAt) / 1000];
    say({
      vi: `  … ${share} %, ${resources} bản ghi, ${seconds.toFixed(0)} giây`,
      en: `  … ${share} %, ${resources} resources, ${seconds.toFixed(0)} s`,
    });
  };
  try {
    const ended = await records.exportTo(actor, { ...asked, onProgress });
    if (ended.end !== 'done') {
      say(refusals[ended.end]);
      return 1;
    }
    const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
    const megabytes = (ended.bytes / 1_000_000).toFixed(1);
    say({
      vi: `Đã xuất ${ended.resources} bản ghi vào ${ended.files} tệp (${megabytes} MB) trong ${seconds} giây. Kiểm tra: sha256sum -c SHA256SUMS`,
      en: `Exported ${ended.resources} resources into ${ended.files} files (${megabytes} MB) in ${seconds} s. Check: sha256sum -c SHA256SUMS`,
    });
    return 0;
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    for (const text of sentences(error, actor.language)) say({ vi: text, en: text });
    return 1;
  }
}

function sentences(error: AppError, language: Language): string[] {
  return [
    error.sentence(language),
    ...error.issues.map(({ path, text }) => `${path === undefined ? '' : `${path}: `}${text[language]}`),
  ];
}

const refusals = {
  foreign: {
    vi: 'Thư mục này có thứ khác. Hãy chọn một thư mục trống.',
    en: 'This folder holds something else. Name an empty one.',
  },
  other: {
    vi: 'Thư mục này đang giữ một lần xuất khác. Hãy chọn thư mục khác, hoặc lặp lại đúng lệnh cũ để tiếp tục.',
    en: 'This folder holds another export. Name another one, or repeat the former command to go on with it.',
  },
} as const satisfies Record<string, Bilingual>;
