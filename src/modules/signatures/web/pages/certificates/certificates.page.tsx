import { useState } from 'react';
import { Button } from '#web/ui/button.tsx';
import { Card } from '#web/ui/card.tsx';
import { TextField } from '#web/ui/field.tsx';
import { Nothing, Trouble, View } from '#web/ui/view.tsx';
import type { CertificateLine } from '../../../api.ts';
import { CertificateFacts, StateTag } from '../../parts/certificate-facts.tsx';
import { NewCertificate } from '../../parts/new-certificate.tsx';
import { useSignaturesText } from '../../parts/signatures-text.ts';
import { useCertificates, useRevoke } from '../../queries.ts';
import '../../parts/signatures.css';

/** Certificates of the trial authority: who has one, a new one, and taking one back. */
export default function CertificatesPage() {
  const text = useSignaturesText();
  const query = useCertificates();
  const all = query.data?.pages.flatMap((page) => page.certificates) ?? [];
  return (
    <div className="stack">
      <div>
        <h1>{text('issue.title')}</h1>
        <p className="quiet">{text('issue.what')}</p>
      </div>
      <NewCertificate />
      <View query={query}>
        {() =>
          all.length === 0 ? (
            <Nothing icon="key" title={text('issue.empty')} />
          ) : (
            <div className="stack">
              <h2>{text('issue.list')}</h2>
              {all.map((one) => (
                <OneCertificate key={one.serial} certificate={one} />
              ))}
              {query.hasNextPage && (
                <p>
                  <Button
                    icon="down"
                    busy={query.isFetchingNextPage}
                    onClick={() => void query.fetchNextPage()}
                  >
                    {text('sign.more')}
                  </Button>
                </p>
              )}
            </div>
          )
        }
      </View>
    </div>
  );
}

function OneCertificate(props: { certificate: CertificateLine }) {
  const text = useSignaturesText();
  const revoke = useRevoke();
  const [asking, setAsking] = useState(false);
  const [reason, setReason] = useState('');
  const { certificate } = props;
  return (
    <Card title={certificate.name} icon="key" aside={<StateTag state={certificate.state} />}>
      <CertificateFacts certificate={certificate} />
      {revoke.isError && <Trouble error={revoke.error} />}
      {certificate.state === 'good' && !asking && (
        <p>
          <Button look="danger" onClick={() => setAsking(true)}>
            {text('revoke')}
          </Button>
        </p>
      )}
      {asking && certificate.state === 'good' && (
        <div className="stack-tight">
          <p>{text('revoke.what')}</p>
          <TextField
            label={text('revoke.reason')}
            value={reason}
            maxLength={300}
            onChange={({ currentTarget }) => setReason(currentTarget.value)}
          />
          <p>
            <Button
              look="danger"
              busy={revoke.isPending}
              disabled={reason.trim().length < 3}
              onClick={() => revoke.mutate({ serial: certificate.serial, reason })}
            >
              {text('revoke.do')}
            </Button>{' '}
            <Button look="quiet" onClick={() => setAsking(false)}>
              {text('revoke.cancel')}
            </Button>
          </p>
        </div>
      )}
    </Card>
  );
}
