import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import type { Command } from '#platform/module/define-module.ts';
import { growthIndicators, readLmsTable } from '../domain/growth.ts';
import { keepTable } from '../register/growth-tables.ts';

const usage = `growth-table ${growthIndicators.join('|')} male|female FILE`;

/** `sen growth-table`: loads one of WHO's growth tables, which this software does not bring along. */
export const growthTableCommand: Command = {
  name: 'growth-table',
  usage,
  about: {
    vi: 'Nạp bảng chuẩn tăng trưởng của WHO (tệp văn bản có cột L, M, S) để tính z-score và vẽ biểu đồ',
    en: 'Load a WHO growth table (a text file with columns L, M, S), for z-scores and charts',
  },
  async run(ctx, [name, sex, file], print) {
    const indicator = growthIndicators.find((one) => one === name);
    if (indicator === undefined || (sex !== 'male' && sex !== 'female') || file === undefined) {
      print(`Cách dùng / usage: sen ${usage}`);
      return 2;
    }
    const lms = readLmsTable(await readFile(file, 'utf8'));
    if (lms === undefined) {
      print(
        'Tệp không đọc được: cần dòng tiêu đề có Month (hoặc Length, Height), L, M, S. / Not readable: a line of headings with Month (or Length, Height), L, M, S is needed.',
      );
      return 1;
    }
    await ctx.transaction((tx) => keepTable(tx, { indicator, sex, lms, name: basename(file) }));
    print(`✓ ${indicator} ${sex}: ${lms.length}`);
    return 0;
  },
};
