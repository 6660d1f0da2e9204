import { useState } from 'react';
import { Notice } from '#web/ui/notice.tsx';
import { View } from '#web/ui/view.tsx';
import { HistoryCard } from '../../parts/history-card.tsx';
import { MailCard } from '../../parts/mail-card.tsx';
import { PasskeysCard } from '../../parts/passkeys-card.tsx';
import { PasswordCard } from '../../parts/password-card.tsx';
import { CodesSheet, RecoveryCard } from '../../parts/recovery-card.tsx';
import { useSecurityText } from '../../parts/security-text.ts';
import { SessionsCard } from '../../parts/sessions-card.tsx';
import { TotpCard } from '../../parts/totp-card.tsx';
import { useFactors } from '../../queries.ts';
import '../../parts/security.css';

/** How one signs in, where one is signed in, and who tried. */
export default function SecurityPage() {
  const text = useSecurityText();
  const query = useFactors();
  const [codes, setCodes] = useState<readonly string[]>();
  return (
    <div className="stack narrow">
      <div>
        <h1>{text('title')}</h1>
        <p className="quiet security-lead">{text('lead')}</p>
      </div>
      <View query={query}>
        {(factors) => (
          <div className="stack">
            {factors.isDemanded && (
              <Notice tone="info">
                <p>{text('demanded')}</p>
              </Notice>
            )}
            <PasskeysCard factors={factors} onCodes={setCodes} />
            <TotpCard factors={factors} onCodes={setCodes} />
            {(factors.passkeys.length > 0 || factors.totpSince !== undefined) && (
              <RecoveryCard factors={factors} onCodes={setCodes} />
            )}
            <PasswordCard factors={factors} />
            <MailCard />
            <SessionsCard />
            <HistoryCard />
          </div>
        )}
      </View>
      {codes && <CodesSheet codes={codes} onClose={() => setCodes(undefined)} />}
    </div>
  );
}
