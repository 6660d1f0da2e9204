import { useState } from 'react';
import { Link } from 'wouter';
import { Button } from '#web/ui/button.tsx';
import { Card, Tag } from '#web/ui/card.tsx';
import { Notice } from '#web/ui/notice.tsx';
import { View } from '#web/ui/view.tsx';
import type { OwnAccess } from '../../../api.ts';
import { useAccessText } from '../../parts/access-text.ts';
import { ChangeSheet } from '../../parts/change-sheet.tsx';
import { OneOpening } from '../../parts/one-opening.tsx';
import { OneRule } from '../../parts/one-rule.tsx';
import { useOwnAccess } from '../../queries.ts';
import '../../parts/record-access.css';

/** What is about to be changed. */
interface Change {
  readonly act: 'close' | 'open';
  readonly facilityId?: string;
}

/** Who may see the reader's own record, in plain words; closing and opening it; who opened it by a reason. */
export default function OwnAccessPage() {
  const text = useAccessText();
  const query = useOwnAccess();
  const [change, setChange] = useState<Change>();
  return (
    <div className="stack access-page">
      <div>
        <h1>{text('own.title')}</h1>
        <p className="quiet access-lead">{text('own.what')}</p>
      </div>
      <View query={query} lines={8}>
        {(own) => (
          <>
            <Held own={own} />
            <Present own={own} onChange={setChange} />
            <Rules own={own} />
            <Past own={own} />
            {change && (
              <ChangeSheet
                act={change.act}
                facilityId={change.facilityId}
                known={own.facilities}
                onClose={() => setChange(undefined)}
              />
            )}
          </>
        )}
      </View>
    </div>
  );
}

/** Openings that hold now stand above all else. */
function Held(props: { own: OwnAccess }) {
  const held = props.own.openings.filter(({ isOpen }) => isOpen);
  if (held.length === 0) return null;
  return <Openings openings={held} />;
}

function Openings(props: { openings: OwnAccess['openings'] }) {
  const text = useAccessText();
  return (
    <section className="stack" aria-label={text('own.openings')}>
      <h2>{text('own.openings')}</h2>
      <ul className="access-list">
        {props.openings.map((opening) => (
          <li key={opening.id}>
            <OneOpening
              opening={opening}
              aside={
                <Tag tone={opening.outcome === 'unjustified' ? 'danger' : 'plain'}>
                  {text(`opening.told.${opening.outcome ?? 'waiting'}`)}
                </Tag>
              }
            />
          </li>
        ))}
      </ul>
      <p className="small">
        <Link href="/who-has-seen">{text('own.openings.wrong')}</Link>
      </p>
    </section>
  );
}

function Past(props: { own: OwnAccess }) {
  const text = useAccessText();
  const { openings } = props.own;
  const past = openings.filter(({ isOpen }) => !isOpen);
  if (past.length > 0) return <Openings openings={past} />;
  return openings.length === 0 ? <p className="quiet">{text('own.openings.none')}</p> : null;
}

function Present(props: { own: OwnAccess; onChange: (change: Change) => void }) {
  const text = useAccessText();
  const { own, onChange } = props;
  const held = own.rules.filter(
    ({ act, state, kinds }) => act === 'close' && state === 'holds' && kinds.length === 0,
  );
  const all = held.find(({ facilities, hasMore }) => facilities.length === 0 && !hasMore);
  const names = all?.spared.map(({ name }) => name).join(', ') ?? '';
  const isShut = (id: string) =>
    held.some(
      ({ facilities, spared }) =>
        (facilities.length === 0 || facilities.some((one) => one.id === id)) &&
        !spared.some((one) => one.id === id),
    );
  return (
    <Card title={text('own.now')} icon="lock">
      <div className="stack">
        {all ? (
          <Notice
            tone="care"
            title={names === '' ? text('own.closed-all') : text('own.closed-all.spared', { names })}
          />
        ) : (
          <p>{text('own.default')}</p>
        )}
        <p>{text('own.emergency')}</p>
        <p className="strong">{text('own.around')}</p>
        {own.facilities.length === 0 && <p className="quiet">{text('own.around.none')}</p>}
        <ul className="access-list">
          {own.facilities.map(({ id, name, because }) => (
            <li key={id} className="access-line">
              <div>
                <p>{name}</p>
                <p className="quiet small">{text(`because.${because}`)}</p>
              </div>
              {isShut(id) ? (
                <Tag tone="care" icon="lock">
                  {text('own.facility.closed')}
                </Tag>
              ) : (
                <span className="row">
                  <Tag tone="good" icon="check">
                    {text('own.facility.open')}
                  </Tag>
                  <Button look="quiet" icon="lock" onClick={() => onChange({ act: 'close', facilityId: id })}>
                    {text('own.close-one', { name })}
                  </Button>
                </span>
              )}
            </li>
          ))}
        </ul>
        <div className="row">
          <Button icon="lock" onClick={() => onChange({ act: 'close' })}>
            {text('own.act.close')}
          </Button>
          <Button icon="show" onClick={() => onChange({ act: 'open' })}>
            {text('own.act.open')}
          </Button>
        </div>
      </div>
    </Card>
  );
}

function Rules(props: { own: OwnAccess }) {
  const text = useAccessText();
  const { rules } = props.own;
  return (
    <Card title={text('own.rules')} icon="course">
      {rules.length === 0 ? (
        <p className="quiet">{text('own.rules.none')}</p>
      ) : (
        <ul className="access-list">
          {rules.map((rule) => (
            <li key={rule.id} className="access-line">
              <OneRule rule={rule} />
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}
