import { useState } from 'react';
import { Button } from '#web/ui/button.tsx';
import { Card } from '#web/ui/card.tsx';
import { Notice } from '#web/ui/notice.tsx';
import { Nothing, Trouble, View } from '#web/ui/view.tsx';
import { CertificateFacts, StateTag } from '../../parts/certificate-facts.tsx';
import { OrderNotice } from '../../parts/order-notice.tsx';
import { useSignaturesText } from '../../parts/signatures-text.ts';
import { WaitingList } from '../../parts/waiting-list.tsx';
import { useMine, useOrder, useSign, useWaiting } from '../../queries.ts';
import '../../parts/signatures.css';

/** What waits for the worker's signature, and her certificate. */
export default function SignPage() {
  const text = useSignaturesText();
  const mine = useMine();
  const waiting = useWaiting();
  const sign = useSign();
  const order = useOrder(sign.data?.orderId);
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const items = waiting.data?.pages.flatMap((page) => page.items) ?? [];
  const picked = items.filter(({ type, id }) => chosen.has(`${type}/${id}`));
  const isRunning = sign.isPending || (sign.data !== undefined && order.data?.finishedAt === undefined);
  const canSign =
    mine.data?.certificates.some(({ state, keeper }) => state === 'good' && keeper !== 'device') ?? false;
  return (
    <div className="stack">
      <div>
        <h1>{text('sign.title')}</h1>
        <p className="quiet">{text('sign.what')}</p>
      </div>
      <View query={mine} lines={3}>
        {({ certificates: [certificate] }) =>
          certificate === undefined ? (
            <Notice tone="care" title={text('certificate.missing')}>
              <p>{text('certificate.missing.what')}</p>
            </Notice>
          ) : (
            <Card title={text('certificate.mine')} icon="key" aside={<StateTag state={certificate.state} />}>
              <CertificateFacts certificate={certificate} />
            </Card>
          )
        }
      </View>
      {sign.isError && <Trouble error={sign.error} />}
      {order.data && <OrderNotice order={order.data} />}
      <View query={waiting}>
        {() => (
          <div className="stack">
            {items.length === 0 && !waiting.hasNextPage ? (
              <Nothing icon="check" title={text('sign.empty')}>
                <p>{text('sign.empty.what')}</p>
              </Nothing>
            ) : (
              <>
                {items.length === 0 ? (
                  <p className="quiet">{text('sign.partial')}</p>
                ) : (
                  <WaitingList items={items} chosen={chosen} choose={setChosen} />
                )}
                <div className="sign-bar">
                  {waiting.hasNextPage ? (
                    <Button
                      look="quiet"
                      icon="down"
                      busy={waiting.isFetchingNextPage}
                      onClick={() => void waiting.fetchNextPage()}
                    >
                      {text('sign.more')}
                    </Button>
                  ) : (
                    <span />
                  )}
                  <Button
                    look="main"
                    icon="mend"
                    busy={isRunning}
                    disabled={picked.length === 0 || !canSign}
                    onClick={() => sign.mutate(picked, { onSuccess: () => setChosen(new Set()) })}
                  >
                    {picked.length === 0 ? text('sign.none') : text('sign.do', { count: picked.length })}
                  </Button>
                </div>
              </>
            )}
          </div>
        )}
      </View>
    </div>
  );
}
