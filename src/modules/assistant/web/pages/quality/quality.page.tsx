import { useState } from 'react';
import { showDay, showMoment } from '#kernel/display/show-date.ts';
import { showDecimal } from '#kernel/display/show-number.ts';
import { useEndpoint } from '#web/data/client-context.tsx';
import { useLanguage } from '#web/text/text-context.tsx';
import { Button } from '#web/ui/button.tsx';
import { Card, Tag } from '#web/ui/card.tsx';
import { TextArea } from '#web/ui/field.tsx';
import { Notice } from '#web/ui/notice.tsx';
import { Trouble, View } from '#web/ui/view.tsx';
import { readRules, resumeRule, type RuleLine } from '../../../api.ts';
import { useAct } from '../../parts/use-act.ts';
import { useAssistantText } from '../../assistant-text.ts';
import '../../assistant.css';

const leastReason = 10;

/** How good each rule is, those that were silenced first. */
export default function QualityPage() {
  const text = useAssistantText();
  const query = useEndpoint(readRules, {}, { keep: true });
  return (
    <div className="stack assistant-page">
      <div>
        <h1>{text('quality.title')}</h1>
        <p className="quiet">{text('quality.what')}</p>
      </div>
      <View query={query}>
        {({ rules, mayResume }) => {
          const silenced = rules.filter(({ silencedAt }) => silencedAt !== undefined);
          const marked = rules.filter((rule) => isMarked(rule) && !silenced.includes(rule));
          const first = [...silenced, ...marked];
          return (
            <>
              {silenced.length > 0 && (
                <Notice tone="care" title={text('quality.silenced', { n: silenced.length })} />
              )}
              {marked.length > 0 && (
                <Notice tone="care" title={text('quality.marked', { n: marked.length })} />
              )}
              {[...first, ...rules.filter((rule) => !first.includes(rule))].map((rule) => (
                <OneRule key={rule.code} rule={rule} mayResume={mayResume} />
              ))}
            </>
          );
        }}
      </View>
    </div>
  );
}

/** An urgent rule goes on speaking: somebody must look at it instead. */
const isMarked = ({ urgent, isUnderBar }: RuleLine): boolean => urgent && isUnderBar;

function OneRule(props: { rule: RuleLine; mayResume: boolean }) {
  const { rule, mayResume } = props;
  const text = useAssistantText();
  const language = useLanguage();
  const isSilent = rule.silencedAt !== undefined;
  const state = isSilent ? 'off' : isMarked(rule) ? 'review' : 'on';
  const share = (part: number, whole: number): string =>
    whole === 0
      ? text('quality.unknown')
      : text('quality.share', { n: Math.round((part / whole) * 100), part, whole });
  const given = rule.useful + rule.notUseful;
  const figures = [
    ['fired', String(rule.fired)],
    ['open', text('quality.open.late', { open: rule.open, late: rule.late })],
    ['in-time', share(rule.inTime, rule.answered)],
    ['precision', share(rule.useful, given)],
    ['overridden', share(rule.notUseful, given)],
    [
      'median',
      rule.medianHours === undefined
        ? text('quality.unknown')
        : text('quality.hours', { n: showDecimal(rule.medianHours.toFixed(1), language) }),
    ],
  ] as const;
  return (
    <Card
      title={rule.title[language]}
      tone={state === 'on' ? 'plain' : 'care'}
      aside={<Tag tone={state === 'on' ? 'good' : 'care'}>{text(`quality.${state}`)}</Tag>}
    >
      <p>{rule.about[language]}</p>
      <dl className="assistant-figures">
        {figures.map(([name, value]) => (
          <div key={name}>
            <dt className="quiet">{text(`quality.${name}`)}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <p className="quiet small">
        {text(rule.urgent ? 'quality.bar.urgent' : 'quality.bar', {
          least: Math.round(rule.leastPrecision * 100),
          n: rule.leastAnswers,
        })}{' '}
        {text('quality.version', { code: rule.code, version: rule.version })}
        {rule.countsFrom !== undefined && ` ${text('quality.since', { day: showDay(rule.countsFrom) })}`}
      </p>
      <ul className="quiet small">
        {rule.grounds.map((ground) => (
          <li key={ground.words.vi}>
            {text(`quality.ground.${ground.label}`)} {ground.words[language]}
          </li>
        ))}
      </ul>
      {rule.changes.length > 0 && (
        <ul aria-label={text('quality.changes')}>
          {rule.changes.map((change) => (
            <li key={`${change.at} ${change.what}`}>
              {text(`quality.change.${change.what}`, {
                at: showMoment(change.at),
                by: change.by,
                reason: change.reason,
              })}
            </li>
          ))}
        </ul>
      )}
      {isSilent && mayResume && <Resume code={rule.code} />}
    </Card>
  );
}

function Resume(props: { code: string }) {
  const { code } = props;
  const text = useAssistantText();
  const [reason, setReason] = useState('');
  const [isTried, setTried] = useState(false);
  const resume = useAct(resumeRule);
  const lacks = reason.trim().length < leastReason;
  return (
    <>
      <TextArea
        label={text('quality.reason')}
        value={reason}
        maxLength={1000}
        error={isTried && lacks ? text('quality.reason.needed') : undefined}
        onChange={(event) => setReason(event.target.value)}
      />
      {resume.isError && <Trouble error={resume.error} />}
      <p>
        <Button
          busy={resume.isPending}
          onClick={() => {
            setTried(true);
            if (!lacks) resume.mutate({ code, reason: reason.trim() });
          }}
        >
          {text('quality.resume')}
        </Button>
      </p>
    </>
  );
}
