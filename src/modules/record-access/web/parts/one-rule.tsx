import { useState } from 'react';
import { showDay, showMoment } from '#kernel/display/show-date.ts';
import { Button } from '#web/ui/button.tsx';
import { Tag } from '#web/ui/card.tsx';
import { Sheet } from '#web/ui/sheet.tsx';
import { Trouble, View } from '#web/ui/view.tsx';
import { withdrawRule, type RuleView } from '../../api.ts';
import { useAct, useVersions } from '../queries.ts';
import { useAccessText, type AccessText } from './access-text.ts';

/** One thing that the person has set: what it does, until when, its versions, and the way to take it back. */
export function OneRule(props: { rule: RuleView }) {
  const text = useAccessText();
  const { rule } = props;
  const withdraw = useAct(withdrawRule);
  const [isShown, setShown] = useState(false);
  const name = nameOf(text, rule);
  return (
    <>
      <RuleWords rule={rule} />
      <div className="row">
        <StateTag rule={rule} />
        {rule.state === 'holds' && (
          <Button icon="back" busy={withdraw.isPending} onClick={() => withdraw.mutate({ id: rule.id })}>
            {text('rule.withdraw')}
            <span className="unseen"> ({name})</span>
          </Button>
        )}
        <Button look="quiet" icon="timeline" onClick={() => setShown(true)}>
          {text('rule.versions')}
          <span className="unseen"> ({name})</span>
        </Button>
      </div>
      {withdraw.isError && <Trouble error={withdraw.error} />}
      {isShown && <Versions id={rule.id} title={name} onClose={() => setShown(false)} />}
    </>
  );
}

function RuleWords(props: { rule: RuleView }) {
  const text = useAccessText();
  const { rule } = props;
  const kinds = rule.kinds.map((kind) => text(`kind.${kind}`)).join(', ');
  const end =
    rule.until === undefined ? text('rule.no-end') : text('rule.until', { day: showDay(rule.until) });
  return (
    <div>
      <p className="strong">{nameOf(text, rule)}</p>
      {kinds !== '' && <p>{text('rule.kinds', { kinds })}</p>}
      {rule.spared.length > 0 && (
        <p>{text('rule.spared', { names: rule.spared.map(({ name }) => name).join(', ') })}</p>
      )}
      <p className="quiet small">
        {end} · {text('rule.changed', { time: showMoment(rule.changedAt) })}
      </p>
      {rule.hasMore && <p className="quiet small">{text('rule.more')}</p>}
    </div>
  );
}

function StateTag(props: { rule: RuleView }) {
  const text = useAccessText();
  const { state, act } = props.rule;
  const tone = state !== 'holds' ? 'plain' : act === 'close' ? 'care' : 'good';
  return <Tag tone={tone}>{text(`rule.state.${state}`)}</Tag>;
}

function nameOf(text: AccessText, { act, facilities }: RuleView): string {
  if (facilities.length === 0) return text(`rule.${act}.all`);
  return text(`rule.${act}.some`, { names: facilities.map(({ name }) => name).join(', ') });
}

function Versions(props: { id: string; title: string; onClose: () => void }) {
  const text = useAccessText();
  const query = useVersions(props.id);
  return (
    <Sheet title={props.title} onClose={props.onClose}>
      <View query={query} lines={3}>
        {({ versions }) => (
          <ul className="access-list">
            {versions.map((rule) => (
              <li key={rule.version} className="access-line">
                <div>
                  <p className="quiet small">
                    {text('rule.version', { version: rule.version, time: showMoment(rule.changedAt) })}
                  </p>
                  <RuleWords rule={rule} />
                </div>
                <StateTag rule={rule} />
              </li>
            ))}
          </ul>
        )}
      </View>
    </Sheet>
  );
}
