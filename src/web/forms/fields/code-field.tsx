import { useEffect, useId, useState, type KeyboardEvent } from 'react';
import type { Coding } from '@medplum/fhirtypes';
import type { Answer, FormItem } from '#kernel/fhir/questionnaire/form.ts';
import type { Path } from '#kernel/fhir/questionnaire/state.ts';
import { useLanguage } from '#web/text/text-context.tsx';
import { Button } from '#web/ui/button.tsx';
import { fieldId, useNode, useOpenForm, useSaid } from '../form-context.ts';
import { useFormWords } from '../form-words.ts';
import { showAnswer } from '../show-answer.ts';
import type { FieldProps } from './field-props.ts';
import { describedBy, FieldFrame } from './field-frame.tsx';

/** A code of a list, found by any of its words; what no code fits may be kept in words where the form allows it. */
export function CodeField({ item, parent }: FieldProps) {
  const node = useNode(parent, item.linkId);
  const { store } = useOpenForm();
  const say = useFormWords();
  const language = useLanguage();
  const entries = node?.entries ?? [];
  const chosen = entries.filter(({ answer }) => answer !== undefined);
  const waiting = entries.find(({ answer }) => answer === undefined);
  const path = [...parent, item.linkId];
  const answers = chosen.flatMap(({ answer }) => answer ?? []);
  const choose = (answer: Answer): void =>
    store.answers(parent, item, item.repeats ? [...answers, answer] : [answer]);
  const isFull = chosen.length > 0 && (!item.repeats || chosen.length >= (item.maxOccurs ?? Infinity));
  const place = [...path, waiting?.key ?? chosen[0]?.key ?? ''];
  return (
    <FieldFrame item={item} parent={parent} entries={entries} as={chosen.length > 0 ? 'group' : 'field'}>
      {chosen.length > 0 && (
        <ul className="form-chosen">
          {chosen.map(({ key, answer }) => (
            <li key={key}>
              <span>{answer && showAnswer(answer, language)}</span>
              <Button look="quiet" icon="close" onClick={() => store.remove([...path, key], item)}>
                {say('remove')}
                <span className="unseen">: {answer && showAnswer(answer, language)}</span>
              </Button>
            </li>
          ))}
        </ul>
      )}
      {!isFull && <Search item={item} path={place} onChoose={choose} typed={waiting?.typed ?? ''} />}
    </FieldFrame>
  );
}

type Found = readonly Coding[] | 'searching' | 'failed' | undefined;

/** Searches while somebody types; only the answer to the newest words counts. */
function useCodes(item: FormItem, words: string): Found {
  const { help } = useOpenForm();
  const [found, setFound] = useState<{
    readonly words: string;
    readonly codes: readonly Coding[] | 'failed';
  }>();
  const { searchCodes } = help;
  useEffect(() => {
    if (words.trim().length < 2 || item.valueSet === undefined) return;
    let isOld = false;
    const search = async (): Promise<void> => {
      try {
        if (searchCodes === undefined) throw new Error('No list to search in.');
        const codes = await searchCodes(item.valueSet!, words);
        if (!isOld) setFound({ words, codes });
      } catch {
        if (!isOld) setFound({ words, codes: 'failed' });
      }
    };
    void search();
    return () => {
      isOld = true;
    };
  }, [words, item.valueSet, searchCodes]);
  if (words.trim().length < 2) return undefined;
  if (found === undefined) return 'searching';
  // What was found before stays in sight until the new answer is there.
  return found.codes;
}

function Search(props: { item: FormItem; path: Path; typed: string; onChoose: (answer: Answer) => void }) {
  const { item, path, typed, onChoose } = props;
  const { store, prefix } = useOpenForm();
  const say = useFormWords();
  const listId = useId();
  const said = useSaid(path);
  const [at, setAt] = useState(0);
  const found = useCodes(item, typed);
  const codes = Array.isArray(found) ? (found as readonly Coding[]) : [];
  const isOpenWords = item.type === 'open-choice' && typed.trim() !== '';
  const lines: readonly Answer[] = [
    ...codes.map((valueCoding) => ({ valueCoding })),
    ...(isOpenWords ? [{ valueString: typed.trim() }] : []),
  ];
  const isShown = typed !== '' && lines.length > 0;
  const take = (answer: Answer | undefined): void => {
    if (answer === undefined) return;
    onChoose(answer);
    setAt(0);
  };
  const onKey = (event: KeyboardEvent): void => {
    if (event.key === 'ArrowDown') setAt((now) => Math.min(now + 1, lines.length - 1));
    else if (event.key === 'ArrowUp') setAt((now) => Math.max(now - 1, 0));
    else if (event.key === 'Enter' && isShown) take(lines[Math.min(at, lines.length - 1)]);
    else if (event.key === 'Escape' && typed !== '') store.type(path, item, '');
    else return;
    event.preventDefault();
  };
  return (
    <span className="form-search">
      <input
        id={fieldId(prefix, path)}
        role="combobox"
        aria-label={item.repeats ? item.source.text : undefined}
        aria-expanded={isShown}
        aria-controls={listId}
        aria-autocomplete="list"
        aria-activedescendant={isShown ? `${listId}-${Math.min(at, lines.length - 1)}` : undefined}
        aria-invalid={said !== '' || undefined}
        aria-required={item.required || undefined}
        aria-describedby={describedBy(prefix, path, item.help !== undefined)}
        autoComplete="off"
        placeholder={say('search')}
        value={typed}
        onChange={(event) => {
          setAt(0);
          // Kept as typed text of the item, so that a crash in the middle of a search loses no letter.
          store.type(path, { ...item, type: 'choice' }, event.target.value);
        }}
        onKeyDown={onKey}
        onBlur={() => store.leave(path.slice(0, -1))}
      />
      <span className="unseen" role="status">
        {found === 'searching'
          ? say('searching')
          : Array.isArray(found)
            ? say('found', { n: codes.length })
            : ''}
      </span>
      <div id={listId} role="listbox" aria-label={say('search')} className="form-found" hidden={!isShown}>
        {lines.map((answer, line) => (
          <Line
            key={answer.valueCoding?.code ?? '='}
            id={`${listId}-${line}`}
            answer={answer}
            isAt={line === Math.min(at, lines.length - 1)}
            onTake={() => take(answer)}
          />
        ))}
      </div>
      {found === 'failed' && <p className="small form-note">{say('searchFailed')}</p>}
      {Array.isArray(found) && codes.length === 0 && <p className="small form-note">{say('nothingFound')}</p>}
    </span>
  );
}

function Line(props: { id: string; answer: Answer; isAt: boolean; onTake: () => void }) {
  const say = useFormWords();
  const { valueCoding, valueString } = props.answer;
  return (
    // The keys of the list are those of the field above it.
    // oxlint-disable-next-line jsx-a11y/click-events-have-key-events
    <div
      id={props.id}
      role="option"
      tabIndex={-1}
      aria-selected={props.isAt}
      onMouseDown={(event) => event.preventDefault()}
      onClick={props.onTake}
    >
      {valueCoding ? (
        <>
          <b>{valueCoding.code}</b> {valueCoding.display}
        </>
      ) : (
        say('asWords', { text: valueString ?? '' })
      )}
    </div>
  );
}
