import { showDay } from '#kernel/display/show-date.ts';
import { Card, Tag } from '#web/ui/card.tsx';
import type { SideView } from '../../api.ts';
import { fieldNames, type PatientField } from '../../domain/patient-fields.ts';
import { genderWord, systemWord, typeWord, useMergingText, type MergingText } from './merging-text.ts';

/** One of the two records: who, which numbers, how often and where she was seen. Nothing of what was found. */
export function Side(props: { side: SideView; title: string }) {
  const text = useMergingText();
  const { side, title } = props;
  return (
    <Card
      title={`${title}: ${side.person.name === '' ? text('nameless') : side.person.name}`}
      icon="person"
      aside={side.active ? undefined : <Tag tone="care">{text('inactive')}</Tag>}
    >
      <dl className="merging-facts">
        {fieldNames
          .filter((field) => side.fields[field] !== undefined)
          .map((field) => (
            <Fact key={field} name={text(`field.${field}`)} values={valuesOf(text, side, field)} />
          ))}
        <Fact
          name={text('numbers')}
          values={side.numbers.map(
            ({ system, value, isOld }) =>
              `${systemWord(text, system)}: ${value}${isOld ? ` (${text('old')})` : ''}`,
          )}
        />
        <Fact name={text('visits')} values={[visitsOf(text, side)]} />
        {side.facilities.length > 0 && <Fact name={text('facilities')} values={side.facilities} />}
        {side.lines.length > 0 && (
          <Fact
            name={text('lines')}
            values={side.lines.map(({ type, count }) => `${typeWord(text, type)}: ${count}`)}
          />
        )}
      </dl>
      <p className="merging-tags">
        <Tag>{text(side.signsIn ? 'signs-in' : 'no-account')}</Tag>
        {side.joined > 0 && <Tag>{text('was-joined', { n: side.joined })}</Tag>}
      </p>
    </Card>
  );
}

function Fact(props: { name: string; values: readonly string[] }) {
  const text = useMergingText();
  return (
    <div>
      <dt>{props.name}</dt>
      {props.values.length === 0 && <dd className="quiet">{text('says-nothing')}</dd>}
      {props.values.map((value) => (
        <dd key={value}>{value}</dd>
      ))}
    </div>
  );
}

/** What a record says in a field, as people read it. */
export function valuesOf(text: MergingText, side: SideView, field: PatientField): readonly string[] {
  const said = side.fields[field] ?? [];
  if (field === 'birthDate') return said.map(showDay);
  return field === 'gender' ? said.map((gender) => genderWord(text, gender)) : said;
}

function visitsOf(text: MergingText, { visits }: SideView): string {
  if (visits.count === 0) return text('visits.none');
  return text('visits.times', {
    n: visits.count,
    from: visits.first === undefined ? '…' : showDay(visits.first),
    to: visits.last === undefined ? '…' : showDay(visits.last),
  });
}
