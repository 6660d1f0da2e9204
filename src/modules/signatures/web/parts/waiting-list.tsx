import { useState } from 'react';
import { showMoment } from '#kernel/display/show-date.ts';
import { Button } from '#web/ui/button.tsx';
import type { WaitingItem } from '../../api.ts';
import { useSignaturesText, wordOr } from './signatures-text.ts';

/** What can be signed, with a box to choose each and its content to look at first. */
export function WaitingList(props: {
  items: readonly WaitingItem[];
  chosen: ReadonlySet<string>;
  choose: (chosen: ReadonlySet<string>) => void;
}) {
  const text = useSignaturesText();
  const { items, chosen, choose } = props;
  const names = items.map(({ type, id }) => `${type}/${id}`);
  const all = names.every((name) => chosen.has(name));
  const turn = (name: string): void => {
    const next = new Set(chosen);
    if (!next.delete(name)) next.add(name);
    choose(next);
  };
  return (
    <div className="card card-plain">
      <label className="sign-check">
        <input type="checkbox" checked={all} onChange={() => choose(new Set(all ? [] : names))} />
        {text('sign.all')}
      </label>
      <ul className="sign-list" aria-label={text('sign.title')}>
        {items.map((item) => {
          const name = `${item.type}/${item.id}`;
          return <OneItem key={name} item={item} chosen={chosen.has(name)} turn={() => turn(name)} />;
        })}
      </ul>
    </div>
  );
}

function OneItem(props: { item: WaitingItem; chosen: boolean; turn: () => void }) {
  const text = useSignaturesText();
  const [open, setOpen] = useState(false);
  const { item } = props;
  const kind = wordOr(text, `type.${item.type}`, item.type);
  const [first] = item.lines;
  const title = first?.type === item.type && first.title !== '' ? first.title : kind;
  const what = `${kind}, ${item.patient}, ${showMoment(item.at)}`;
  return (
    <li className="sign-item">
      <label className="sign-check">
        <input
          type="checkbox"
          checked={props.chosen}
          onChange={props.turn}
          aria-label={text('sign.choose', { what })}
        />
      </label>
      <div className="sign-words stack-tight">
        <p className="strong">{item.patient}</p>
        <p>{title === kind ? kind : `${kind}: ${title}`}</p>
        <p className="quiet small">{showMoment(item.at)}</p>
        <p>
          <Button
            look="quiet"
            icon={open ? 'up' : 'show'}
            aria-expanded={open}
            onClick={() => setOpen(!open)}
          >
            {open ? text('sign.hide') : text('sign.look', { count: item.lines.length })}
          </Button>
        </p>
        {open && (
          <ul className="sign-inside">
            {item.lines.map((line, at) => (
              // Lines have no name of their own and never change their place.
              // oxlint-disable-next-line react/no-array-index-key
              <li key={at}>
                <span className="quiet">{wordOr(text, `type.${line.type}`, line.type)}: </span>
                {line.title === '' ? text('nothing-said') : line.title}
                {line.detail !== undefined && <span className="strong"> {line.detail}</span>}
              </li>
            ))}
          </ul>
        )}
      </div>
    </li>
  );
}
