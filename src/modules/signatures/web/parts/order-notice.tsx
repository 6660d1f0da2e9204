import { Notice } from '#web/ui/notice.tsx';
import type { OrderState } from '../../api.ts';
import { useSignaturesText, wordOr } from './signatures-text.ts';

/** How far the signing is, and what came of it. */
export function OrderNotice(props: { order: OrderState }) {
  const text = useSignaturesText();
  const { signed, total, refused, finishedAt, faults } = props.order;
  if (finishedAt === undefined)
    return (
      <Notice tone="info" title={text('sign.running', { signed, total })} live>
        <progress value={signed} max={total} aria-label={text('sign.running', { signed, total })} />
        <p>{text('sign.running.remote')}</p>
      </Notice>
    );
  return (
    <Notice tone={refused === 0 ? 'good' : 'care'} title={text('sign.done', { signed, total })} live>
      {refused > 0 && <p>{text('sign.refused', { count: refused })}</p>}
      {faults.map(({ code, count }) => {
        const key = `fault.${code}`;
        const said = wordOr(text, key, '') === '' ? 'fault.other' : key;
        return <p key={code}>{(text as (name: string, values: object) => string)(said, { count })}</p>;
      })}
    </Notice>
  );
}
