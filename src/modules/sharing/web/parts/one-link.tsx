import { useState } from 'react';
import { showMoment } from '#kernel/display/show-date.ts';
import { Button } from '#web/ui/button.tsx';
import { Card, Tag } from '#web/ui/card.tsx';
import { Trouble } from '#web/ui/view.tsx';
import type { ShownLink } from '../../api.ts';
import { useEndLink } from '../queries.ts';
import { useSharingText } from '../sharing-text.ts';

/** A link: how it stands, who opened it, and its end. */
export function OneLink({ link }: { link: ShownLink }) {
  const text = useSharingText();
  const end = useEndLink();
  const [isAsking, setAsking] = useState(false);
  const whoOf = ({ isKnown, who }: ShownLink['openings'][number]): string => {
    if (who === '') return text('link.forgotten');
    return isKnown ? who : text('link.said', { name: who });
  };
  const title = link.label ?? text(`part.${link.what}`);
  return (
    <Card
      title={title}
      aside={
        <Tag tone={link.state === 'open' ? 'good' : link.state === 'locked' ? 'care' : 'plain'}>
          {text(`state.${link.state}`)}
        </Tag>
      }
    >
      <p>
        {[
          link.label !== undefined && text(`part.${link.what}`),
          text(`times.${link.once ? 'once' : 'many'}`),
          text(link.hasPasscode ? 'link.passcode' : 'link.no-passcode'),
        ]
          .filter(Boolean)
          .join(' · ')}
      </p>
      <p className="quiet">
        {text('link.made', { at: showMoment(link.madeAt) })} ·{' '}
        {text('link.until', { at: showMoment(link.until) })}
      </p>
      {link.openings.length === 0 ? (
        <p>{text('link.unopened')}</p>
      ) : (
        <>
          <p className="strong">{text('link.openings', { count: link.opened })}</p>
          <ul className="share-openings">
            {link.openings.map((one) => (
              <li key={`${one.at} ${one.who}`}>
                {whoOf(one)}
                {one.facility !== undefined && ` · ${one.facility}`}
                {one.outcome === 'wrong-passcode' && ` · ${text('link.wrong')}`}
                <span className="quiet"> · {showMoment(one.at)}</span>
              </li>
            ))}
          </ul>
        </>
      )}
      {link.state === 'open' && !isAsking && (
        <Button look="quiet" onClick={() => setAsking(true)}>
          {text('link.end')}
        </Button>
      )}
      {link.state === 'open' && isAsking && (
        <div role="group" aria-label={text('link.end')}>
          <p>{text('link.ask')}</p>
          <div className="share-buttons">
            <Button look="main" busy={end.isPending} onClick={() => end.mutate(link.id)}>
              {text('link.end')}
            </Button>
            <Button look="quiet" onClick={() => setAsking(false)}>
              {text('link.keep')}
            </Button>
          </div>
        </div>
      )}
      {end.isError && <Trouble error={end.error} />}
    </Card>
  );
}
