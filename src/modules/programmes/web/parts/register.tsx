import { useCallback, useState } from 'react';
import { Link } from 'wouter';
import { showDay } from '#kernel/display/show-date.ts';
import { showQuantity } from '#kernel/display/show-number.ts';
import { useShell } from '#web/shell/shell-context.tsx';
import { useLanguage } from '#web/text/text-context.tsx';
import { Button } from '#web/ui/button.tsx';
import { Tag } from '#web/ui/card.tsx';
import { Chip } from '#web/ui/field.tsx';
import { Notice } from '#web/ui/notice.tsx';
import { Nothing, Skeleton, Trouble } from '#web/ui/view.tsx';
import type { EntryLine } from '../../api.ts';
import { useEntries, type RegisterView } from '../queries.ts';
import { Found } from './found.tsx';
import { Indicators, type OpenFigure } from './indicators.tsx';
import { useProgrammesText } from './programmes-text.ts';

const views = ['due', 'late', 'register', 'ended'] as const satisfies readonly RegisterView[];

/** A register in its four views, its figures, and who should be in it. */
export function Register(props: { code: string }) {
  const text = useProgrammesText();
  const language = useLanguage();
  const { me } = useShell();
  const [view, setView] = useState<RegisterView>('due');
  const [figure, setFigure] = useState<OpenFigure>();
  // A figure counts everybody who is in the programme now.
  const query = useEntries(props.code, figure === undefined ? view : 'register', figure);
  // Whoever opened a figure below is led to its people.
  const heading = useCallback((element: HTMLElement | null) => element?.focus(), []);
  const first = query.data?.pages[0];
  const lines = query.data?.pages.flatMap((page) => page.lines) ?? [];
  return (
    <div className="stack">
      <p>
        <Link href="/programmes">{text('back')}</Link>
      </p>
      {first !== undefined && (
        <div>
          <h1>{first.programme.title[language]}</h1>
          <p className="quiet">{first.programme.about[language]}</p>
        </div>
      )}
      {first?.programme.isSensitive === true && <Notice tone="info" title={text('register.sensitive')} />}
      <div className="prog-tags" role="group" aria-label={text('register.views')}>
        {views.map((one) => (
          <Chip
            key={one}
            pressed={figure === undefined && view === one}
            onClick={() => {
              setFigure(undefined);
              setView(one);
            }}
            {...(first !== undefined && { count: first.counts[one] })}
          >
            {text(`view.${one}`)}
          </Chip>
        ))}
      </div>
      {figure !== undefined && (
        <h2 ref={heading} tabIndex={-1}>
          {text(`figure.${figure.part}`, { what: figure.title[language] })}
        </h2>
      )}
      {query.isError && <Trouble error={query.error} retry={() => void query.refetch()} />}
      {query.isPending && !query.isError && <Skeleton lines={8} />}
      {query.data !== undefined && lines.length === 0 && (
        <Nothing icon="check" title={text(figure === undefined ? `empty.${view}` : 'empty.figure')}>
          {figure === undefined && view === 'register' && <p>{text('empty.register.what')}</p>}
        </Nothing>
      )}
      {lines.length > 0 && <Lines lines={lines} />}
      {query.hasNextPage && (
        <Button busy={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
          {text('more')}
        </Button>
      )}
      <Indicators code={props.code} onOpen={setFigure} />
      {me.permissions.includes('programmes.keep') && <Found code={props.code} />}
      {first !== undefined && (
        <p className="small quiet">
          {first.programme.source !== '' && `${text('register.source', { source: first.programme.source })} `}
          {text('register.verify', { what: first.programme.verify[language] })}
        </p>
      )}
    </div>
  );
}

function Lines(props: { lines: readonly EntryLine[] }) {
  const text = useProgrammesText();
  return (
    <table className="prog-table">
      <caption className="unseen">{text('register.people')}</caption>
      <thead>
        <tr>
          {(['person', 'facts', 'last', 'due'] as const).map((column) => (
            <th key={column} scope="col">
              {text(`col.${column}`)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {props.lines.map((line) => (
          <Line key={line.id} line={line} />
        ))}
      </tbody>
    </table>
  );
}

function Line(props: { line: EntryLine }) {
  const text = useProgrammesText();
  const language = useLanguage();
  const { line } = props;
  return (
    <tr>
      <td>
        {line.name === undefined ? (
          <span className="quiet">{text('hidden')}</span>
        ) : (
          <Link href={`/record/${line.patientId}/programmes`}>{line.name}</Link>
        )}
        {line.birth !== undefined && <div className="small quiet">{showDay(line.birth)}</div>}
      </td>
      <td data-label={text('col.facts')}>
        <ul className="prog-facts">
          {line.facts.map((fact) => (
            <li key={fact.code}>
              {fact.title[language]}: <strong>{showFact(fact, language)}</strong>
            </li>
          ))}
        </ul>
      </td>
      <td data-label={text('col.last')}>
        {line.lastVisitOn === undefined ? text('never') : showDay(line.lastVisitOn)}
      </td>
      <td data-label={text('col.due')}>
        {line.endedOn !== undefined && text('ended', { day: showDay(line.endedOn) })}
        {line.dueOn !== undefined && showDay(line.dueOn)}
        {line.isLate && (
          <div>
            <Tag tone="danger" icon="warning">
              {text('late')}
            </Tag>
          </div>
        )}
        {line.why !== undefined && <div className="small quiet">{line.why[language]}</div>}
      </td>
    </tr>
  );
}

/** A value as it is shown: numbers with their unit, days as days. */
export function showFact(fact: EntryLine['facts'][number], language: 'vi' | 'en'): string {
  if (typeof fact.value === 'number') return showQuantity(String(fact.value), fact.unit, language);
  return /^\d{4}-\d{2}-\d{2}$/u.test(fact.value) ? showDay(fact.value) : fact.value;
}
