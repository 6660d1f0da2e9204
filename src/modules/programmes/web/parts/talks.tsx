import { useState } from 'react';
import { Link } from 'wouter';
import { findProgramme } from '#kernel/vietnam/programmes.ts';
import { showDay } from '#kernel/display/show-date.ts';
import { readTypedDay } from '#kernel/vietnam/typed-day.ts';
import { StatusLine } from '#web/offline/status-line.tsx';
import { useShell } from '#web/shell/shell-context.tsx';
import { useLanguage } from '#web/text/text-context.tsx';
import { Button } from '#web/ui/button.tsx';
import { Card } from '#web/ui/card.tsx';
import { Choose, TextField } from '#web/ui/field.tsx';
import { Nothing, Skeleton, Trouble } from '#web/ui/view.tsx';
import { talkForms, type TalkForm } from '../../domain/talk.ts';
import { useAddTalk, useTalks } from '../queries.ts';
import { useProgrammesText } from './programmes-text.ts';

/** Talks on health that the station held within the last year. */
export function Talks() {
  const text = useProgrammesText();
  const language = useLanguage();
  const { me } = useShell();
  const query = useTalks();
  const first = query.data?.pages[0];
  const talks = query.data?.pages.flatMap((page) => page.talks) ?? [];
  return (
    <div className="stack">
      <p>
        <Link href="/programmes">{text('back')}</Link>
      </p>
      <StatusLine />
      <div>
        <h1>{findProgramme('health-education')?.[language]}</h1>
        {first !== undefined && (
          <p className="quiet">{text('talks.what', { n: first.total, people: first.participants })}</p>
        )}
      </div>
      {query.isError && <Trouble error={query.error} retry={() => void query.refetch()} />}
      {query.isPending && !query.isError && <Skeleton />}
      {first !== undefined && talks.length === 0 && <Nothing icon="people" title={text('talks.empty')} />}
      <ul className="prog-found">
        {talks.map((talk) => (
          <li key={talk.id}>
            <div>
              <span className="strong">{talk.topic}</span>
              <div className="small quiet">
                {showDay(talk.on)}
                {talk.form !== undefined && `, ${talkForms[talk.form as TalkForm]?.[language] ?? talk.form}`}
              </div>
            </div>
            {talk.participants !== undefined && <div>{text('talks.people', { n: talk.participants })}</div>}
          </li>
        ))}
      </ul>
      {query.hasNextPage && (
        <Button busy={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
          {text('more')}
        </Button>
      )}
      {me.permissions.includes('programmes.keep') && <AddTalk />}
    </div>
  );
}

const empty = { on: '', topic: '', form: 'talk' as TalkForm, people: '' };

function AddTalk() {
  const text = useProgrammesText();
  const language = useLanguage();
  const add = useAddTalk();
  const [typed, setTyped] = useState(empty);
  const [asked, setAsked] = useState(false);
  const put = (part: Partial<typeof empty>) => setTyped({ ...typed, ...part });
  const on = readTypedDay(typed.on);
  const people = /^\d{1,5}$/u.test(typed.people.trim()) ? Number(typed.people) : undefined;
  const isWhole = on?.length === 10 && people !== undefined && typed.topic.trim().length > 1;
  return (
    <Card title={text('talk.title')}>
      <form
        className="prog-form"
        onSubmit={(event) => {
          event.preventDefault();
          setAsked(true);
          if (on?.length !== 10 || people === undefined || !isWhole) return;
          add.mutate(
            { on, topic: typed.topic.trim(), form: typed.form, participants: people },
            {
              onSuccess: () => {
                setTyped(empty);
                setAsked(false);
              },
            },
          );
        }}
      >
        <TextField
          label={text('talk.day')}
          placeholder={text('day.typed')}
          inputMode="numeric"
          autoComplete="off"
          value={typed.on}
          onChange={(event) => put({ on: event.target.value })}
          error={asked && on?.length !== 10 ? text('talk.day.wrong') : undefined}
        />
        <TextField
          label={text('talk.topic')}
          autoComplete="off"
          value={typed.topic}
          onChange={(event) => put({ topic: event.target.value })}
          error={asked && typed.topic.trim().length < 2 ? text('need') : undefined}
        />
        <Choose
          label={text('talk.form')}
          value={typed.form}
          onChange={(form) => put({ form })}
          options={(Object.keys(talkForms) as TalkForm[]).map((form) => ({
            value: form,
            label: talkForms[form][language],
          }))}
        />
        <TextField
          label={text('talk.people')}
          inputMode="numeric"
          autoComplete="off"
          value={typed.people}
          onChange={(event) => put({ people: event.target.value })}
          error={asked && people === undefined ? text('need') : undefined}
        />
        <Button type="submit" look="main" busy={add.isPending}>
          {text('talk.save')}
        </Button>
      </form>
      {add.isError && <Trouble error={add.error} />}
    </Card>
  );
}
