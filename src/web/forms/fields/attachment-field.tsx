import { useId, useState } from 'react';
import type { Attachment } from '@medplum/fhirtypes';
import { nodeAt } from '#kernel/fhir/questionnaire/state.ts';
import { useLanguage } from '#web/text/text-context.tsx';
import { Button } from '#web/ui/button.tsx';
import { fieldId, useNode, useOpenForm } from '../form-context.ts';
import { useFormWords } from '../form-words.ts';
import { takePicture } from '../take-picture.ts';
import type { FieldProps } from './field-props.ts';
import { FieldFrame } from './field-frame.tsx';

/** Pictures, taken with the camera or chosen: made small on the device before they are kept. */
export function AttachmentField({ item, parent }: FieldProps) {
  const node = useNode(parent, item.linkId);
  const { store, prefix, help } = useOpenForm();
  const say = useFormWords();
  const language = useLanguage();
  const inputId = useId();
  const [fault, setFault] = useState(false);
  const entries = node?.entries ?? [];
  const kept = entries.flatMap(({ key, answer }) =>
    answer?.valueAttachment ? [{ key, file: answer.valueAttachment }] : [],
  );
  const path = [...parent, item.linkId];
  const mayAdd =
    !help.isReadOnly && (item.repeats ? kept.length < (item.maxOccurs ?? Infinity) : kept.length === 0);
  const add = async (files: FileList | null): Promise<void> => {
    setFault(false);
    for (const file of files ?? []) {
      try {
        const attachment = await takePicture(file, help.saveFile);
        // Asked anew each time: several pictures arrive one after the other.
        const before = nodeAt(store.snapshot().state, parent, item.linkId)?.entries ?? [];
        store.answers(parent, item, [
          ...before.flatMap(({ answer }) => answer ?? []),
          { valueAttachment: attachment },
        ]);
      } catch {
        setFault(true);
      }
    }
  };
  return (
    <FieldFrame item={item} parent={parent} entries={entries} as="group">
      <ul className="form-pictures">
        {kept.map(({ key, file }, at) => (
          <li key={key}>
            <Picture file={file} name={`${item.text[language]} ${at + 1}`} />
            {!help.isReadOnly && (
              <Button look="quiet" icon="close" onClick={() => store.remove([...path, key], item)}>
                {say('remove')}
                <span className="unseen"> {say('picture', { n: at + 1 })}</span>
              </Button>
            )}
          </li>
        ))}
      </ul>
      {mayAdd && (
        <span className="field" id={fieldId(prefix, [...path, 'add'])}>
          <label htmlFor={inputId}>{say('addPicture')}</label>
          <input
            id={inputId}
            type="file"
            accept="image/*,application/pdf"
            capture="environment"
            onChange={(event) => {
              void add(event.target.files);
              event.target.value = '';
            }}
          />
        </span>
      )}
      {fault && <p className="field-error">{say('pictureTooBig')}</p>}
    </FieldFrame>
  );
}

function Picture(props: { file: Attachment; name: string }) {
  const { file, name } = props;
  const isPicture = file.contentType?.startsWith('image/') === true && file.data !== undefined;
  if (!isPicture) return <span className="tag">{file.title ?? name}</span>;
  return <img src={`data:${file.contentType};base64,${file.data}`} alt={name} />;
}
