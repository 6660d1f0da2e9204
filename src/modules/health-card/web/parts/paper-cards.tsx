import { useState } from 'react';
import { showMoment } from '#kernel/display/show-date.ts';
import { Button } from '#web/ui/button.tsx';
import { Card } from '#web/ui/card.tsx';
import { Skeleton, Trouble } from '#web/ui/view.tsx';
import type { PrintedCard } from '../../api.ts';
import { useEndPrinted, usePrinted } from '../queries.ts';
import { useCardText } from './card-text.ts';
import { NewPaperCard } from './new-paper-card.tsx';

/** Cards of paper: made, listed, ended. */
export function PaperCards() {
  const text = useCardText();
  const query = usePrinted();
  const [making, setMaking] = useState(false);
  return (
    <Card title={text('paper.title')} icon="print">
      <p className="quiet">{text('paper.what')}</p>
      {query.isError && <Trouble error={query.error} retry={() => void query.refetch()} />}
      {query.isPending && !query.isError && <Skeleton />}
      {query.data?.cards.length === 0 && <p>{text('paper.none')}</p>}
      {query.data !== undefined && query.data.cards.length > 0 && (
        <ul className="paper-cards">
          {query.data.cards.map((card) => (
            <li key={card.id}>
              <OnePaperCard card={card} />
            </li>
          ))}
        </ul>
      )}
      <Button icon="print" onClick={() => setMaking(true)}>
        {text('paper.make')}
      </Button>
      {making && <NewPaperCard onClose={() => setMaking(false)} />}
    </Card>
  );
}

function OnePaperCard({ card }: { card: PrintedCard }) {
  const text = useCardText();
  const end = useEndPrinted();
  const [asking, setAsking] = useState(false);
  return (
    <div className="paper-card">
      <p>
        <strong>{text('paper.ending', { ending: card.ending })}</strong>
        <br />
        <span className="quiet">
          {card.endedAt === undefined
            ? text('paper.printed', { at: showMoment(card.printedAt) })
            : text('paper.ended', { at: showMoment(card.endedAt) })}
        </span>
      </p>
      {card.endedAt === undefined && !asking && (
        <Button look="quiet" onClick={() => setAsking(true)}>
          {text('paper.end')}
        </Button>
      )}
      {card.endedAt === undefined && asking && (
        <div className="paper-ask" role="group" aria-label={text('paper.end')}>
          <p>{text('paper.ask', { ending: card.ending })}</p>
          <Button look="main" busy={end.isPending} onClick={() => end.mutate(card.id)}>
            {text('paper.end')}
          </Button>
          <Button look="quiet" onClick={() => setAsking(false)}>
            {text('paper.keep')}
          </Button>
        </div>
      )}
      {end.isError && <Trouble error={end.error} />}
    </div>
  );
}
