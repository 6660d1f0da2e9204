import { useEffect, useMemo, useRef, useState, type KeyboardEvent } from 'react';
import { Link } from 'wouter';
import { ageOn, showAge } from '#kernel/display/show-age.ts';
import { showDay } from '#kernel/display/show-date.ts';
import { useShell } from '#web/shell/shell-context.tsx';
import { useLanguage, useWords } from '#web/text/text-context.tsx';
import { Button } from '#web/ui/button.tsx';
import { Tag } from '#web/ui/card.tsx';
import { TextField } from '#web/ui/field.tsx';
import { useNow } from '#web/ui/now.ts';
import { Nothing, Skeleton, Trouble } from '#web/ui/view.tsx';
import type { FoundPerson } from '../../../api.ts';
import { useRecordText } from '../../parts/record-text.ts';
import { usePeople } from './use-people.ts';
import './people.css';

/** Finds a person in seconds: one field takes everything, arrows and Enter open. */
export default function PeoplePage() {
  const text = useRecordText();
  const { me } = useShell();
  const [typed, setTyped] = useState('');
  const [year, setYear] = useState('');
  const [asked, setAsked] = useState({ q: '', year: '' });
  const field = useRef<HTMLInputElement>(null);
  const results = useRef<HTMLUListElement>(null);
  useEffect(() => {
    field.current = document.querySelector<HTMLInputElement>('#people-find');
    field.current?.focus();
  }, []);
  useEffect(() => {
    const wait = setTimeout(() => setAsked({ q: typed, year }), 180);
    return () => clearTimeout(wait);
  }, [typed, year]);
  const query = usePeople(asked.q, asked.year);
  const people = useMemo(() => query.data?.pages.flatMap((page) => page.people) ?? [], [query.data]);
  const answered = query.data?.pages[0];
  const asking = asked.q.trim().length >= 2;

  const walk = (event: KeyboardEvent<HTMLElement>) => {
    const links = [...(results.current?.querySelectorAll<HTMLElement>('a') ?? [])];
    const at = links.indexOf(document.activeElement as HTMLElement);
    if (event.key === 'ArrowDown') links[Math.min(at + 1, links.length - 1)]?.focus();
    else if (event.key === 'ArrowUp') (at <= 0 ? field.current : links[at - 1])?.focus();
    else if (event.key === 'Enter' && at < 0 && document.activeElement === field.current) links[0]?.click();
    else return;
    event.preventDefault();
  };

  return (
    <div onKeyDown={walk} role="presentation">
      <div className="page-head">
        <h1>{text('people.title')}</h1>
      </div>
      <search className="people-form">
        <TextField
          id="people-find"
          label={text('people.find')}
          hint={text('people.hint')}
          icon="search"
          type="search"
          autoComplete="off"
          spellCheck={false}
          enterKeyHint="search"
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
        />
        <TextField
          label={text('people.year')}
          inputMode="numeric"
          autoComplete="off"
          maxLength={4}
          pattern="\d{4}"
          value={year}
          onChange={(event) => setYear(event.target.value.replaceAll(/\D/g, ''))}
        />
      </search>
      {!asking && (
        <Nothing icon="people" title={text('people.begin')}>
          <p>{text('people.begin.what')}</p>
        </Nothing>
      )}
      {asking && query.isPending && query.fetchStatus !== 'paused' && <Skeleton lines={4} />}
      {asking && query.isError && <Trouble error={query.error} retry={() => void query.refetch()} />}
      {asking && answered && people.length === 0 && (
        <Nothing icon="search" title={text('people.none')}>
          <p>
            {text(
              answered.by === 'number'
                ? 'people.none.number'
                : answered.by === 'name'
                  ? 'people.none.name'
                  : 'people.too-short',
            )}
          </p>
          {answered.by !== 'nothing' && me.permissions.includes('access.open') && (
            <p>
              <Link href="/emergency">{text('people.none.emergency')}</Link>
            </p>
          )}
        </Nothing>
      )}
      {asking && people.length > 0 && (
        <>
          <output className="quiet small">
            {query.hasNextPage
              ? text('people.found.more', { n: people.length })
              : text('people.found', { n: people.length })}
            <span className="people-keys"> · {text('people.keys')}</span>
          </output>
          <ul className="people-list" ref={results} aria-label={text('people.list')}>
            {people.map((person) => (
              <li key={person.id}>
                <OnePerson person={person} />
              </li>
            ))}
          </ul>
          {query.hasNextPage && (
            <p>
              <Button busy={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
                {text('people.more')}
              </Button>
            </p>
          )}
        </>
      )}
    </div>
  );
}

function OnePerson(props: { person: FoundPerson }) {
  const now = useNow();
  const text = useRecordText();
  const words = useWords();
  const language = useLanguage();
  const { person } = props;
  return (
    <Link href={`/record/${person.id}`} className="people-one">
      <span>
        <span className="people-name">{person.name || text('untitled')}</span>
        {person.provisional && (
          <>
            {' '}
            <Tag tone="care" icon="warning">
              {text('banner.provisional')}
            </Tag>
          </>
        )}
      </span>
      <span>
        {showDay(person.birthDate)}
        <span className="quiet small">
          {' '}
          {[words(`sex.${person.sex}`), showAge(ageOn(person.birthDate, now), language)]
            .filter((part) => part !== '')
            .join(' · ')}
        </span>
      </span>
      <span className="small">{person.address}</span>
      <span className="small quiet">
        {person.healthId ?? person.insuranceNumber ?? text('banner.no-health-id')}
        {person.hospitalNumber && ` · ${text('number.hospital')} ${person.hospitalNumber}`}
      </span>
    </Link>
  );
}
