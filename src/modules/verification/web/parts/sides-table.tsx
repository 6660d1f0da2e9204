import { Tag } from '#web/ui/card.tsx';
import type { TaskView } from '../../api.ts';
import { agrees } from '../../domain/fields.ts';
import { fieldTitle, shownFields, showField } from './show-side.ts';
import { useVerificationText } from './verification-text.ts';

type FieldName = TaskView['fields'][number]['field'];

/** Both sides beside each other; with `onTake` each field that may be taken has a choice. */
export function SidesTable(props: {
  task: TaskView;
  taken: ReadonlySet<FieldName>;
  onTake?: ((field: FieldName, isTaken: boolean) => void) | undefined;
}) {
  const text = useVerificationText();
  const { task, taken, onTake } = props;
  const isOwn = task.kind === 'own';
  const theirName = text('task.theirs', {
    register: text(isOwn ? 'register.own' : `register.${task.register}`),
  });
  const lastColumn = onTake === undefined ? 'task.difference' : 'task.choice';
  const rows = shownFields.filter(
    (field) =>
      showField(task.ours, field, text) !== undefined || showField(task.theirs, field, text) !== undefined,
  );
  // What differs stands first: on a phone it would be far below.
  const isDiffering = (field: FieldName): boolean => {
    const level = task.fields.find((one) => one.field === field)?.level;
    return level !== undefined && !agrees(level);
  };
  const ordered = [...rows.filter(isDiffering), ...rows.filter((field) => !isDiffering(field))];
  return (
    <table className="verify-table verify-sides">
      <caption className="unseen">{text('task.sides')}</caption>
      <thead>
        <tr>
          <th scope="col">{text('task.field')}</th>
          <th scope="col">{text('task.ours')}</th>
          <th scope="col">{theirName}</th>
          <th scope="col">{text(lastColumn)}</th>
        </tr>
      </thead>
      <tbody>
        {ordered.map((field) => {
          const level = task.fields.find((one) => one.field === field)?.level;
          const title = fieldTitle(field, task.register, text);
          const mayTake = onTake !== undefined && task.takeable.includes(field);
          const says = level !== undefined && !isOwn && field !== 'state';
          const isBare = !mayTake && !says;
          return (
            <tr key={field} className={isDiffering(field) ? 'verify-differs' : ''}>
              <th scope="row">{title}</th>
              <td data-label={text('task.ours')}>
                {showField(task.ours, field, text) ?? <span className="quiet">{text('task.nothing')}</span>}
              </td>
              <td data-label={theirName}>
                {showField(task.theirs, field, text) ?? <span className="quiet">{text('task.nothing')}</span>}
              </td>
              <td {...(isBare ? {} : { 'data-label': text(lastColumn) })}>
                {says && <Tag tone={agrees(level) ? 'plain' : 'care'}>{text(`level.${level}`)}</Tag>}
                {mayTake && (
                  <fieldset className="verify-choice">
                    <legend className="unseen">{title}</legend>
                    {([false, true] as const).map((value) => (
                      <label key={String(value)}>
                        <input
                          type="radio"
                          name={`take-${field}`}
                          checked={taken.has(field) === value}
                          onChange={() => onTake(field, value)}
                        />
                        <span>{text(value ? takeWord(task, field) : 'task.keep')}</span>
                      </label>
                    ))}
                  </fieldset>
                )}
              </td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

function takeWord(task: TaskView, field: FieldName): 'task.take' | 'task.give-up' {
  return field === 'number' && task.theirs?.number === undefined ? 'task.give-up' : 'task.take';
}
