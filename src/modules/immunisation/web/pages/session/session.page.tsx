import { useState } from 'react';
import { Link } from 'wouter';
import { ageOn, showAge } from '#kernel/display/show-age.ts';
import { showDay } from '#kernel/display/show-date.ts';
import { WithDevice } from '#web/offline/device-context.tsx';
import { StatusLine } from '#web/offline/status-line.tsx';
import { useShell } from '#web/shell/shell-context.tsx';
import { useLanguage } from '#web/text/text-context.tsx';
import { Button } from '#web/ui/button.tsx';
import { Tag } from '#web/ui/card.tsx';
import { Chip } from '#web/ui/field.tsx';
import { Notice } from '#web/ui/notice.tsx';
import { Sheet } from '#web/ui/sheet.tsx';
import { useNow } from '#web/ui/now.ts';
import { Nothing, Skeleton, Trouble } from '#web/ui/view.tsx';
import type { DueLine } from '../../../api.ts';
import { useImmunisationText } from '../../parts/immunisation-text.ts';
import { Places } from '../../parts/places.tsx';
import { ShotForm, type RecordedShot } from '../../parts/shot-form.tsx';
import { useDue } from '../../queries.ts';

interface Chosen {
  readonly line: DueLine;
  readonly doseCode: string;
}

/** Who is due today at this station; a dose is recorded where it stands. */
export default function SessionPage() {
  return (
    <WithDevice waiting={<Skeleton lines={8} />}>
      <Session />
    </WithDevice>
  );
}

function Session() {
  const text = useImmunisationText();
  const [only, setOnly] = useState<'due' | 'late'>('due');
  const [chosen, setChosen] = useState<Chosen>();
  const [done, setDone] = useState<RecordedShot & { readonly vaccine: string }>();
  const query = useDue(only);
  const lines = query.data?.pages.flatMap((page) => page.lines) ?? [];
  const first = query.data?.pages[0];
  return (
    <div className="stack">
      <Places />
      <StatusLine />
      <div>
        <h1>{text('session.title')}</h1>
        {first !== undefined && (
          <p className="quiet">
            {text('session.what', {
              day: showDay(first.on),
              children: first.counts.children,
              complete: first.counts.completeUnderOne,
              infants: first.counts.infants,
            })}
          </p>
        )}
      </div>
      <div className="jab-chips" role="group" aria-label={text('session.filter')}>
        {(['due', 'late'] as const).map((one) => (
          <Chip
            key={one}
            pressed={only === one}
            onClick={() => setOnly(one)}
            {...(first !== undefined && { count: first.counts[one] })}
          >
            {text(`session.${one}`)}
          </Chip>
        ))}
      </div>
      {done !== undefined && (
        <Notice
          tone="good"
          live
          title={text('shot.done', { vaccine: done.vaccine, until: done.observeUntil })}
        >
          <p>{done.vial}</p>
        </Notice>
      )}
      {query.isError && <Trouble error={query.error} retry={() => void query.refetch()} />}
      {query.isPending && !query.isError && <Skeleton lines={8} />}
      {query.data !== undefined && lines.length === 0 && (
        <Nothing icon="check" title={text('session.empty')}>
          <p>{text('session.empty.what')}</p>
        </Nothing>
      )}
      <ul className="jab-people">
        {lines.map((line) => (
          <Line key={line.patientId} line={line} onGive={(doseCode) => setChosen({ line, doseCode })} />
        ))}
      </ul>
      {query.hasNextPage && (
        <Button busy={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
          {text('more')}
        </Button>
      )}
      {chosen !== undefined && (
        <Sheet title={chosen.line.name || text('unnamed')} onClose={() => setChosen(undefined)}>
          <ShotForm
            patientId={chosen.line.patientId}
            name={chosen.line.name ?? ''}
            birth={chosen.line.birth}
            doseCode={chosen.doseCode}
            onDone={(shot) => {
              const dose = chosen.line.doses.find(({ code }) => code === chosen.doseCode);
              setDone({ ...shot, vaccine: dose?.vaccine ?? '' });
              setChosen(undefined);
            }}
          />
        </Sheet>
      )}
    </div>
  );
}

function Line(props: { line: DueLine; onGive: (doseCode: string) => void }) {
  const text = useImmunisationText();
  const language = useLanguage();
  const { me } = useShell();
  const { line } = props;
  const age = ageOn(line.birth, useNow());
  return (
    <li className="jab-person">
      <div>
        {line.name === undefined ? (
          <span className="strong">{text('hidden')}</span>
        ) : (
          <Link className="strong" href={`/record/${line.patientId}/vaccines`}>
            {line.name || text('unnamed')}
          </Link>
        )}
        <p className="small quiet">
          {showDay(line.birth)}
          {age !== undefined && `, ${showAge(age, language)}`}
        </p>
        <p className="small">
          {line.isLate ? (
            <Tag tone="danger" icon="warning">
              {text('session.since', { day: showDay(line.dueOn) })}
            </Tag>
          ) : (
            text('session.since', { day: showDay(line.dueOn) })
          )}
        </p>
      </div>
      <div className="jab-give">
        {line.doses.map((dose) =>
          line.name !== undefined && me.permissions.includes('immunisation.give') ? (
            <Button key={dose.code} icon="immunisation" onClick={() => props.onGive(dose.code)}>
              {dose.vaccine}
            </Button>
          ) : (
            <Tag key={dose.code}>{dose.vaccine}</Tag>
          ),
        )}
      </div>
    </li>
  );
}
