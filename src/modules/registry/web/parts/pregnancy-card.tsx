import { formatDay } from '#kernel/vietnam/date.ts';
import { Button } from '#web/ui/button.tsx';
import { Card, Tag } from '#web/ui/card.tsx';
import type { PersonView, PregnancyLine } from '../../domain/person-contract.ts';
import { PersonRow } from './person-row.tsx';
import { useRegistryText } from './registry-text.ts';

/** Mother and child from pregnancy on: the file, and the children who came of it. */
export function PregnancyCard(props: {
  view: PersonView;
  onOpen: () => void;
  onBirth: (pregnancy: PregnancyLine) => void;
  onEnd: (pregnancy: PregnancyLine) => void;
}) {
  const text = useRegistryText();
  const { pregnancies = [], mayWrite } = props.view;
  const running = pregnancies.find(({ state }) => state === 'running');
  return (
    <Card title={text('pregnancy')} icon="calendar">
      {pregnancies.length === 0 && <p className="quiet">{text('pregnancy.none')}</p>}
      <ul className="registry-people">
        {pregnancies.map((one) => (
          <li key={one.id}>
            <p className="registry-name">
              <Tag tone={one.state === 'running' ? 'info' : 'plain'}>{text(`pregnancy.${one.state}`)}</Tag>
              <span>
                {[
                  one.dueDate === undefined ? '' : text('pregnancy.due', { day: formatDay(one.dueDate) }),
                  one.fetuses === undefined ? '' : text('pregnancy.fetuses.n', { n: one.fetuses }),
                ]
                  .filter(Boolean)
                  .join(' · ')}
              </span>
              <span className="quiet small">
                {one.start === undefined ? '' : text('pregnancy.opened', { day: formatDay(one.start) })}
              </span>
            </p>
            {one.children.map((child) => (
              <PersonRow key={child.id} person={child} identity />
            ))}
            {mayWrite && one.state === 'running' && (
              <div className="registry-actions">
                <Button look="main" onClick={() => props.onBirth(one)}>
                  {text('do.birth')}
                </Button>
                <Button onClick={props.onOpen}>{text('do.pregnancy.change')}</Button>
                <Button look="quiet" onClick={() => props.onEnd(one)}>
                  {text('do.pregnancy.end')}
                </Button>
              </div>
            )}
          </li>
        ))}
      </ul>
      {mayWrite && running === undefined && (
        <div className="registry-actions">
          <Button onClick={props.onOpen}>{text('do.pregnancy')}</Button>
        </div>
      )}
    </Card>
  );
}
