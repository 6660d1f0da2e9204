import { showMoment } from '#kernel/display/show-date.ts';
import { saveFile } from '#web/data/save-file.ts';
import { useText } from '#web/text/text-context.tsx';
import { Button } from '#web/ui/button.tsx';
import { Tag } from '#web/ui/card.tsx';
import { Notice } from '#web/ui/notice.tsx';
import { Nothing, Trouble } from '#web/ui/view.tsx';
import type { LeakQuestion, SuspectView } from '../../api.ts';
import type vi from '../access-log.vi.json';
import { useLeakTable } from '../queries.ts';
import { wordFor } from './known-words.ts';
import { LookCard } from './look-card.tsx';

/** Everybody who saw, whoever saw most of it first. */
export function Suspects(props: {
  answer: { suspects: SuspectView[]; people: number; unknown: number; lines: number; isCut: boolean };
  question: LeakQuestion;
}) {
  const text = useText<typeof vi>();
  const { suspects, people, unknown, lines, isCut } = props.answer;
  return (
    <div className="stack">
      {unknown > 0 && <Notice tone="care" title={text('leak.unknown', { n: unknown })} />}
      {isCut && <Notice tone="care" title={text('leak.cut')} />}
      {suspects.length === 0 ? (
        <Nothing icon="search" title={text('leak.none')}>
          <p>{text('leak.none.what')}</p>
        </Nothing>
      ) : (
        <>
          <p role="status">{text('leak.found', { suspects: suspects.length, people, lines })}</p>
          <Download question={props.question} />
          <ul className="looks" aria-label={text('leak.title')}>
            {suspects.map((one) => (
              <li key={one.actorId}>
                <OneSuspect suspect={one} />
              </li>
            ))}
          </ul>
        </>
      )}
    </div>
  );
}

function OneSuspect(props: { suspect: SuspectView }) {
  const text = useText<typeof vi>();
  const { suspect: one } = props;
  const roles = one.roles.map((role) => wordFor(text, 'role', role)).join(', ');
  return (
    <LookCard
      title={one.who || text(one.isSystem ? 'who.system' : 'who.unknown')}
      aside={<Tag tone="info">{text('leak.points', { n: one.rank })}</Tag>}
    >
      <p>{[roles, ...one.facilities].filter((part) => part !== '').join(' · ')}</p>
      <p className="look-line">
        {one.exported && (
          <Tag tone="care" icon="download">
            {text('leak.exported')}
          </Tag>
        )}
        {one.isEmergency && (
          <Tag tone="danger" icon="warning">
            {text('look.emergency')}
          </Tag>
        )}
      </p>
      <dl className="look-facts">
        <div>
          <dt>{text('look.kinds')}</dt>
          <dd>{one.kinds.map((kind) => wordFor(text, 'kind', kind)).join(', ')}</dd>
        </div>
        <div>
          <dt>{text('review.times')}</dt>
          <dd>{text('leak.saw', { people: one.people, lines: one.lines })}</dd>
        </div>
        <div>
          <dt>{text('review.when')}</dt>
          <dd>{[...new Set([showMoment(one.first), showMoment(one.last)])].join(' – ')}</dd>
        </div>
      </dl>
    </LookCard>
  );
}

function Download(props: { question: LeakQuestion }) {
  const text = useText<typeof vi>();
  const table = useLeakTable((csv) => saveFile(new Blob([csv], { type: 'text/csv' }), 'sen-leak.csv'));
  return (
    <>
      <p>
        <Button icon="download" busy={table.isPending} onClick={() => table.mutate(props.question)}>
          {text('leak.download')}
        </Button>
      </p>
      {table.isError && <Trouble error={table.error} />}
    </>
  );
}
