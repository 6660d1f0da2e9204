import { showUnit } from '#kernel/display/show-number.ts';
import { useLanguage } from '#web/text/text-context.tsx';
import { Card } from '#web/ui/card.tsx';
import { Choose } from '#web/ui/field.tsx';
import { Notice } from '#web/ui/notice.tsx';
import { showMoment } from '#kernel/display/show-date.ts';
import { unitsOf } from '../../domain/convert-reading.ts';
import {
  columnUses,
  isWhole,
  kindOfUse,
  readingsOfLine,
  type ColumnUse,
  type Mapping,
} from '../../domain/files/csv-readings.ts';
import type { ReadingKind } from '../../domain/reading.ts';
import type { TableHead } from '../file/read-readings.ts';
import { inZoneOfPhone } from '../local-time.ts';
import { useOwnText } from '../own-text.ts';
import { showValues } from '../show-values.ts';

const more = (kind: ReadingKind): boolean => kind === 'sugar' || kind === 'weight' || kind === 'temperature';

/** What the columns of a table mean, guessed from their heads and put right by hand, with the first lines as they would be read. */
export function Columns(props: { table: TableHead; mapping: Mapping; onChange: (mapping: Mapping) => void }) {
  const { table, mapping, onChange } = props;
  const text = useOwnText();
  const language = useLanguage();
  const kinds = [...new Set(mapping.uses.flatMap((use) => kindOfUse(use) ?? []))].filter(more);
  const use = (at: number, value: ColumnUse) =>
    onChange({
      ...mapping,
      uses: mapping.uses.map((known, nth) => (nth === at ? value : known === value ? 'none' : known)),
    });
  return (
    <Card title={text('columns.title')} icon="course">
      <div className="stack">
        <p>{text('columns.what')}</p>
        <div className="own-columns">
          {table.head.slice(0, 30).map((head, at) => (
            <Choose<ColumnUse>
              // A head may stand twice; its place tells it apart.
              key={`${at} ${head}`}
              label={head === '' ? text('columns.n', { n: at + 1 }) : head}
              value={mapping.uses[at] ?? 'none'}
              options={columnUses.map((value) => ({ value, label: text(`column.${value}`) }))}
              onChange={(value) => use(at, value)}
            />
          ))}
          {kinds.map((kind) => (
            <Choose
              key={kind}
              label={text('columns.unit', { what: text(`kind.${kind}`) })}
              value={mapping.units[kind] ?? unitsOf(kind)[0]!}
              options={unitsOf(kind).map((unit) => ({ value: unit, label: showUnit(unit, language) }))}
              onChange={(unit) => onChange({ ...mapping, units: { ...mapping.units, [kind]: unit } })}
            />
          ))}
        </div>
        {isWhole(mapping) ? (
          <>
            <h3>{text('columns.preview')}</h3>
            <ul className="line-list">
              {table.lines.map((line, at) => {
                const readings = readingsOfLine(line, mapping, inZoneOfPhone);
                return (
                  <li key={`${at} ${line.join()}`}>
                    {readings.length === 0 ? (
                      <span className="quiet">{text('columns.unread', { n: at + 2 })}</span>
                    ) : (
                      <>
                        {showMoment(readings[0]!.at)}:{' '}
                        {readings
                          .map(
                            ({ kind, values, unit }) =>
                              `${text(`kind.${kind}`)} ${showValues(values, unit, language)}`,
                          )
                          .join(', ')}
                      </>
                    )}
                  </li>
                );
              })}
            </ul>
          </>
        ) : (
          <Notice tone="care" title={text('columns.lack')} />
        )}
      </div>
    </Card>
  );
}
