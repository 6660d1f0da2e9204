import { useState } from 'react';
import { showDay } from '#kernel/display/show-date.ts';
import { Button } from '#web/ui/button.tsx';
import { Notice } from '#web/ui/notice.tsx';
import { Sheet } from '#web/ui/sheet.tsx';
import { Trouble } from '#web/ui/view.tsx';
import { usePrint } from '../queries.ts';
import { useCardText } from './card-text.ts';
import { QrPicture } from '#web/ui/qr-picture.tsx';

/** A new card of paper: its number is seen here and on the paper, and nowhere else. */
export function NewPaperCard(props: { onClose: () => void }) {
  const text = useCardText();
  const [key] = useState(() => crypto.randomUUID());
  const print = usePrint(key);
  const made = print.data;
  return (
    <Sheet title={text('paper.make')} onClose={props.onClose}>
      {made === undefined && (
        <div className="stack">
          <p>{text('paper.what')}</p>
          {print.isError && <Trouble error={print.error} />}
          <Button look="main" busy={print.isPending} onClick={() => print.mutate()}>
            {text('paper.sure')}
          </Button>
        </div>
      )}
      {made !== undefined && (
        <div className="stack">
          <Notice tone="care" title={text('paper.once')} live />
          <section className="paper-face" aria-label={text('paper.head')}>
            <QrPicture text={made.code} label={text('paper.number')} />
            <div>
              <p className="paper-head">{text('paper.head')}</p>
              <p className="paper-name">{made.holder.name}</p>
              {made.holder.birthDate && <p>{showDay(made.holder.birthDate)}</p>}
              <p className="paper-number">{made.number}</p>
              <p className="quiet">{text('paper.lost')}</p>
            </div>
          </section>
          <Button look="main" icon="print" onClick={() => window.print()}>
            {text('paper.print')}
          </Button>
        </div>
      )}
    </Sheet>
  );
}
