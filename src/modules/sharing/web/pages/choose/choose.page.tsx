import { useState } from 'react';
import { Link } from 'wouter';
import { saveFile } from '#web/data/save-file.ts';
import { keepPages } from '#web/offline/keep-pages.ts';
import { isMarkedShared } from '#web/shell/shared/shared-mark.ts';
import { useShell } from '#web/shell/shell-context.tsx';
import { Button } from '#web/ui/button.tsx';
import { Card } from '#web/ui/card.tsx';
import { Notice } from '#web/ui/notice.tsx';
import { View } from '#web/ui/view.tsx';
import {
  emergencyKinds,
  lineOf,
  wordsOfCard,
  type EmergencyItem,
  type EmergencyKind,
} from '../../../domain/emergency-card.ts';
import { drawPicture } from '../../draw-picture.ts';
import { keepCard, keptCard } from '../../emergency-store.ts';
import { EmergencyFace } from '../../parts/emergency-face.tsx';
import { useSharingText } from '../../sharing-text.ts';
import { useEmergencyItems } from '../../use-emergency-items.ts';
import '../../sharing.css';

const nameOf = (one: EmergencyItem): string => `${one.kind} ${one.text} ${one.phone ?? ''}`;

/** What her emergency card says: nothing until she chose it. */
export default function ChoosePage() {
  const text = useSharingText();
  const { me } = useShell();
  const query = useEmergencyItems(me.patientId ?? '');
  return (
    <div className="stack">
      <div className="no-print">
        <h1>{text('choose.title')}</h1>
        <p className="quiet">{text('choose.what')}</p>
      </div>
      <View query={query}>{(items) => <Choose items={items} />}</View>
    </div>
  );
}

function Choose({ items }: { items: readonly EmergencyItem[] }) {
  const text = useSharingText();
  const [chosen, setChosen] = useState(() => new Set(keptCard()?.items.map(nameOf) ?? []));
  const [kept, setKept] = useState<'whole' | 'without-pages'>();
  const [hasFailed, setFailed] = useState(false);
  const isShared = isMarkedShared();
  const taken = items.filter((one) => chosen.has(nameOf(one)));
  const toggle = (name: string) => {
    setKept(undefined);
    setChosen((before) => {
      const next = new Set(before);
      if (!next.delete(name)) next.add(name);
      return next;
    });
  };
  const labelOf = (kind: EmergencyKind): string => text(`kind.${kind}`);
  const save = () => {
    setFailed(false);
    drawPicture({
      head: text('emergency.head'),
      lines: taken.map((one) => `${labelOf(one.kind)}: ${lineOf(one)}`),
      code: wordsOfCard(taken, labelOf, text('choose.more')),
      more: text('choose.more'),
    }).then(
      (picture) => saveFile(picture, 'sen-emergency.png'),
      () => setFailed(true),
    );
  };
  return (
    <>
      <div className="stack no-print">
        <Notice tone="care" title={text('emergency.who')} />
        {emergencyKinds.map((kind) => {
          const some = items.filter((one) => one.kind === kind);
          if (some.length === 0 && kind !== 'contact') return null;
          return (
            <Card key={kind} title={labelOf(kind)}>
              {some.length === 0 ? (
                <p>
                  {text('choose.no-contact')} <Link href="/own/facts">{text('choose.add-contact')}</Link>
                </p>
              ) : (
                <fieldset className="share-choices" aria-label={labelOf(kind)}>
                  {some.map((one) => (
                    <label key={nameOf(one)} className="share-check">
                      <input
                        type="checkbox"
                        checked={chosen.has(nameOf(one))}
                        onChange={() => toggle(nameOf(one))}
                      />
                      <span>{lineOf(one)}</span>
                    </label>
                  ))}
                </fieldset>
              )}
            </Card>
          );
        })}
      </div>
      {taken.length === 0 ? (
        <p>{text('choose.nothing')}</p>
      ) : (
        <>
          <EmergencyFace items={taken} />
          <div className="stack no-print">
            {isShared && <Notice tone="care" title={text('choose.shared')} />}
            <div className="share-buttons">
              {!isShared && (
                <Button
                  look="main"
                  onClick={() => {
                    keepCard({ v: 1, keptAt: new Date().toISOString(), items: taken });
                    void keepPages().then((done) => setKept(done ? 'whole' : 'without-pages'));
                  }}
                >
                  {text('choose.keep')}
                </Button>
              )}
              {!isShared && (
                <Button icon="phone" onClick={save}>
                  {text('choose.picture')}
                </Button>
              )}
              <Button icon="print" onClick={() => window.print()}>
                {text('print')}
              </Button>
            </div>
            {kept === 'without-pages' && <Notice tone="care" title={text('choose.kept.only')} live />}
            {kept === 'whole' && (
              <Notice tone="good" title={text('choose.kept')} live>
                <p>{text('choose.kept.what')}</p>
                <Link href="/emergency-card">{text('choose.see')}</Link>
              </Notice>
            )}
            {hasFailed && <Notice tone="danger" title={text('choose.failed')} live />}
            <p className="quiet">{text('choose.picture.what')}</p>
          </div>
        </>
      )}
    </>
  );
}
