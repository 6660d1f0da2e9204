import type { ReactNode } from 'react';
import type { UseInfiniteQueryResult } from '@tanstack/react-query';
import { Button } from '#web/ui/button.tsx';
import { Choose } from '#web/ui/field.tsx';
import { Skeleton, Trouble } from '#web/ui/view.tsx';
import type { QuarantineItem } from '../../api.ts';
import { useDoorsText } from './doors-text.ts';
import './doors.css';

const doorIds = ['', 'insurance', 'hl7v2', 'fhir'] as const;
/** One door, or all of them. */
export type DoorChoice = QuarantineItem['door'] | '';

/** What came through the doors as a table: narrowed by state and door, read page by page, cards on a phone. */
export function DoorList<State extends string, Item>(props: {
  title: string;
  what: string;
  /** Name of the table for who hears it. */
  list: string;
  state: {
    label: string;
    value: State;
    options: { value: State; label: string }[];
    onChange: (state: State) => void;
  };
  door: DoorChoice;
  onDoor: (door: DoorChoice) => void;
  query: UseInfiniteQueryResult;
  items: readonly Item[];
  empty: ReactNode;
  columns: readonly string[];
  row: (item: Item) => ReactNode;
}) {
  const text = useDoorsText();
  const { query, items } = props;
  return (
    <div className="stack">
      <div>
        <h1>{props.title}</h1>
        <p className="quiet door-what">{props.what}</p>
      </div>
      <div className="door-filters">
        <Choose {...props.state} />
        <Choose
          label={text('door')}
          value={props.door}
          options={doorIds.map((value) => ({
            value,
            label: text(value === '' ? 'door.all' : `door.${value}`),
          }))}
          onChange={props.onDoor}
        />
      </div>
      {query.isPending && query.fetchStatus !== 'paused' && <Skeleton />}
      {query.isError && <Trouble error={query.error} retry={() => void query.refetch()} />}
      {query.isSuccess && items.length === 0 && props.empty}
      {items.length > 0 && (
        <section className="door-table" aria-label={props.list}>
          <table>
            <caption className="unseen">{props.list}</caption>
            <thead>
              <tr>
                {props.columns.map((column) => (
                  <th key={column} scope="col">
                    {column}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>{items.map(props.row)}</tbody>
          </table>
        </section>
      )}
      {query.hasNextPage && (
        <p>
          <Button busy={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
            {text('more')}
          </Button>
        </p>
      )}
    </div>
  );
}
