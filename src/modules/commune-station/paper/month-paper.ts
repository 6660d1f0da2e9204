import type { Context } from '#platform/context.ts';
import { makePdf } from '#platform/print/make-pdf.ts';
import type { Figures } from '../domain/books/figures.ts';
import { reports } from '../domain/books/reports/reports.ts';
import type { Period } from '../domain/books/tables.ts';
import type { Station } from '../books/stations.ts';
import { paperOf, periodWords, reportTable, type PaperTable } from '../domain/papers/sheets.ts';

/** All forms of a period on one paper, one table after the other: what is signed and kept. */
export async function makeMonthPaper(
  station: Station,
  period: Period,
  figures: Figures,
  ctx: Context,
): Promise<Uint8Array> {
  const language = 'vi';
  const tables = reports
    .filter(({ every }) => every === (period.name.length === 4 ? 'year' : 'month'))
    .map((report) => reportTable(report, figures, period, language));
  const by = { name: ctx.actor.display, at: ctx.now() };
  return makePdf(new URL('table.typ', import.meta.url), {
    ...paperOf(together(tables), station.name, by, language),
    period: periodWords(period, language),
  });
}

/** Forms have columns of their own: on the common paper each row says form, indicator and figures in a row. */
function together(tables: readonly PaperTable[]): PaperTable {
  return {
    title: 'Báo cáo thống kê y tế của trạm',
    form: 'Biểu 1-14/BCT',
    period: '',
    warning: tables.find(({ warning }) => warning !== '')?.warning ?? '',
    head: ['Biểu', 'Chỉ số', 'Cột', 'Số liệu'],
    rows: tables.flatMap(({ form, head, rows }) =>
      rows.flatMap((cells) =>
        cells
          .slice(2)
          .flatMap((cell, at) =>
            cell === 0 || cell === 'x' || cell === '' ? [] : [[form, cells[1]!, head[at + 2]!, cell]],
          ),
      ),
    ),
    numbers: [3],
    widths: [1, 4, 1.6, 0.8],
  };
}
