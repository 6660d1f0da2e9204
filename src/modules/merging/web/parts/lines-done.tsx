import { Button } from '#web/ui/button.tsx';
import { Card, Tag } from '#web/ui/card.tsx';
import { Trouble } from '#web/ui/view.tsx';
import type { MergeView } from '../../api.ts';
import { useSettle } from '../queries.ts';
import { useMergingText } from './merging-text.ts';
import { LineWords } from './line-words.tsx';

const tones = { moved: 'info', stayed: 'plain', superseded: 'care', waiting: 'danger' } as const;

/** Where lines went when the records were parted; those that wait are settled here. */
export function LinesDone(props: { lines: MergeView['lines'] }) {
  const text = useMergingText();
  const settle = useSettle();
  return (
    <Card title={text('lines-done')} icon="documents">
      <ul className="merging-lines">
        {props.lines.map((line) => (
          <li key={line.id}>
            <LineWords line={line} />
            <span className="merging-actions">
              <Tag tone={tones[line.state]}>{text(`line.${line.state}`)}</Tag>
              {line.how === 'origin' && line.state !== 'waiting' && (
                <span className="quiet small">{text('by-origin')}</span>
              )}
              {line.state === 'waiting' &&
                (['survivor', 'other'] as const).map((to) => (
                  <Button key={to} busy={settle.isPending} onClick={() => settle.mutate({ id: line.id, to })}>
                    {text(`whose.${to}`)}
                  </Button>
                ))}
            </span>
          </li>
        ))}
      </ul>
      {settle.isError && <Trouble error={settle.error} />}
    </Card>
  );
}
