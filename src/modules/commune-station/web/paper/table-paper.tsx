import type { PaperTable } from '../../domain/papers/sheets.ts';
import { useStationText } from '../parts/station-text.ts';
import { Signature } from './slip-paper.tsx';

/** From how many columns on a table lies on its side. */
const wideFrom = 9;

/** A book or a form on A4. */
export function TablePaper(props: { table: PaperTable; station: string; by: string }) {
  const text = useStationText();
  const { table } = props;
  const look = (at: number): string | undefined => (table.numbers.includes(at) ? 'number' : undefined);
  return (
    <article className={`paper-table ${table.head.length >= wideFrom ? 'paper-wide' : ''}`}>
      <p className="paper-head">
        <strong>{props.station}</strong>
        <span>{table.form}</span>
      </p>
      <h1>{table.title}</h1>
      <p className="paper-middle">{table.period}</p>
      <p className="paper-small">{table.warning}</p>
      <table>
        <thead>
          <tr>
            {table.head.map((word, at) => (
              <th key={word} scope="col" className={look(at)}>
                {word}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {table.rows.map((cells, row) => (
            // Lines and cells of a paper have no name but their place.
            // oxlint-disable-next-line react/no-array-index-key
            <tr key={row}>
              {cells.map((cell, at) => (
                // oxlint-disable-next-line react/no-array-index-key
                <td key={at} className={look(at)}>
                  {cell}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      <Signature day="" signer={text('paper.maker')} hint={text('paper.sign')} by={props.by} />
    </article>
  );
}
