import { showMoment } from '#kernel/display/show-date.ts';
import { Button } from '#web/ui/button.tsx';
import type { ShownLine } from '../../domain/doctor-contract.ts';
import { useMessagesText } from '../messages-text.ts';

/** What was said, the newest last; earlier pages on demand. */
export function Talk(props: {
  lines: readonly ShownLine[];
  /** Whose lines are the reader's own side. */
  own: ShownLine['side'];
  earlier: string | undefined;
  isEarlier: boolean;
  onEarlier: (cursor: string | undefined) => void;
}) {
  const { lines, own, earlier, isEarlier, onEarlier } = props;
  const text = useMessagesText();
  return (
    <>
      {earlier !== undefined && (
        <p>
          <Button look="quiet" onClick={() => onEarlier(earlier)}>
            {text('talk.older')}
          </Button>
        </p>
      )}
      <ol className="messages-list">
        {lines.map(({ id, side, by, at, words }) => (
          <li key={id} className={side === own ? 'messages-one messages-own' : 'messages-one'}>
            <p className="quiet small">
              {by} · {showMoment(at)}
            </p>
            <p className="messages-words">{words}</p>
          </li>
        ))}
      </ol>
      {isEarlier && (
        <p>
          <Button look="quiet" onClick={() => onEarlier(undefined)}>
            {text('talk.newest')}
          </Button>
        </p>
      )}
    </>
  );
}
