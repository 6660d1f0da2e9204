import { showMoment } from '#kernel/display/show-date.ts';
import { Card } from '#web/ui/card.tsx';
import { showFields, useDeskText } from './desk-text.ts';

/** Who changed which fields when. */
export function Changes(props: {
  changes: readonly { readonly at: string; readonly by: string; readonly fields: readonly string[] }[];
}) {
  const text = useDeskText();
  return (
    <Card title={text('edit.changes')} icon="timeline">
      {props.changes.length === 0 ? (
        <p className="quiet">{text('edit.changes.none')}</p>
      ) : (
        <ul className="stack-tight small">
          {props.changes.map(({ at, by, fields }) => (
            <li key={`${at} ${fields.join()}`}>
              <span className="strong">{showMoment(at)}</span> · {by} · {showFields(fields, text)}
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}
