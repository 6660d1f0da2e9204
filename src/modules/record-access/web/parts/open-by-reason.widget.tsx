import { useEffect, useState } from 'react';
import { showClock } from '#kernel/display/show-date.ts';
import { useEndpoint } from '#web/data/client-context.tsx';
import { RequestProblem } from '#web/data/problem.ts';
import { useShell } from '#web/shell/shell-context.tsx';
import { useLanguage } from '#web/text/text-context.tsx';
import { Button } from '#web/ui/button.tsx';
import { Icon } from '#web/ui/icon.tsx';
import { Notice } from '#web/ui/notice.tsx';
import { Trouble } from '#web/ui/view.tsx';
import { readBanner } from '#modules/personal-record/api.ts';
import { closeOpening, type OpeningKind, type OpeningView } from '../../api.ts';
import { useForget, useOpeningAct, useOpenings } from '../queries.ts';
import { useAccessText } from './access-text.ts';
import { ReasonSheet } from './reason-sheet.tsx';
import './record-access.css';

/** Above a record that is not one's own: the way to open it with a reason, or that it is open by one. */
export function OpenByReason(props: { patientId: string }) {
  const { me } = useShell();
  if (props.patientId === me.patientId) return null;
  return <Openings patientId={props.patientId} />;
}

function Openings(props: { patientId: string }) {
  const text = useAccessText();
  const { patientId } = props;
  // The question of the person's own banner, asked once for both.
  const banner = useEndpoint(readBanner, { patientId });
  const query = useOpenings(patientId);
  const [asked, setAsked] = useState<OpeningKind>();
  const { openings = [], choices = [] } = query.data ?? {};
  const isOutside = banner.error instanceof RequestProblem && banner.error.trouble === 'refused';
  const choiceOf = (kind: OpeningKind) => choices.find((choice) => choice.kind === kind);
  const isHeld = openings.some(({ kind }) => kind === 'break-glass');
  const choice = asked === undefined ? undefined : choiceOf(asked);
  return (
    <>
      {openings.map((opening) => (
        <Strip key={opening.id} opening={opening} />
      ))}
      {!isHeld && isOutside && choiceOf('break-glass') && (
        <section className="no-print access-offer" aria-label={text('open.break-glass')}>
          <Notice tone="care" title={text('open.outside.title')}>
            <p>{text('open.outside.what')}</p>
            <p>
              <Button look="danger" icon="lock" onClick={() => setAsked('break-glass')}>
                {text('open.break-glass')}
              </Button>
            </p>
          </Notice>
        </section>
      )}
      {openings.length === 0 && banner.isSuccess && choiceOf('sensitive') && (
        <section className="no-print access-quiet" aria-label={text('open.sensitive')}>
          <span className="quiet small">{text('open.sensitive.what')}</span>
          <Button look="quiet" icon="lock" onClick={() => setAsked('sensitive')}>
            {text('open.sensitive')}
          </Button>
        </section>
      )}
      {choice && <ReasonSheet patientId={patientId} choice={choice} onClose={() => setAsked(undefined)} />}
    </>
  );
}

/** Says loudly that the record is open by a reason and until when; at that time what was read leaves the screen. */
function Strip(props: { opening: OpeningView }) {
  const text = useAccessText();
  const language = useLanguage();
  const { opening } = props;
  const close = useOpeningAct(closeOpening);
  const forget = useForget();
  useEffect(() => {
    const left = Date.parse(opening.until) - Date.now();
    const wait = setTimeout(() => void forget(), Math.max(left, 0) + 1000);
    return () => clearTimeout(wait);
    // oxlint-disable-next-line react/exhaustive-deps -- the clock of one opening starts once
  }, [opening.until]);
  return (
    <section
      className={`access-strip access-strip-${opening.kind} no-print`}
      aria-label={text('strip.label')}
    >
      <Icon name="warning" size={24} />
      <div className="access-strip-words">
        <p className="strong">{text(`strip.${opening.kind}`, { time: showClock(opening.until) })}</p>
        <p className="small">{text('strip.what', { reason: opening.reason[language] })}</p>
      </div>
      <Button icon="close" busy={close.isPending} onClick={() => close.mutate({ id: opening.id })}>
        {text('strip.close')}
      </Button>
      {close.isError && <Trouble error={close.error} />}
    </section>
  );
}
