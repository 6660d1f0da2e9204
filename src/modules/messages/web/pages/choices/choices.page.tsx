import { useState } from 'react';
import { Link } from 'wouter';
import { useEndpoint } from '#web/data/client-context.tsx';
import { Button } from '#web/ui/button.tsx';
import { Card } from '#web/ui/card.tsx';
import { Choose, TextField } from '#web/ui/field.tsx';
import { Notice } from '#web/ui/notice.tsx';
import { Trouble, View } from '#web/ui/view.tsx';
import { changeChoices, readChoices, type Choices, type Chosen } from '../../../api.ts';
import { noticeKinds, type NoticeKind, type Way } from '../../../domain/kinds.ts';
import { useMessagesText } from '../../messages-text.ts';
import { ThisBrowser } from '../../parts/this-browser.tsx';
import { useAct } from '../../use-act.ts';
import '../../messages.css';

/** How she is told outside the app: by which way for each kind, when not, and how often at most. */
export default function ChoicesPage() {
  const text = useMessagesText();
  const query = useEndpoint(readChoices, {});
  return (
    <div className="stack messages-page">
      <div>
        <h1>{text('choices.title')}</h1>
        <p className="quiet">{text('choices.what')}</p>
      </div>
      <View query={query}>
        {(choices) => (
          <>
            <ThisBrowser choices={choices} />
            <Form key={`${choices.email} ${choices.sms} ${choices.browsers.join()}`} choices={choices} />
          </>
        )}
      </View>
    </div>
  );
}

const mosts = ['1', '2', '3', '5', '10'] as const;
const clock = (minute: number): string =>
  `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;
const minuteOf = (value: string): number | undefined => {
  const [hours = NaN, minutes = NaN] = value.split(':').map(Number);
  return Number.isInteger(hours) && Number.isInteger(minutes) ? hours * 60 + minutes : undefined;
};

function Form(props: { choices: Choices }) {
  const { choices } = props;
  const text = useMessagesText();
  const save = useAct(changeChoices);
  const [ways, setWays] = useState<Chosen['ways']>(choices.ways);
  const [from, setFrom] = useState(clock(choices.quietFrom));
  const [to, setTo] = useState(clock(choices.quietTo));
  const [most, setMost] = useState(String(choices.most));
  const [quietFrom, quietTo] = [minuteOf(from), minuteOf(to)];
  const offered: readonly Way[] = [
    ...(choices.browsers.length > 0 ? (['push'] as const) : []),
    ...(choices.email === 'ready' ? (['email'] as const) : []),
    ...(choices.sms === 'ready' ? (['sms'] as const) : []),
  ];
  const turn = (kind: NoticeKind, way: Way, on: boolean): void => {
    const others = (ways[kind] ?? []).filter((one) => one !== way);
    setWays({ ...ways, [kind]: on ? [...others, way] : others });
  };
  if (offered.length === 0) return <Unoffered choices={choices} />;
  return (
    <form
      className="stack"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (quietFrom !== undefined && quietTo !== undefined)
          save.mutate({ ways, quietFrom, quietTo, most: Number(most) });
      }}
    >
      <Card title={text('choices.kinds')} icon="bell">
        <p className="quiet">{text('choices.kinds.what')}</p>
        <div className="messages-kinds">
          {noticeKinds.map((kind) => (
            <fieldset key={kind}>
              <legend>{text(`kind.${kind}`)}</legend>
              <div className="row">
                {offered.map((way) => (
                  <label key={way} className="messages-check">
                    <input
                      type="checkbox"
                      checked={(ways[kind] ?? []).includes(way)}
                      onChange={(event) => turn(kind, way, event.target.checked)}
                    />
                    {text(`way.${way}`)}
                  </label>
                ))}
              </div>
            </fieldset>
          ))}
        </div>
      </Card>
      <Unoffered choices={choices} />
      <Card title={text('choices.rest')} icon="calendar" className="stack">
        <TextField
          label={text('choices.quiet-from')}
          type="time"
          value={from}
          error={quietFrom === undefined ? text('choices.time') : undefined}
          onChange={(event) => setFrom(event.target.value)}
        />
        <TextField
          label={text('choices.quiet-to')}
          hint={text('choices.quiet.hint')}
          type="time"
          value={to}
          error={quietTo === undefined ? text('choices.time') : undefined}
          onChange={(event) => setTo(event.target.value)}
        />
        <Choose
          label={text('choices.most')}
          value={most}
          options={[...new Set([...mosts, String(choices.most)])].map((value) => ({ value, label: value }))}
          onChange={setMost}
        />
        <p className="quiet">{text('choices.most.hint')}</p>
      </Card>
      {save.isError && <Trouble error={save.error} />}
      {save.isSuccess && <Notice tone="good" title={text('choices.saved')} live />}
      <p>
        <Button look="main" type="submit" busy={save.isPending}>
          {text('choices.save')}
        </Button>
      </p>
    </form>
  );
}

/** What would be possible and what it takes. */
function Unoffered(props: { choices: Choices }) {
  const text = useMessagesText();
  const { email, sms, smsTo } = props.choices;
  return (
    <>
      {email === 'no-address' && (
        <Notice tone="info" title={text('choices.no-address')}>
          <p>
            <Link href="/security">{text('choices.give-address')}</Link>
          </p>
        </Notice>
      )}
      {sms === 'no-number' && <Notice tone="info" title={text('choices.no-number')} />}
      {smsTo !== undefined && <p className="quiet">{text('choices.sms-to', { number: smsTo })}</p>}
    </>
  );
}
