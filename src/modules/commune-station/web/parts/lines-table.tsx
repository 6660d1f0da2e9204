import { Link } from 'wouter';
import { useLanguage } from '#web/text/text-context.tsx';
import type { LinesPage } from '../../api.ts';
import type { Register } from '../../domain/books/language.ts';

/** Lines of a book as a table; the name opens the record of whom a line is about. */
export function LinesTable(props: { register: Register; lines: readonly LinesPage['lines'][number][] }) {
  const language = useLanguage();
  const { register, lines } = props;
  const nameAt = register.columns.findIndex(({ show }) => 'who' in show && show.who === 'name');
  return (
    // A wide table is walked through by the keyboard too.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <div className="station-wide" tabIndex={0} role="region" aria-label={register.title[language]}>
      <table className="station-table">
        <thead>
          <tr>
            <th scope="col">#</th>
            {register.columns.map(({ title }) => (
              <th key={title.vi} scope="col">
                {title[language]}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {lines.map((line, at) => (
            <tr key={line.id}>
              <td className="number">{at + 1}</td>
              {line.cells.map((cell, column) => (
                // Cells of a line have no name but their place.
                // oxlint-disable-next-line react/no-array-index-key
                <td key={column} lang="vi">
                  {column === nameAt && line.personId !== undefined && !line.closed ? (
                    <Link href={`/record/${line.personId}`}>{cell}</Link>
                  ) : (
                    cell
                  )}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
