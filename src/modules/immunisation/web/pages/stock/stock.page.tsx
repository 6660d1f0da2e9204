import { useState } from 'react';
import { showClock, showDay } from '#kernel/display/show-date.ts';
import { showDecimal } from '#kernel/display/show-number.ts';
import { readTypedDay } from '#kernel/vietnam/typed-day.ts';
import { WithDevice } from '#web/offline/device-context.tsx';
import { StatusLine } from '#web/offline/status-line.tsx';
import { useShell } from '#web/shell/shell-context.tsx';
import { useLanguage } from '#web/text/text-context.tsx';
import { Button } from '#web/ui/button.tsx';
import { Card, Tag } from '#web/ui/card.tsx';
import { Choose, TextField } from '#web/ui/field.tsx';
import { Nothing, Skeleton, Trouble, View } from '#web/ui/view.tsx';
import type { ShownLot } from '../../../api.ts';
import { wastageOf } from '../../../domain/vial.ts';
import { LotActs } from '../../parts/lot-acts.tsx';
import { useImmunisationText } from '../../parts/immunisation-text.ts';
import { Places } from '../../parts/places.tsx';
import { useReceiveLot, useStock } from '../../queries.ts';

/** Days before its end from which a lot is warned of. */
const soonDays = 60;

/** What is in the fridge: lots by their end, opened vials, what was used and thrown away. */
export default function StockPage() {
  return (
    <WithDevice waiting={<Skeleton lines={8} />}>
      <Stock />
    </WithDevice>
  );
}

function Stock() {
  const text = useImmunisationText();
  const { me } = useShell();
  const query = useStock();
  const mayStore = me.permissions.includes('immunisation.store');
  return (
    <div className="stack">
      <Places />
      <StatusLine />
      <h1>{text('stock.title')}</h1>
      <View query={query} lines={8}>
        {(stock) => (
          <>
            {stock.lots.length === 0 && (
              <Nothing icon="inbox" title={text('stock.empty')}>
                <p>{text('stock.empty.what')}</p>
              </Nothing>
            )}
            <ul className="jab-lots">
              {stock.lots.map((lot) => (
                <li key={lot.id}>
                  <Lot
                    lot={lot}
                    mayStore={mayStore}
                    fridge={stock.fridges.find(({ id }) => id === lot.fridgeId)?.name}
                  />
                </li>
              ))}
            </ul>
            {mayStore && <ReceiveForm products={stock.products} fridges={stock.fridges} />}
          </>
        )}
      </View>
    </div>
  );
}

function Lot(props: { lot: ShownLot; mayStore: boolean; fridge: string | undefined }) {
  const text = useImmunisationText();
  const language = useLanguage();
  const { lot } = props;
  const waste = wastageOf(lot);
  return (
    <Card
      title={`${lot.vaccine}, ${text('lot.number', { lot: lot.lotNumber })}`}
      tone={
        lot.lockedBecause !== undefined || lot.daysLeft < 0
          ? 'danger'
          : lot.daysLeft < soonDays
            ? 'care'
            : 'plain'
      }
      aside={<Ends lot={lot} />}
    >
      <p>
        {text('lot.stock', { n: lot.unopened, doses: lot.unopened * lot.dosesPerVial })}
        {props.fridge !== undefined && ` ${props.fridge}.`}
      </p>
      {lot.vials.map((vial) => (
        <p key={vial.id} className={vial.isGood ? undefined : 'jab-wrong'}>
          {text(vial.isGood ? 'vial.good' : 'vial.old', {
            n: vial.dosesLeft,
            at: showClock(vial.openedAt),
            until: showClock(vial.goodUntil),
          })}
        </p>
      ))}
      <p className="small quiet">
        {text('lot.used', { used: lot.used, wasted: lot.wasted })}
        {waste !== undefined &&
          ` ${text('lot.wastage', { part: showDecimal(String(Math.round(waste * 1000) / 10), language) })}`}
      </p>
      {lot.lockedBecause !== undefined && (
        <p className="strong">
          {text('lot.locked', {
            because: lot.lockedBecause === 'reaction' ? text('lot.locked.reaction') : lot.lockedBecause,
          })}
        </p>
      )}
      {props.mayStore && <LotActs lot={lot} />}
    </Card>
  );
}

function Ends(props: { lot: ShownLot }) {
  const text = useImmunisationText();
  const { daysLeft, expiresOn } = props.lot;
  const tone = daysLeft < 0 ? 'danger' : daysLeft < soonDays ? 'care' : 'plain';
  return (
    <Tag tone={tone} {...(tone !== 'plain' && { icon: 'warning' as const })}>
      {text(daysLeft < 0 ? 'lot.expired' : 'lot.expires', { day: showDay(expiresOn) })}
    </Tag>
  );
}

function ReceiveForm(props: {
  products: readonly { readonly code: string; readonly vaccine: string }[];
  fridges: readonly { readonly id: string; readonly name: string }[];
}) {
  const text = useImmunisationText();
  const receive = useReceiveLot();
  const empty = {
    doseCode: props.products[0]?.code ?? '',
    lotNumber: '',
    expires: '',
    doses: '1',
    vials: '',
    fridgeId: props.fridges[0]?.id ?? '',
  };
  const [form, setForm] = useState(empty);
  const [asked, setAsked] = useState(false);
  const put = (part: Partial<typeof empty>) => setForm({ ...form, ...part });
  const expiresOn = readTypedDay(form.expires);
  const whole = (typed: string) =>
    /^\d{1,6}$/u.test(typed.trim()) && Number(typed) > 0 ? Number(typed) : undefined;
  const [doses, vials] = [whole(form.doses), whole(form.vials)];
  const need = (is: boolean) => (asked && !is ? text('form.need') : undefined);
  return (
    <Card title={text('receive.title')}>
      <form
        className="jab-form"
        onSubmit={(event) => {
          event.preventDefault();
          setAsked(true);
          if (
            expiresOn?.length !== 10 ||
            doses === undefined ||
            vials === undefined ||
            form.lotNumber.trim() === ''
          )
            return;
          receive.mutate(
            {
              doseCode: form.doseCode,
              lotNumber: form.lotNumber.trim(),
              expiresOn,
              dosesPerVial: doses,
              vials,
              ...(form.fridgeId !== '' && { fridgeId: form.fridgeId }),
            },
            {
              onSuccess: () => {
                setForm(empty);
                setAsked(false);
              },
            },
          );
        }}
      >
        <Choose
          label={text('receive.vaccine')}
          value={form.doseCode}
          onChange={(doseCode) => put({ doseCode })}
          options={props.products.map(({ code, vaccine }) => ({ value: code, label: vaccine }))}
        />
        <TextField
          label={text('receive.lot')}
          autoComplete="off"
          value={form.lotNumber}
          onChange={(event) => put({ lotNumber: event.target.value })}
          error={need(form.lotNumber.trim() !== '')}
        />
        <TextField
          label={text('receive.expires')}
          placeholder={text('day.typed')}
          inputMode="numeric"
          autoComplete="off"
          value={form.expires}
          onChange={(event) => put({ expires: event.target.value })}
          error={need(expiresOn?.length === 10)}
        />
        <TextField
          label={text('receive.doses')}
          inputMode="numeric"
          value={form.doses}
          onChange={(event) => put({ doses: event.target.value })}
          error={need(doses !== undefined)}
        />
        <TextField
          label={text('receive.vials')}
          inputMode="numeric"
          autoComplete="off"
          value={form.vials}
          onChange={(event) => put({ vials: event.target.value })}
          error={need(vials !== undefined)}
        />
        {props.fridges.length > 0 && (
          <Choose
            label={text('receive.fridge')}
            value={form.fridgeId}
            onChange={(fridgeId) => put({ fridgeId })}
            options={props.fridges.map(({ id, name }) => ({ value: id, label: name }))}
          />
        )}
        <Button type="submit" look="main" busy={receive.isPending}>
          {text('receive.save')}
        </Button>
      </form>
      {receive.isError && <Trouble error={receive.error} />}
    </Card>
  );
}
