import { parseArgs } from 'node:util';
import { allResourceTypes } from '#kernel/fhir/structure/element-facts.ts';
import type { Bilingual } from '#kernel/schema.ts';
import type { Command } from '../../module/define-module.ts';
import type { RecordEngine } from '../record-engine.ts';
import type { ReindexAsk } from './reindex.ts';

const progressMs = 2_000;
const usage = 'reindex [--type TYPE] [--rate RESOURCES-A-SECOND] [--afresh]';

/** `sen reindex`: search rows worked out anew from the stored texts. Works while servers run. */
export function reindexCommand(records: Pick<RecordEngine, 'reindex'>): Command {
  return {
    name: 'reindex',
    usage,
    about: {
      vi: 'Tính lại chỉ mục tìm kiếm từ hồ sơ đã lưu, máy chủ vẫn chạy; chạy lại cùng lệnh để tiếp tục nếu bị ngắt',
      en: 'Work the search index out anew from what is stored while servers run; the same command goes on where it was cut off',
    },
    async run(ctx, args, print) {
      const say = (text: Bilingual): void => print(text[ctx.actor.language]);
      const asked = readArgs(args);
      if (asked === undefined) {
        print(`sen ${usage}`);
        return 2;
      }
      if (asked.type !== undefined && !allResourceTypes.includes(asked.type)) {
        say({
          vi: `FHIR R4 không có loại bản ghi này: ${asked.type}`,
          en: `FHIR R4 has no such type: ${asked.type}`,
        });
        return 2;
      }
      const done = await records.reindex({ ...asked, onProgress: tellEvery(say) });
      if (done.resumed > 0)
        say({
          vi: `Tiếp tục lần trước, đã qua ${done.resumed} bản ghi.`,
          en: `Went on behind ${done.resumed} resources of the run before.`,
        });
      say({
        vi: `Đã xem ${done.seen} bản ghi, sửa chỉ mục của ${done.changed}.`,
        en: `Looked at ${done.seen} resources and mended the index of ${done.changed}.`,
      });
      return 0;
    },
  };
}

function readArgs(args: readonly string[]): ReindexAsk | undefined {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: { type: { type: 'string' }, rate: { type: 'string' }, afresh: { type: 'boolean' } },
    });
    const rate = values.rate === undefined ? undefined : Number(values.rate);
    if (rate !== undefined && !(Number.isInteger(rate) && rate > 0)) return undefined;
    return {
      ...(values.type !== undefined && { type: values.type }),
      ...(rate !== undefined && { rate }),
      afresh: values.afresh ?? false,
    };
  } catch {
    return undefined;
  }
}

function tellEvery(say: (text: Bilingual) => void): (seen: number, changed: number) => void {
  let toldAt = performance.now();
  return (seen, changed) => {
    if (performance.now() - toldAt < progressMs) return;
    toldAt = performance.now();
    say({ vi: `  … ${seen} bản ghi, sửa ${changed}`, en: `  … ${seen} resources, ${changed} mended` });
  };
}
