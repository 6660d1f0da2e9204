import { useState } from 'react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { Endpoint } from '#kernel/contract.ts';
import { showDay } from '#kernel/display/show-date.ts';
import { useClient, useEndpoint } from '#web/data/client-context.tsx';
import { useLanguage } from '#web/text/text-context.tsx';
import { Button } from '#web/ui/button.tsx';
import { Chip, TextArea, TextField } from '#web/ui/field.tsx';
import { Nothing, Trouble, View } from '#web/ui/view.tsx';
import {
  answerCorrection,
  putOffCorrection,
  readInbox,
  receiveCorrection,
  type FacilityCorrection,
} from '../../../domain/corrections-contract.ts';
import { OneCorrection } from '../../parts/one-correction.tsx';
import { useOwnText } from '../../own-text.ts';
import '../../own.css';

/** Requests for correction to the facility: what waits, what is late on top, and what was answered. */
export default function InboxPage() {
  const text = useOwnText();
  const [state, setState] = useState<'open' | 'answered'>('open');
  return (
    <div className="stack own-page">
      <div>
        <h1>{text('inbox.title')}</h1>
        <p className="quiet">{text('inbox.what')}</p>
      </div>
      <fieldset className="chips" aria-label={text('inbox.which')}>
        {(['open', 'answered'] as const).map((one) => (
          <Chip key={one} pressed={one === state} onClick={() => setState(one)}>
            {text(`inbox.${one}`)}
          </Chip>
        ))}
      </fieldset>
      <Requests key={state} state={state} />
    </div>
  );
}

function Requests(props: { state: 'open' | 'answered' }) {
  const { state } = props;
  const text = useOwnText();
  const [cursors, setCursors] = useState<readonly string[]>([]);
  const cursor = cursors.at(-1);
  const query = useEndpoint(readInbox, { state, ...(cursor !== undefined && { cursor }) }, { keep: true });
  return (
    <View query={query}>
      {({ corrections, next }) => (
        <>
          {corrections.length === 0 && (
            <Nothing icon="inbox" title={text(`inbox.none.${state}`)}>
              <p>{text('inbox.none.what')}</p>
            </Nothing>
          )}
          {corrections.map((correction) => (
            <OneRequest key={correction.id} correction={correction} />
          ))}
          <p className="row">
            {cursors.length > 0 && (
              <Button onClick={() => setCursors(cursors.slice(0, -1))}>{text('list.back')}</Button>
            )}
            {next !== undefined && (
              <Button onClick={() => setCursors([...cursors, next])}>{text('list.next')}</Button>
            )}
          </p>
        </>
      )}
    </View>
  );
}

function useAct<I extends object, O>(endpoint: Endpoint<I, O>) {
  const client = useClient();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (input: I) => client.call(endpoint, input),
    onSuccess: () => queries.invalidateQueries(),
  });
}

function OneRequest(props: { correction: FacilityCorrection }) {
  const { correction } = props;
  const { id, person, state, field, proposed } = correction;
  const text = useOwnText();
  const language = useLanguage();
  const isNumber = field === 'value' || field === 'systolic' || field === 'diastolic';
  const [value, setValue] = useState(isNumber && language === 'vi' ? proposed.replace('.', ',') : proposed);
  const [words, setWords] = useState('');
  const [isTried, setTried] = useState(false);
  const receive = useAct(receiveCorrection);
  const putOff = useAct(putOffCorrection);
  const answer = useAct(answerCorrection);
  const isOpen = state === 'asked' || state === 'received';
  const lacksWords = words.trim().length < 5;
  const isBusy = receive.isPending || putOff.isPending || answer.isPending;
  const told = (act: () => void) => () => {
    setTried(true);
    if (!lacksWords) act();
  };
  const mayChange = field !== 'not-mine';
  const error = [receive, putOff, answer].find(({ isError }) => isError)?.error;
  return (
    <OneCorrection
      correction={correction}
      now={correction.now}
      heading={text('inbox.heading', {
        title: correction.title,
        name: person.name,
        born: showDay(person.birthDate),
      })}
    >
      {isOpen && (
        <>
          {state === 'asked' && (
            <p>
              <Button busy={receive.isPending} disabled={isBusy} onClick={() => receive.mutate({ id })}>
                {text('inbox.receive')}
              </Button>
            </p>
          )}
          {mayChange &&
            (field === 'words' ? (
              <TextArea
                label={text('inbox.value')}
                value={value}
                maxLength={1000}
                onChange={(event) => setValue(event.target.value)}
              />
            ) : (
              <TextField
                label={text('inbox.value')}
                hint={text('inbox.value.hint')}
                type={field === 'day' ? 'date' : 'text'}
                inputMode={field === 'day' ? undefined : 'decimal'}
                value={value}
                onChange={(event) => setValue(event.target.value)}
              />
            ))}
          <TextArea
            label={text('inbox.words')}
            hint={text('inbox.words.hint')}
            value={words}
            error={isTried && lacksWords ? text('correct.words.needed') : undefined}
            maxLength={1000}
            onChange={(event) => setWords(event.target.value)}
          />
          {error !== undefined && <Trouble error={error} />}
          <p className="row">
            <Button
              look="main"
              icon="check"
              busy={answer.isPending}
              disabled={isBusy}
              onClick={told(() =>
                answer.mutate({ id, decision: 'accept', words: words.trim(), ...(mayChange && { value }) }),
              )}
            >
              {text('inbox.accept')}
            </Button>
            <Button
              disabled={isBusy}
              onClick={told(() => answer.mutate({ id, decision: 'refuse', words: words.trim() }))}
            >
              {text('inbox.refuse')}
            </Button>
            {!correction.isExtended && (
              <Button
                look="quiet"
                disabled={isBusy}
                onClick={told(() => putOff.mutate({ id, words: words.trim() }))}
              >
                {text('inbox.put-off')}
              </Button>
            )}
          </p>
        </>
      )}
    </OneCorrection>
  );
}
