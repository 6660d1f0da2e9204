import { showDecimal } from '#kernel/display/show-number.ts';
import { useLanguage } from '#web/text/text-context.tsx';
import { figureId, type Report } from '../../domain/books/language.ts';
import { useStationText } from './station-text.ts';

/** A statistic form: every figure opens its lines where `onOpen` is there. */
export function ReportTable(props: {
  report: Report;
  figures: Readonly<Record<string, number>>;
  onOpen?: (figure: string) => void;
}) {
  const text = useStationText();
  const language = useLanguage();
  const { report, figures, onOpen } = props;
  const hasShare = report.rows.some(({ per }) => per !== undefined);
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <div className="station-wide" tabIndex={0} role="region" aria-label={report.title[language]}>
      <table className="station-table station-report">
        <thead>
          <tr>
            <th scope="col">{text('indicator')}</th>
            {report.columns.map(({ key, title }) => (
              <th key={key} scope="col" className="number">
                {title[language]}
              </th>
            ))}
            {hasShare && (
              <th scope="col" className="number">
                {text('share')}
              </th>
            )}
          </tr>
        </thead>
        <tbody>
          {report.rows.map((row) => {
            const first = report.columns[0]!.key;
            const whole = row.per === undefined ? 0 : (figures[figureId(report.code, row.per, first)] ?? 0);
            const part = figures[figureId(report.code, row.key, first)] ?? 0;
            return (
              <tr key={row.key}>
                <th scope="row" className={`depth-${row.depth ?? 0}`}>
                  {row.title[language]}
                </th>
                {report.columns.map(({ key, title }) => {
                  const id = figureId(report.code, row.key, key);
                  const n = figures[id];
                  return (
                    <td key={key} className="number">
                      {n !== undefined && onOpen !== undefined && n > 0 ? (
                        <button
                          type="button"
                          className="station-figure"
                          aria-label={`${row.title[language]}, ${title[language]}: ${n}`}
                          onClick={() => onOpen(id)}
                        >
                          {showDecimal(String(n), language)}
                        </button>
                      ) : (
                        (n ?? '')
                      )}
                    </td>
                  );
                })}
                {hasShare && (
                  <td className="number">
                    {whole > 0 && showDecimal(((100 * part) / whole).toFixed(1), language)}
                  </td>
                )}
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}
