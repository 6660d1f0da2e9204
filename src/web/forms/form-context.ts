import { createContext, use, useSyncExternalStore } from 'react';
import type { Attachment, Coding } from '@medplum/fhirtypes';
import { nodeAt, pathKey, type FormNode, type Path } from '#kernel/fhir/questionnaire/state.ts';
import type { Answer } from '#kernel/fhir/questionnaire/form.ts';
import { useLanguage } from '#web/text/text-context.tsx';
import type { FormStore } from './form-store.ts';

/** A value of before, to stand beside the field. */
export interface LastValue {
  readonly answer: Answer;
  /** FHIR date or instant. */
  readonly when: string;
}

/** Finds codes of a value set by words of Vietnamese with or without marks, or by code. */
export type SearchCodes = (valueSet: string, words: string) => Promise<readonly Coding[]>;

/** What fields ask of those around the form. */
export interface FormHelp {
  readonly searchCodes: SearchCodes | undefined;
  /** The last value of an item, found by its linkId. */
  readonly lastValues: ReadonlyMap<string, LastValue>;
  /** Answers that another form of the visit has given already, by linkId. */
  readonly saidInVisit: ReadonlyMap<string, readonly Answer[]>;
  /** Keeps a file and says where it is; without it the file travels inside of the answer. */
  readonly saveFile: ((file: Blob, name: string) => Promise<Attachment>) | undefined;
  readonly signer: string;
  readonly now: () => Date;
  readonly isReadOnly: boolean;
}

/** One open form and what is around it. */
export interface OpenForm {
  readonly store: FormStore;
  readonly help: FormHelp;
  /** Makes ids of fields unique on a page with two forms. */
  readonly prefix: string;
}

export const OpenFormContext = createContext<OpenForm | undefined>(undefined);

/** The form around this field. */
export function useOpenForm(): OpenForm {
  const open = use(OpenFormContext);
  if (!open) throw new Error('No form around this field.');
  return open;
}

/** The node of an item inside of `parent`; redraws only when it changes. */
export function useNode(parent: Path, linkId: string): FormNode | undefined {
  const { store } = useOpenForm();
  return useSyncExternalStore(store.subscribe, () => nodeAt(store.snapshot().state, parent, linkId));
}

/** Whether an item is asked now. */
export function useIsOpen(path: Path): boolean {
  const { store } = useOpenForm();
  const key = pathKey(path);
  return useSyncExternalStore(store.subscribe, () => store.snapshot().open.has(key));
}

/** What is said of a place, in the reader's language; empty where all is well. */
export function useSaid(path: Path): string {
  const { store } = useOpenForm();
  const language = useLanguage();
  const key = pathKey(path);
  return useSyncExternalStore(store.subscribe, () => store.saidAt(key, language));
}

/** Whether the worker is asked to say why a value is kept. */
export function useAsks(path: Path): boolean {
  const { store } = useOpenForm();
  const key = pathKey(path);
  return useSyncExternalStore(store.subscribe, () => store.asksAt(key));
}

/** Id of the field of a path on the page. */
export function fieldId(prefix: string, path: Path): string {
  return `${prefix}-${path.map((part) => part.replaceAll(/[^\w-]/g, '_')).join('-')}`;
}
