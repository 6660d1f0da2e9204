import { useEffect, useMemo, useRef, useState, type KeyboardEvent } from 'react';
import { useLanguage } from '#web/text/text-context.tsx';
import { Button } from '#web/ui/button.tsx';
import { Choose, TextField } from '#web/ui/field.tsx';
import { Nothing, Skeleton, Trouble } from '#web/ui/view.tsx';
import type { CodeLine, CodeList } from '../../../api.ts';
import { CodeDetail } from '../../parts/code-detail.tsx';
import { codeName, useCodesText } from '../../parts/codes-text.ts';
import { useCode, useCodes, useLists } from '../../queries.ts';
import './codes.css';

const hl7 = 'hl7';
const keyOf = ({ url, version }: CodeList): string => `${url}|${version ?? ''}`;

/** Finds what a code means: choose a list, type any word, walk up and down. */
export default function CodesPage() {
  const text = useCodesText();
  const language = useLanguage();
  const lists = useLists();
  const [key, setKey] = useState('');
  const [typed, setTyped] = useState('');
  const [words, setWords] = useState('');
  const [code, setCode] = useState<string>();
  useEffect(() => {
    const wait = setTimeout(() => setWords(typed.trim()), 180);
    return () => clearTimeout(wait);
  }, [typed]);
  const all = useMemo(() => lists.data?.systems ?? [], [lists.data]);
  const list = all.find((one) => keyOf(one) === key) ?? all[0];
  const shown = useCode(list, code);
  const choose = (next: string) => {
    setCode(undefined);
    setKey(next);
  };
  const options = (family: CodeList['family']) =>
    all
      .filter((one) => one.family === family)
      .map((one) => ({ value: keyOf(one), label: one.title[language] }))
      .toSorted((a, b) => (family === hl7 ? a.label.localeCompare(b.label, language) : 0));
  return (
    <>
      <div className="page-head">
        <h1>{text('codes.title')}</h1>
      </div>
      {lists.isPending && <Skeleton lines={6} />}
      {lists.isError && <Trouble error={lists.error} retry={() => void lists.refetch()} />}
      {list && (
        <div className={code === undefined ? 'codes' : 'codes codes-open'}>
          <Finder
            list={list}
            chosen={code}
            typed={typed}
            words={words}
            onType={setTyped}
            onOpen={setCode}
            lists={
              <>
                <Choose
                  label={text('codes.list')}
                  value={list.family === hl7 ? hl7 : keyOf(list)}
                  options={[...options('house'), { value: hl7, label: text('codes.hl7') }]}
                  onChange={(next) => choose(next === hl7 ? (options(hl7)[0]?.value ?? '') : next)}
                />
                {list.family === hl7 && (
                  <Choose
                    label={text('codes.hl7.list')}
                    value={keyOf(list)}
                    options={options(hl7)}
                    onChange={choose}
                  />
                )}
              </>
            }
          />
          <div className="codes-detail">
            {code === undefined && (
              <Nothing icon="document" title={text('codes.choose')}>
                <p>{text('codes.choose.what')}</p>
              </Nothing>
            )}
            {code !== undefined && shown.isPending && <Skeleton lines={6} />}
            {shown.isError && <Trouble error={shown.error} retry={() => void shown.refetch()} />}
            {code !== undefined && shown.data && (
              <CodeDetail shown={shown.data} open={setCode} close={() => setCode(undefined)} />
            )}
          </div>
        </div>
      )}
    </>
  );
}

function Finder(props: {
  list: CodeList;
  lists: React.ReactNode;
  chosen: string | undefined;
  typed: string;
  words: string;
  onType: (typed: string) => void;
  onOpen: (code: string) => void;
}) {
  const text = useCodesText();
  const { list, words, chosen } = props;
  const query = useCodes(list, words);
  const codes = useMemo(() => query.data?.pages.flatMap((page) => page.codes) ?? [], [query.data]);
  const total = query.data?.pages[0]?.total ?? 0;
  const results = useRef<HTMLUListElement>(null);
  // Enter may come before the answer to what was typed: then the first code opens when it is there.
  const isEager = useRef(false);
  const isCurrent = props.typed.trim() === words && query.isSuccess && !query.isPlaceholderData;
  const first = codes[0]?.code;
  const { onOpen } = props;
  useEffect(() => {
    if (!isEager.current || !isCurrent) return;
    isEager.current = false;
    if (first !== undefined) onOpen(first);
  }, [isCurrent, first, onOpen]);
  const walk = (event: KeyboardEvent<HTMLElement>) => {
    const buttons = [...(results.current?.querySelectorAll<HTMLElement>('button') ?? [])];
    const field = document.querySelector<HTMLElement>('#codes-find');
    const active = document.activeElement as HTMLElement;
    const at = buttons.indexOf(active);
    if (at < 0 && active !== field) return;
    if (event.key === 'ArrowDown') buttons[Math.min(at + 1, buttons.length - 1)]?.focus();
    else if (event.key === 'ArrowUp') (at <= 0 ? field : buttons[at - 1])?.focus();
    else if (event.key === 'Enter' && at < 0) {
      if (isCurrent && first !== undefined) onOpen(first);
      else isEager.current = !isCurrent;
    } else return;
    event.preventDefault();
  };
  return (
    <div className="codes-find" onKeyDown={walk} role="presentation">
      <search className="codes-form">
        {props.lists}
        <TextField
          id="codes-find"
          label={text('codes.find')}
          hint={text('codes.hint')}
          icon="search"
          type="search"
          autoComplete="off"
          spellCheck={false}
          enterKeyHint="search"
          value={props.typed}
          onChange={(event) => {
            isEager.current = false;
            props.onType(event.target.value);
          }}
        />
      </search>
      {list.source !== undefined && (
        <p className="quiet small">{text('codes.source', { source: list.source })}</p>
      )}
      {list.content === 'fragment' && <p className="quiet small">{text('codes.partial')}</p>}
      {query.isPending && <Skeleton lines={8} />}
      {query.isError && <Trouble error={query.error} retry={() => void query.refetch()} />}
      {query.isSuccess && codes.length === 0 && (
        <Nothing icon="search" title={text('codes.none')}>
          <p>{text('codes.none.what')}</p>
        </Nothing>
      )}
      {codes.length > 0 && (
        <>
          <output className="quiet small">
            {text(words === '' ? 'codes.top' : 'codes.found', { n: total })}
            <span className="codes-keys"> · {text('codes.keys')}</span>
          </output>
          <ul className="codes-list" ref={results} aria-label={text('codes.results')}>
            {codes.map((one) => (
              <li key={one.code}>
                <OneCode code={one} isChosen={one.code === chosen} onOpen={props.onOpen} />
              </li>
            ))}
          </ul>
          {query.hasNextPage && (
            <p>
              <Button busy={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
                {text('codes.more')}
              </Button>
            </p>
          )}
        </>
      )}
    </div>
  );
}

function OneCode(props: { code: CodeLine; isChosen: boolean; onOpen: (code: string) => void }) {
  const language = useLanguage();
  const { code, isChosen } = props;
  return (
    <button
      type="button"
      className={code.inactive ? 'codes-one codes-past' : 'codes-one'}
      aria-current={isChosen || undefined}
      onClick={() => props.onOpen(code.code)}
    >
      <span className="code-mark">{code.code}</span>
      <span>{codeName(code, language)}</span>
    </button>
  );
}
