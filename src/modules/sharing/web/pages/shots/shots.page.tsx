import { Link } from 'wouter';
import { saveFile } from '#web/data/save-file.ts';
import { Button } from '#web/ui/button.tsx';
import { Notice } from '#web/ui/notice.tsx';
import { QrPicture } from '#web/ui/qr-picture.tsx';
import { Trouble } from '#web/ui/view.tsx';
import { Shots } from '../../parts/shots.tsx';
import { useVaccinationCard } from '../../queries.ts';
import { useSharingText } from '../../sharing-text.ts';
import '../../sharing.css';

/** Her vaccinations as a code that anybody can check. */
export default function ShotsPage() {
  const text = useSharingText();
  const make = useVaccinationCard();
  const made = make.data;
  const save = (jws: string) =>
    saveFile(
      new Blob([JSON.stringify({ verifiableCredential: [jws] })], {
        type: 'application/smart-health-card',
      }),
      'vaccinations.smart-health-card',
    );
  return (
    <div className="stack">
      <div>
        <h1>{text('shots.title')}</h1>
        <p className="quiet no-print">{text('shots.what')}</p>
        <p className="no-print">
          <Link href="/share">{text('share.title')}</Link>
        </p>
      </div>
      {made === undefined && (
        <>
          <Notice tone="info" title={text('shots.who')} />
          {make.isError && <Trouble error={make.error} />}
          <p>
            <Button look="main" busy={make.isPending} onClick={() => make.mutate()}>
              {text('shots.make')}
            </Button>
          </p>
        </>
      )}
      {made !== undefined && made.card === undefined && <p>{text('shots.none')}</p>}
      {made?.card !== undefined && (
        <>
          <div className="shots-code">
            <QrPicture text={made.card.digits} label={text('shots.qr')} ecc="L" />
          </div>
          <Shots shots={made.shots} />
          {made.leftOut > 0 && <p>{text('shots.left', { count: made.leftOut })}</p>}
          <div className="share-buttons no-print">
            <Button icon="print" onClick={() => window.print()}>
              {text('print')}
            </Button>
            <Button icon="download" onClick={() => save(made.card?.jws ?? '')}>
              {text('shots.file')}
            </Button>
          </div>
        </>
      )}
    </div>
  );
}
