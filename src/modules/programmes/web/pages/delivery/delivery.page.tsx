import { useState } from 'react';
import { Link } from 'wouter';
import type { PageProps } from '#web/shell/define-page.ts';
import { useShell } from '#web/shell/shell-context.tsx';
import { WithDevice } from '#web/offline/device-context.tsx';
import { StatusLine } from '#web/offline/status-line.tsx';
import { Notice } from '#web/ui/notice.tsx';
import { Skeleton, Trouble } from '#web/ui/view.tsx';
import { useProgrammesText } from '../../parts/programmes-text.ts';
import { DeliveryForm, type WrittenBirth } from './delivery-form.tsx';
import { useMother } from './use-delivery.ts';
import '../../parts/programmes.css';

/** A birth at the station: the mother's pregnancy ends, and each child who lives is somebody from now on. With a network or without. */
export default function DeliveryPage({ params }: PageProps) {
  const text = useProgrammesText();
  return (
    <div className="stack">
      <h1>{text('delivery.title')}</h1>
      <WithDevice waiting={<Skeleton lines={8} />}>
        <StatusLine />
        <Delivery key={params['patientId']} patientId={params['patientId'] ?? ''} />
      </WithDevice>
    </div>
  );
}

function Delivery({ patientId }: { patientId: string }) {
  const text = useProgrammesText();
  const { me } = useShell();
  const [written, setWritten] = useState<WrittenBirth>();
  const mother = useMother(patientId);
  if (me.facility === undefined || !me.permissions.includes('programmes.keep'))
    return <Notice tone="care" title={text('delivery.not-you')} />;
  if (written !== undefined) return <Written birth={written} motherId={patientId} />;
  if (mother.isError) return <Trouble error={mother.error} retry={() => void mother.refetch()} />;
  if (mother.isPending) return <Skeleton lines={8} />;
  if (mother.data === undefined) return <Notice tone="care" title={text('hidden')} />;
  return <DeliveryForm known={mother.data} facility={me.facility} onWritten={setWritten} />;
}

function Written({ birth, motherId }: { birth: WrittenBirth; motherId: string }) {
  const text = useProgrammesText();
  return (
    <>
      <Notice tone="good" live title={text(`delivery.${birth.state}`)}>
        <p>{text('delivery.written.what')}</p>
      </Notice>
      <ul className="prog-found">
        {birth.children.map((child, at) => (
          <li key={child.id}>
            <div className="strong">
              {child.name === '' ? text('delivery.child', { n: at + 1 }) : child.name}
            </div>
            <div className="prog-tags">
              <Link className="button button-plain" href={`/record/${child.id}/vaccines`}>
                {text('delivery.to-vaccines')}
              </Link>
              <Link className="button button-plain" href={`/record/${child.id}/programmes`}>
                {text('delivery.to-growth')}
              </Link>
            </div>
          </li>
        ))}
      </ul>
      <p>
        <Link href={`/record/${motherId}/programmes`}>{text('delivery.to-mother')}</Link>
      </p>
    </>
  );
}
