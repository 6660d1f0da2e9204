import { useState } from 'react';
import { Link } from 'wouter';
import { Button } from '#web/ui/button.tsx';
import { Card, Tag } from '#web/ui/card.tsx';
import { Icon } from '#web/ui/icon.tsx';
import { Notice } from '#web/ui/notice.tsx';
import { Trouble, View } from '#web/ui/view.tsx';
import { useEndpoint } from '#web/data/client-context.tsx';
import { useLanguage } from '#web/text/text-context.tsx';
import { showMoment } from '#kernel/display/show-date.ts';
import { readReadings, type PersonOfOwn } from '../../../api.ts';
import { readingKinds, type Instrument, type ReadingKind, type Sample } from '../../../domain/reading.ts';
import { Alarm } from '../../parts/alarm.tsx';
import { DeviceSheet } from '../../parts/device-sheet.tsx';
import { OfPerson } from '../../parts/of-person.tsx';
import { ReadingList } from '../../parts/reading-list.tsx';
import { TypeSheet } from '../../parts/type-sheet.tsx';
import { bluetoothOfBrowser } from '../../bluetooth/gate.ts';
import { useOwnText } from '../../own-text.ts';
import { showValues } from '../../show-values.ts';
import { useQueue, type Outbox, type Saved } from '../../use-queue.ts';
import { clockOf } from '../../local-time.ts';

/** Own readings: the last of each kind to be measured again, typed or from a device; always of one person who is named. */
export default function OwnPage() {
  const text = useOwnText();
  const outbox = useQueue();
  const ways = (
    <nav className="own-ways" aria-label={text('ways')}>
      <Link href="/own/facts">
        <Icon name="course" />
        {text('ways.facts')}
      </Link>
      <Link href="/own/file">
        <Icon name="download" />
        {text('ways.file')}
      </Link>
      <Link href="/own/corrections">
        <Icon name="mend" />
        {text('ways.corrections')}
      </Link>
    </nav>
  );
  return (
    <OfPerson title={text('title')} what={text('what')} ways={ways} before={<Way outbox={outbox} />}>
      {(person) => <Readings key={person.id} person={person} outbox={outbox} />}
    </OfPerson>
  );
}

/** What is on its way, and what was not taken. */
function Way(props: { outbox: Outbox }) {
  const text = useOwnText();
  const language = useLanguage();
  const { waiting, refused, error, send, drop } = props.outbox;
  return (
    <>
      {waiting.length > 0 && (
        <Notice tone="info" title={text('waiting', { n: waiting.length })} live>
          <p>{text('waiting.what')}</p>
          <p className="row">
            <Button icon="retry" onClick={() => void send()}>
              {text('waiting.send')}
            </Button>
            {error !== undefined && (
              <Button onClick={() => void drop(waiting.map(({ sample }) => sample.id))}>
                {text('waiting.drop')}
              </Button>
            )}
          </p>
        </Notice>
      )}
      {error !== undefined && waiting.length > 0 && <Trouble error={error} />}
      {refused.length > 0 && (
        <Notice tone="care" title={text('not-taken', { n: refused.length })} live>
          {refused.slice(0, 5).map(({ sample, refused: reason }) => (
            <p key={sample.id}>
              {text(`kind.${sample.kind}`)} {showValues(sample.values, sample.unit, language)},{' '}
              {showMoment(sample.at)}: {text(`refused.${reason!}`)}
            </p>
          ))}
          <p>
            <Button onClick={() => void drop(refused.map(({ sample }) => sample.id))}>
              {text('not-taken.drop')}
            </Button>
          </p>
        </Notice>
      )}
    </>
  );
}

function Readings(props: { person: PersonOfOwn; outbox: Outbox }) {
  const { person, outbox } = props;
  const text = useOwnText();
  const language = useLanguage();
  const query = useEndpoint(readReadings, { patientId: person.id }, { keep: true });
  const [typing, setTyping] = useState<ReadingKind>();
  const [isDevice, setDevice] = useState(false);
  const [saved, setSaved] = useState<Saved & { readonly samples: readonly Sample[] }>();
  const [isSaving, setSaving] = useState(false);
  // The phone's clock may be wrong by years; what the centre said stands beside it.
  const now = () => clockOf(query.data?.serverTime, query.dataUpdatedAt);
  const gate = bluetoothOfBrowser();
  const save = async (samples: readonly Sample[], instrument?: Instrument) => {
    setTyping(undefined);
    setDevice(false);
    setSaved(undefined);
    setSaving(true);
    const head = { patientId: person.id, ...(instrument !== undefined && { instrument }) };
    const how = await outbox.save(samples.map((sample) => ({ ...head, sample })));
    setSaving(false);
    setSaved({ ...how, samples });
  };
  const lastOf = (kind: ReadingKind) => query.data?.last.find((one) => one.kind === kind);
  return (
    <>
      {isSaving && <output className="quiet">{text('saving')}</output>}
      {saved !== undefined && (
        <>
          {saved.how === 'lost' && <Notice tone="danger" title={text('saved.lost')} live />}
          {saved.how === 'kept' && (
            <output className="own-saved">{text('saved.phone', { n: saved.samples.length })}</output>
          )}
          {saved.how === 'sent' && saved.taken > 0 && (
            <output className="own-saved">{text('saved', { n: saved.taken })}</output>
          )}
          <Alarm key={saved.samples[0]?.id} person={person} samples={saved.samples} />
        </>
      )}
      <ul className="own-kinds" aria-label={text('measure')}>
        {readingKinds.map((kind) => {
          const last = lastOf(kind);
          return (
            <li key={kind}>
              <button type="button" className="own-kind" onClick={() => setTyping(kind)}>
                <span className="strong">{text(`kind.${kind}`)}</span>
                <span className="own-kind-value">
                  {last === undefined ? text('never') : showValues(last.values, last.unit, language)}
                </span>
                <span className="quiet small">{last === undefined ? '' : showMoment(last.at)}</span>
              </button>
            </li>
          );
        })}
      </ul>
      {gate === undefined ? (
        <p className="quiet small">{text('device.none')}</p>
      ) : (
        <p>
          <Button look="main" icon="phone" onClick={() => setDevice(true)}>
            {text('device.open')}
          </Button>
        </p>
      )}
      <Card title={text('list')} icon="vital" aside={<Tag tone="info">{text('mark')}</Tag>}>
        <View query={query}>
          {({ readings, next }) => <ReadingList person={person} first={readings} next={next} />}
        </View>
      </Card>
      {typing !== undefined && (
        <TypeSheet
          key={typing}
          kind={typing}
          person={person}
          last={lastOf(typing)}
          now={now}
          onSave={(samples) => void save(samples)}
          onClose={() => setTyping(undefined)}
        />
      )}
      {isDevice && gate !== undefined && (
        <DeviceSheet
          gate={gate}
          person={person}
          now={now}
          onSave={(samples, instrument) => void save(samples, instrument)}
          onClose={() => setDevice(false)}
        />
      )}
    </>
  );
}
