import { showMoment } from '#kernel/display/show-date.ts';
import { Card, Tag } from '#web/ui/card.tsx';
import type { PersonView } from '../../domain/person-contract.ts';
import { useRegistryText, type RegistryText } from './registry-text.ts';

const known = ['name', 'birthDate', 'gender', 'phone', 'address', 'number', 'death', 'tie-ended'] as const;

/** What was changed, by whom, why, and whether a paper lies beside it. */
export function ChangesCard(props: { changes: PersonView['changes'] }) {
  const text = useRegistryText();
  return (
    <Card title={text('changes')} icon="timeline">
      {props.changes.length === 0 && <p className="quiet">{text('changes.none')}</p>}
      <ul className="registry-people">
        {props.changes.map(({ at, by, what, reason, hasPaper }) => (
          <li key={`${at} ${what}`}>
            <p className="registry-name">
              <span className="strong">
                {what
                  .split(' ')
                  .map((one) => wordOf(text, one))
                  .join(', ')}
              </span>
              {hasPaper && <Tag icon="documents">{text('changes.paper')}</Tag>}
            </p>
            <p>{reason}</p>
            <p className="quiet small">
              {showMoment(at)} · {by}
            </p>
          </li>
        ))}
      </ul>
    </Card>
  );
}

function wordOf(text: RegistryText, what: string): string {
  const found = known.find((one) => one === what);
  if (found !== undefined) return text(`changed.${found}`);
  return text(what.startsWith('tie-') ? 'changed.tie' : 'changed.other');
}
