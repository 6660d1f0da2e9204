import { memo, useMemo } from 'react';
import type { FormItem } from '#kernel/fhir/questionnaire/form.ts';
import { useLanguage } from '#web/text/text-context.tsx';
import { Field } from './fields/field.tsx';
import { pathKey, type Path } from '#kernel/fhir/questionnaire/state.ts';
import { Button } from '#web/ui/button.tsx';
import { fieldId, useIsOpen, useNode, useOpenForm, useSaid } from './form-context.ts';
import { useFormWords } from './form-words.ts';

/** Items one below the other. `parentKey` is the path of what is around them, as pathKey writes it. */
export function FormItems(props: { items: readonly FormItem[]; parentKey: string }) {
  return props.items.map((item) => <Item key={item.linkId} item={item} parentKey={props.parentKey} />);
}

const Item = memo(function Item(props: { item: FormItem; parentKey: string }) {
  const { item, parentKey } = props;
  const language = useLanguage();
  const parent = useMemo(() => (parentKey === '' ? [] : parentKey.split('›')), [parentKey]);
  const isOpen = useIsOpen(useMemo(() => [...parent, item.linkId], [parent, item]));
  if (!isOpen || item.hidden) return null;
  if (item.type === 'display') return <p className="form-display">{item.text[language]}</p>;
  if (item.type === 'group') return <Group item={item} parent={parent} />;
  return (
    <>
      <Field item={item} parent={parent} />
      {item.items.length > 0 && <Below item={item} parent={parent} />}
    </>
  );
});

/** What stands below a question is asked once it is answered. */
function Below(props: { item: FormItem; parent: Path }) {
  const { item, parent } = props;
  const node = useNode(parent, item.linkId);
  return (node?.entries ?? [])
    .filter(({ answer }) => answer !== undefined)
    .map(({ key }) => (
      <div className="form-below" key={key}>
        <FormItems items={item.items} parentKey={pathKey([...parent, item.linkId, key])} />
      </div>
    ));
}

/** A group of items; a repeated one with a way to add and to take out. */
function Group(props: { item: FormItem; parent: Path }) {
  const { item, parent } = props;
  const language = useLanguage();
  const say = useFormWords();
  const { store, prefix, help } = useOpenForm();
  const node = useNode(parent, item.linkId);
  const path = [...parent, item.linkId];
  const said = useSaid(path);
  const name = item.text[language];
  const level = Math.min(4, 3 + parent.length / 2);
  const Heading = level === 3 ? 'h3' : 'h4';
  const entries = node?.entries ?? [];
  const id = fieldId(prefix, path);
  const mayAdd =
    item.repeats && !help.isReadOnly && (item.maxOccurs === undefined || entries.length < item.maxOccurs);
  return (
    <section
      className={`form-group form-group-${level}`}
      id={id}
      aria-label={name || undefined}
      tabIndex={-1}
    >
      {name && <Heading>{name}</Heading>}
      {item.help && <p className="small quiet">{item.help[language]}</p>}
      {said && <p className="field-error">{said}</p>}
      {entries.map(({ key }, at) => {
        const items = <FormItems items={item.items} parentKey={pathKey([...path, key])} />;
        if (!item.repeats)
          return (
            <div className="form-grid" key={key}>
              {items}
            </div>
          );
        return (
          <fieldset className="form-instance" key={key}>
            <legend>{say('instance', { name, n: at + 1 })}</legend>
            <div className="form-grid">{items}</div>
            {!help.isReadOnly && (
              <Button look="quiet" icon="close" onClick={() => store.remove([...path, key], item)}>
                {say('remove')}
                <span className="unseen"> {say('instance', { name, n: at + 1 })}</span>
              </Button>
            )}
          </fieldset>
        );
      })}
      {mayAdd && (
        <p>
          <Button onClick={() => store.add(parent, item)}>{say('add', { name: lower(name) })}</Button>
        </p>
      )}
    </section>
  );
}

const lower = (text: string): string =>
  /^\p{Lu}\p{Ll}/u.test(text) ? text.charAt(0).toLowerCase() + text.slice(1) : text;
