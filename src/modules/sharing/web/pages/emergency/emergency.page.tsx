import { useState } from 'react';
import { Link } from 'wouter';
import { showMoment } from '#kernel/display/show-date.ts';
import { Button } from '#web/ui/button.tsx';
import { Notice } from '#web/ui/notice.tsx';
import { dropCard, keptCard } from '../../emergency-store.ts';
import { EmergencyFace } from '../../parts/emergency-face.tsx';
import { useSharingText } from '../../sharing-text.ts';
import '../../sharing.css';

/** The emergency card of this phone: no network, no sign-in, nothing asked of anybody. */
export default function EmergencyPage() {
  const text = useSharingText();
  const [card, setCard] = useState(keptCard);
  const [isAsking, setAsking] = useState(false);
  return (
    <div className="stack">
      <h1 className="no-print">{text('emergency.title')}</h1>
      {card === undefined ? (
        <>
          <p>{text('emergency.none')}</p>
          <p>
            <Link href="/emergency-card/choose">{text('emergency.make')}</Link>
          </p>
        </>
      ) : (
        <>
          <EmergencyFace items={card.items} />
          <p className="quiet">{text('emergency.kept', { at: showMoment(card.keptAt) })}</p>
          <div className="stack no-print">
            <Notice tone="info" title={text('emergency.who')} />
            <div className="share-buttons">
              <Button icon="print" onClick={() => window.print()}>
                {text('print')}
              </Button>
              <Link className="button" href="/emergency-card/choose">
                {text('emergency.change')}
              </Link>
              {!isAsking && (
                <Button look="quiet" onClick={() => setAsking(true)}>
                  {text('emergency.drop')}
                </Button>
              )}
            </div>
            {isAsking && (
              <div role="group" aria-label={text('emergency.drop')}>
                <p>{text('emergency.drop.ask')}</p>
                <div className="share-buttons">
                  <Button
                    look="main"
                    onClick={() => {
                      dropCard();
                      setCard(undefined);
                    }}
                  >
                    {text('emergency.drop')}
                  </Button>
                  <Button look="quiet" onClick={() => setAsking(false)}>
                    {text('link.keep')}
                  </Button>
                </div>
              </div>
            )}
          </div>
        </>
      )}
    </div>
  );
}
