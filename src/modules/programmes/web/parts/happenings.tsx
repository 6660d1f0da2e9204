import { Link } from 'wouter';
import { findProgramme } from '#kernel/vietnam/programmes.ts';
import { showDay } from '#kernel/display/show-date.ts';
import { useLanguage } from '#web/text/text-context.tsx';
import { Button } from '#web/ui/button.tsx';
import { Card } from '#web/ui/card.tsx';
import { Nothing, Skeleton, Trouble } from '#web/ui/view.tsx';
import { useHappenings } from '../queries.ts';
import { useProgrammesText } from './programmes-text.ts';

/** Injuries by their cause, or deaths, of the last year. */
export function Happenings(props: { code: 'injury' | 'death' }) {
  const text = useProgrammesText();
  const language = useLanguage();
  const query = useHappenings(props.code);
  const first = query.data?.pages[0];
  const lines = query.data?.pages.flatMap((page) => page.lines) ?? [];
  return (
    <div className="stack">
      <p>
        <Link href="/programmes">{text('back')}</Link>
      </p>
      <div>
        <h1>{findProgramme(props.code)?.[language]}</h1>
        <p className="quiet">{text(`events.${props.code}`)}</p>
      </div>
      {query.isError && <Trouble error={query.error} retry={() => void query.refetch()} />}
      {query.isPending && !query.isError && <Skeleton />}
      {first !== undefined && first.groups.length > 0 && (
        <Card title={text('events.groups')}>
          <ul className="prog-facts">
            {first.groups.map((group) => (
              <li key={group.title.vi}>
                {group.title[language]}: <strong>{group.count}</strong>
              </li>
            ))}
          </ul>
        </Card>
      )}
      {first !== undefined && lines.length === 0 && <Nothing icon="check" title={text('events.empty')} />}
      {lines.length > 0 && (
        <table className="prog-table">
          <caption className="unseen">{text('register.people')}</caption>
          <thead>
            <tr>
              <th scope="col">{text('col.person')}</th>
              <th scope="col">{text('col.day')}</th>
              <th scope="col">{text('col.cause')}</th>
            </tr>
          </thead>
          <tbody>
            {lines.map((line) => (
              <tr key={line.id}>
                <td>
                  {line.name === undefined ? (
                    text('hidden')
                  ) : (
                    <Link href={`/record/${line.patientId}`}>{line.name}</Link>
                  )}
                </td>
                <td data-label={text('col.day')}>{showDay(line.on)}</td>
                <td data-label={text('col.cause')}>
                  {line.code ?? text('events.unknown')} {line.group?.[language]}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {query.hasNextPage && (
        <Button busy={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
          {text('more')}
        </Button>
      )}
    </div>
  );
}
