import { useEffect, useRef, useState } from 'react';
import { useLanguage } from '#web/text/text-context.tsx';
import { Button } from '#web/ui/button.tsx';
import { Card, Tag } from '#web/ui/card.tsx';
import type { CodeLine, OpenCode } from '../../api.ts';
import { codeName, useCodesText } from './codes-text.ts';

/** Everything about one code. `open` leads to a neighbour in the same list. */
export function CodeDetail(props: { shown: OpenCode; open: (code: string) => void; close: () => void }) {
  const text = useCodesText();
  const language = useLanguage();
  const { list, code, above, below, belowTotal, maps } = props.shown;
  const head = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    head.current?.focus();
  }, [code.code, list.url]);
  const [first, second] = language === 'en' ? (['en', 'vi'] as const) : (['vi', 'en'] as const);
  return (
    <article className="code-detail" aria-labelledby="code-name">
      <Button look="quiet" icon="back" className="code-close" onClick={props.close}>
        {text('code.back')}
      </Button>
      <h2 id="code-name" ref={head} tabIndex={-1}>
        <span className="code-mark">{code.code}</span> {codeName(code, language) ?? text('code.no-name')}
      </h2>
      <p className="quiet small">
        {text('code.in', { list: list.title[language] })}
        {list.version !== undefined && ` · ${text('code.version', { version: list.version })}`}
      </p>
      <p className="code-tags">
        {code.inactive || list.retired ? (
          <Tag tone="danger" icon="warning">
            {text(list.retired ? 'code.list-retired' : 'code.inactive')}
          </Tag>
        ) : (
          <Tag tone="good" icon="check">
            {text('code.active')}
          </Tag>
        )}
        {code.abstract && (
          <Tag tone="info" icon="info">
            {text('code.heading')}
          </Tag>
        )}
      </p>
      <Copy code={code.code} />
      {code[second] !== undefined && code[first] !== undefined && code[second] !== code[first] && (
        <dl className="code-names">
          <dt>{text(`code.name.${second}`)}</dt>
          <dd>{code[second]}</dd>
        </dl>
      )}
      <Rules shown={props.shown} />
      {maps.length > 0 && <Maps maps={maps} />}
      <Neighbours title={text('code.above')} codes={above} open={props.open} />
      <Neighbours key={code.code} title={text('code.below')} codes={below} open={props.open}>
        {belowTotal > below.length && (
          <p className="quiet small">{text('code.below.more', { n: belowTotal - below.length })}</p>
        )}
      </Neighbours>
    </article>
  );
}

function Copy(props: { code: string }) {
  const text = useCodesText();
  const [copied, setCopied] = useState('');
  return (
    <p className="code-copy">
      <Button
        icon="documents"
        onClick={() => void navigator.clipboard.writeText(props.code).then(() => setCopied(props.code))}
      >
        {text('code.copy')}
      </Button>
      <output className="small">{copied === props.code && text('code.copied', { code: copied })}</output>
    </p>
  );
}

const plainRules = [
  'notPrincipal',
  'ratherNotPrincipal',
  'moreSpecificExists',
  'dagger',
  'asterisk',
] as const;

function Rules(props: { shown: OpenCode }) {
  const text = useCodesText();
  const { properties } = props.shown;
  const valueOf = (code: string) => properties.find((one) => one.code === code)?.value;
  const sex = valueOf('sex');
  const unit = valueOf('unit');
  const group = valueOf('group');
  const lines = [
    ...plainRules.filter((rule) => valueOf(rule) === 'true').map((rule) => text(`rule.${rule}`)),
    ...(sex === 'female' || sex === 'male' ? [text(`rule.sex.${sex}`)] : []),
    ...(unit === undefined ? [] : [text('rule.unit', { value: unit })]),
    ...(group === undefined ? [] : [text('rule.group', { value: group })]),
  ];
  if (lines.length === 0) return null;
  return (
    <Card title={text('code.rules')} icon="info">
      <ul className="code-rules">
        {lines.map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
    </Card>
  );
}

const mostAtFirst = 12;

function Neighbours(props: {
  title: string;
  codes: readonly CodeLine[];
  open: (code: string) => void;
  children?: React.ReactNode;
}) {
  const text = useCodesText();
  const language = useLanguage();
  const [isWhole, setWhole] = useState(false);
  if (props.codes.length === 0) return null;
  const codes = isWhole ? props.codes : props.codes.slice(0, mostAtFirst);
  return (
    <Card title={props.title}>
      <ul className="code-neighbours">
        {codes.map((one) => (
          <li key={one.code}>
            <button type="button" onClick={() => props.open(one.code)}>
              <span className="code-mark">{one.code}</span> {codeName(one, language)}
            </button>
          </li>
        ))}
      </ul>
      {codes.length < props.codes.length ? (
        <Button look="quiet" icon="open" onClick={() => setWhole(true)}>
          {text('code.below.all', { n: props.codes.length })}
        </Button>
      ) : (
        props.children
      )}
    </Card>
  );
}

const known = ['equivalent', 'equal', 'wider', 'narrower', 'inexact', 'relatedto'] as const;

function Maps(props: { maps: OpenCode['maps'] }) {
  const text = useCodesText();
  const language = useLanguage();
  return (
    <Card title={text('code.maps')}>
      <ul className="code-maps">
        {props.maps.map((map) => {
          const equivalence = known.find((one) => one === map.equivalence);
          return (
            <li key={`${map.title.vi} ${map.system} ${map.code} ${String(map.back)}`}>
              <div>
                <span className="code-mark">{map.code}</span> {map.display?.[language]}
              </div>
              <div className="quiet small">
                {map.systemTitle[language]}
                {equivalence !== undefined && ` · ${text(`equivalence.${equivalence}`)}`}
                {map.back && ` · ${text('code.map.back')}`}
              </div>
            </li>
          );
        })}
      </ul>
    </Card>
  );
}
