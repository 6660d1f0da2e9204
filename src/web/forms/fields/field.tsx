import { lazy, Suspense } from 'react';
import { useOpenForm } from '../form-context.ts';
import type { FieldProps } from './field-props.ts';
import { BooleanField } from './boolean-field.tsx';
import { ChoiceField } from './choice-field.tsx';
import { DayField, MomentField } from './day-field.tsx';
import { ReadOnlyField } from './read-only-field.tsx';
import { TypedField } from './typed-field.tsx';

// Rare and heavy ones come when a form has them.
const AttachmentField = lazy(async () => ({
  default: (await import('./attachment-field.tsx')).AttachmentField,
}));
const BodyMapField = lazy(async () => ({ default: (await import('./body-map-field.tsx')).BodyMapField }));
const CodeField = lazy(async () => ({ default: (await import('./code-field.tsx')).CodeField }));
const SignatureField = lazy(async () => ({
  default: (await import('./signature-field.tsx')).SignatureField,
}));

/** The field of a question, by its type and how it wants to be shown. */
export function Field(props: FieldProps) {
  const { item } = props;
  const { help } = useOpenForm();
  const drawn = item.control === 'body-map' || item.type === 'attachment';
  if (!drawn && (help.isReadOnly || item.readOnly)) return <ReadOnlyField {...props} />;
  return <Suspense fallback={<div className="field form-waits" />}>{fieldFor(props)}</Suspense>;
}

function fieldFor(props: FieldProps) {
  const { item } = props;
  if (item.control === 'body-map') return <BodyMapField {...props} />;
  switch (item.type) {
    case 'boolean':
      return <BooleanField {...props} />;
    case 'choice':
    case 'open-choice':
      return item.options.length === 0 && item.valueSet !== undefined ? (
        <CodeField {...props} />
      ) : (
        <ChoiceField {...props} />
      );
    case 'date':
      return <DayField {...props} />;
    case 'dateTime':
      return <MomentField {...props} />;
    case 'attachment':
      return item.control === 'signature' ? <SignatureField {...props} /> : <AttachmentField {...props} />;
    default:
      return <TypedField {...props} />;
  }
}
