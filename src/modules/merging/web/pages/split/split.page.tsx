import { useState } from 'react';
import { Link } from 'wouter';
import { Button } from '#web/ui/button.tsx';
import { Card } from '#web/ui/card.tsx';
import { Choice, TextField } from '#web/ui/field.tsx';
import { Notice } from '#web/ui/notice.tsx';
import { Trouble } from '#web/ui/view.tsx';
import { LineWords } from '../../parts/line-words.tsx';
import { useMergingText } from '../../parts/merging-text.ts';
import { Person } from '../../parts/person.tsx';
import { leastWords, Reason } from '../../parts/reason.tsx';
import { useOverlay, useSplit } from '../../queries.ts';
import '../../parts/merging.css';

/** A record in which two people are written: the lines of the other one are marked and given to her. */
export default function SplitPage() {
  const text = useMergingText();
  const overlay = useOverlay();
  const [person, setPerson] = useState('');
  const [done, setDone] = useState<{ moved: number; superseded: number }>();
  return (
    <div className="stack">
      <p>
        <Link href="/merge-desk">{text('back')}</Link>
      </p>
      <div>
        <h1>{text('split.title')}</h1>
        <p className="quiet merging-what">{text('split.what')}</p>
      </div>
      <form
        className="merging-find"
        onSubmit={(event) => {
          event.preventDefault();
          if (person.trim() !== '') overlay.mutate(person);
        }}
      >
        <TextField
          label={text('split.find')}
          icon="search"
          value={person}
          autoComplete="off"
          onChange={(event) => setPerson(event.target.value)}
        />
        <Button type="submit" busy={overlay.isPending}>
          {text('split.search')}
        </Button>
      </form>
      {overlay.isError && <Trouble error={overlay.error} />}
      {done && (
        <Notice tone="good" live title={text('split.done', { n: done.moved, signed: done.superseded })} />
      )}
      {overlay.data && (
        <Lines
          key={overlay.data.person.id}
          found={overlay.data}
          onDone={(counts) => {
            setDone(counts);
            overlay.mutate(overlay.data.person.id);
          }}
        />
      )}
    </div>
  );
}

function Lines(props: {
  found: NonNullable<ReturnType<typeof useOverlay>['data']>;
  onDone: (counts: { moved: number; superseded: number }) => void;
}) {
  const text = useMergingText();
  const { person, lines, more } = props.found;
  const split = useSplit();
  const [marked, setMarked] = useState<ReadonlySet<string>>(new Set());
  const [kind, setKind] = useState<'new' | 'known'>('new');
  const [name, setName] = useState('');
  const [birthDate, setBirthDate] = useState('');
  const [toId, setToId] = useState('');
  const [words, setWords] = useState('');
  const [tried, setTried] = useState(false);
  const who = kind === 'new' ? name : toId;
  const toggle = (reference: string): void => {
    const next = new Set(marked);
    if (!next.delete(reference)) next.add(reference);
    setMarked(next);
  };
  const send = (): void => {
    setTried(true);
    if (marked.size === 0 || who.trim() === '' || words.trim().length < leastWords) return;
    split.mutate(
      {
        personId: person.id,
        ...(kind === 'known'
          ? { toId: toId.trim() }
          : { newPerson: { name, ...(birthDate !== '' && { birthDate }) } }),
        references: [...marked],
        words,
      },
      {
        onSuccess: (counts) => {
          setMarked(new Set());
          setTried(false);
          props.onDone(counts);
        },
      },
    );
  };
  return (
    <Card title={text('split.lines', { name: person.name })} icon="course">
      <form className="stack" onSubmit={(event) => event.preventDefault()}>
        <Person person={person} />
        {lines.length === 0 && <p className="quiet">{text('split.none')}</p>}
        <ul className="merging-lines">
          {lines.map((line) => (
            <li key={line.reference}>
              <label className="merging-mark">
                <input
                  type="checkbox"
                  checked={marked.has(line.reference)}
                  onChange={() => toggle(line.reference)}
                />
                <LineWords line={line} />
              </label>
            </li>
          ))}
        </ul>
        {more && <p className="quiet small">{text('split.more')}</p>}
        {lines.length > 0 && (
          <>
            <Choice
              label={text('split.to')}
              name="to"
              value={kind}
              options={[
                { value: 'new', label: text('split.new') },
                { value: 'known', label: text('split.known') },
              ]}
              onChange={setKind}
            />
            {kind === 'new' && (
              <div className="merging-add">
                <TextField
                  label={text('split.name')}
                  value={name}
                  autoComplete="off"
                  error={tried && name.trim() === '' ? text('split.who') : undefined}
                  onChange={(event) => setName(event.target.value)}
                />
                <TextField
                  label={text('split.birth')}
                  value={birthDate}
                  autoComplete="off"
                  onChange={(event) => setBirthDate(event.target.value)}
                />
              </div>
            )}
            {kind === 'known' && (
              <TextField
                label={text('split.person')}
                value={toId}
                autoComplete="off"
                error={tried && toId.trim() === '' ? text('split.who') : undefined}
                onChange={(event) => setToId(event.target.value)}
              />
            )}
            <Reason words={words} missing={tried && words.trim().length < leastWords} onChange={setWords} />
            {tried && marked.size === 0 && <Notice tone="care" title={text('split.choose')} live />}
            <div className="merging-actions">
              <Button look="main" busy={split.isPending} onClick={send}>
                {text('split.do', { n: marked.size })}
              </Button>
            </div>
            {split.isError && <Trouble error={split.error} />}
          </>
        )}
      </form>
    </Card>
  );
}
