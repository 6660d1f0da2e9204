import { showDay } from '#kernel/display/show-date.ts';
import { Card } from '#web/ui/card.tsx';
import { Notice } from '#web/ui/notice.tsx';
import { Skeleton, Trouble } from '#web/ui/view.tsx';
import { useCardText } from '../../parts/card-text.ts';
import { PaperCards } from '../../parts/paper-cards.tsx';
import { QrPicture } from '#web/ui/qr-picture.tsx';
import { useSecondsLeft } from '../../parts/seconds-left.ts';
import { useCard } from '../../queries.ts';
import '../../parts/health-card.css';

/** The citizen's own card: a code that a desk reads, and the cards of paper. */
export default function CardPage() {
  const text = useCardText();
  const query = useCard();
  const left = useSecondsLeft(query.data?.until);
  const holder = query.data?.holder;
  return (
    <div className="stack">
      <h1>{text('card.title')}</h1>
      {query.isError && query.data === undefined && (
        <Trouble error={query.error} retry={() => void query.refetch()} />
      )}
      {query.isPending && !query.isError && <Skeleton />}
      {query.data !== undefined && holder !== undefined && (
        <Card title={holder.name} icon="card">
          <div className="own-card">
            {left > 0 ? (
              <QrPicture text={query.data.code} label={text('card.code')} />
            ) : (
              <Notice tone="care" title={text('card.stale')} live />
            )}
            <div className="own-card-words">
              <dl className="own-card-facts">
                {holder.birthDate && (
                  <div>
                    <dt>{text('card.born')}</dt>
                    <dd>{showDay(holder.birthDate)}</dd>
                  </div>
                )}
                {holder.number && (
                  <div>
                    <dt>{text('card.number')}</dt>
                    <dd>{holder.number}</dd>
                  </div>
                )}
              </dl>
              {left > 0 && <p className="quiet">{text('card.left', { seconds: left })}</p>}
              <p className="quiet">{text('card.what')}</p>
            </div>
          </div>
        </Card>
      )}
      <PaperCards />
    </div>
  );
}
