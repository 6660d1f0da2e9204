import { useState } from 'react';
import { showMoment } from '#kernel/display/show-date.ts';
import { showDecimal } from '#kernel/display/show-number.ts';
import { useLanguage } from '#web/text/text-context.tsx';
import { Button } from '#web/ui/button.tsx';
import { Card, Tag } from '#web/ui/card.tsx';
import { Skeleton, Trouble } from '#web/ui/view.tsx';
import type { ModelView } from '../../../api.ts';
import { showBits } from '../../parts/show-bits.ts';
import { useRegistryText, type RegistryWord } from '../../parts/registry-text.ts';
import { SweepCard } from '../../parts/sweep-card.tsx';
import { useMatchingModel, useModelWork } from '../../queries.ts';
import '../../parts/registry.css';

/** What matching weighs and how it stands: numbers about everybody, nothing about anybody. */
export default function ModelPage() {
  const text = useRegistryText();
  const [version, setVersion] = useState<string | undefined>();
  const query = useMatchingModel(version);
  const work = useModelWork();
  const view = query.data;
  return (
    <div className="stack">
      <div>
        <h1>{text('model.title')}</h1>
        <p className="quiet registry-what">{text('model.what')}</p>
      </div>
      {query.isError && <Trouble error={query.error} retry={() => void query.refetch()} />}
      {work.isError && <Trouble error={work.error} />}
      {query.isPending && !query.isError && <Skeleton />}
      {view && (
        <>
          <div className="registry-actions">
            <Button busy={work.isPending} onClick={() => work.mutate({ kind: 'learn' })}>
              {text('model.learn')}
            </Button>
            <Button busy={work.isPending} onClick={() => work.mutate({ kind: 'sweep' })}>
              {text('model.sweep')}
            </Button>
          </div>
          <SweepCard view={view} />
          <Versions
            view={view}
            onShow={setVersion}
            onUse={(one) => work.mutate({ kind: 'use', version: one })}
          />
          <Weights view={view} />
          <Words view={view} />
        </>
      )}
    </div>
  );
}

function Versions(props: {
  view: ModelView;
  onShow: (version: string) => void;
  onUse: (version: string) => void;
}) {
  const text = useRegistryText();
  const language = useLanguage();
  const { versions, shown } = props.view;
  return (
    <Card title={text('model.versions')}>
      <ul className="registry-versions">
        {versions.map((one) => (
          <li key={one.version}>
            <button
              type="button"
              className="registry-version"
              aria-pressed={one.version === shown.version}
              onClick={() => props.onShow(one.version)}
            >
              {one.version}
            </button>
            <Tag tone={one.state === 'in-use' ? 'good' : one.state === 'proposed' ? 'info' : 'plain'}>
              {text(`model.${one.state}`)}
            </Tag>
            <span className="quiet small">
              {text('model.from', {
                n: showDecimal(String(one.learntFrom), language),
                at: one.learntAt.length > 10 ? showMoment(one.learntAt) : one.learntAt,
                by: one.by,
              })}
            </span>
            {one.state !== 'in-use' && one.version === shown.version && (
              <Button onClick={() => props.onUse(one.version)}>{text('model.use')}</Button>
            )}
          </li>
        ))}
      </ul>
    </Card>
  );
}

function Weights(props: { view: ModelView }) {
  const text = useRegistryText();
  const language = useLanguage();
  const bits = (value: number): string => showBits(value, language);
  const { weights } = props.view.shown;
  return (
    <Card title={text('model.weights')}>
      <p className="quiet small">{text('model.weights.what')}</p>
      <table className="registry-weights">
        <caption className="unseen">{text('model.weights')}</caption>
        <thead>
          <tr>
            <th scope="col">{text('col.field')}</th>
            <th scope="col">{text('col.level')}</th>
            <th scope="col" className="registry-number">
              {text('col.stranger')}
            </th>
            <th scope="col" className="registry-number">
              {text('col.kin')}
            </th>
          </tr>
        </thead>
        <tbody>
          {weights.map(({ field, level, stranger, kin }, at) => (
            <tr key={`${field} ${level}`}>
              {weights[at - 1]?.field !== field && (
                <th scope="rowgroup" rowSpan={weights.filter((one) => one.field === field).length}>
                  {text(`field.${field}`)}
                </th>
              )}
              <td>{text(`level.${level}` as RegistryWord)}</td>
              <td className="registry-number">{bits(stranger)}</td>
              <td className="registry-number">{bits(kin)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Card>
  );
}

function Words(props: { view: ModelView }) {
  const text = useRegistryText();
  const language = useLanguage();
  const { words } = props.view.shown;
  return (
    <Card title={text('model.words')}>
      {(['family', 'given'] as const).map((part) => (
        <p key={part}>
          <strong>{text(`field.${part}`)}:</strong>{' '}
          {words[part]
            .map(({ word, share }) => `${word} ${showDecimal((share * 100).toFixed(1), language)} %`)
            .join(' · ')}
        </p>
      ))}
    </Card>
  );
}
