import type {
  Coding,
  Questionnaire,
  QuestionnaireItem,
  QuestionnaireResponseItemAnswer,
} from '@medplum/fhirtypes';
import type { Bilingual } from '../../schema.ts';

/** An answer without what stands below it: exactly one value[x], and what is said of it. */
export type Answer = Omit<QuestionnaireResponseItemAnswer, 'item' | 'id'>;

/** A unit that a number is measured in. */
export type Unit = Pick<Coding, 'system' | 'code' | 'display'>;

/** One of the answers that may be chosen. */
export interface Option {
  readonly answer: Answer;
  readonly text: Bilingual;
  /** Choosing it unchooses all others ("none of these"). */
  readonly exclusive: boolean;
}

/** A condition on another answer. */
export interface Condition {
  readonly question: string;
  readonly operator: string;
  /** The value[x] that is compared; true or false for 'exists'. */
  readonly value: unknown;
}

/** A rule over answers that must hold. */
export interface Constraint {
  readonly key: string;
  readonly expression: string;
  readonly severity: 'error' | 'warning';
  readonly text: Bilingual;
}

/** An expression with a name. */
export interface Named {
  readonly name: string;
  readonly expression: string;
}

/** How an item wants to be shown, where its type leaves a choice. */
export type Control =
  'radio' | 'drop-down' | 'check-box' | 'autocomplete' | 'body-map' | 'signature' | 'table' | 'help' | 'unit';

/** One item of a form, read once. */
export interface FormItem {
  readonly linkId: string;
  readonly type: QuestionnaireItem['type'];
  readonly text: Bilingual;
  readonly help?: Bilingual;
  readonly required: boolean;
  readonly repeats: boolean;
  readonly readOnly: boolean;
  readonly hidden: boolean;
  /** Hidden and the same each time: it says nothing by itself. */
  readonly fixed: boolean;
  readonly control?: Control;
  readonly codes: readonly Coding[];
  readonly unit?: Unit;
  readonly units: readonly Unit[];
  readonly options: readonly Option[];
  /** 'http://…' of the code system or value set that answers are searched in. */
  readonly valueSet?: string;
  readonly conditions: readonly Condition[];
  readonly conditionsJoin: 'all' | 'any';
  readonly enabledBy?: string;
  readonly calculated?: string;
  readonly initially?: string;
  readonly constraints: readonly Constraint[];
  readonly variables: readonly Named[];
  /** Bounds that must hold; days may be 'today'. */
  readonly min?: number | string;
  readonly max?: number | string;
  /** Outside of these the worker is asked again and may keep the value with a reason. */
  readonly plausibleLow?: number;
  readonly plausibleHigh?: number;
  /** Outside of these the value is marked high or low. */
  readonly normalLow?: number;
  readonly normalHigh?: number;
  readonly decimals?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly pattern?: { readonly expression: string; readonly text: Bilingual };
  readonly minOccurs?: number;
  readonly maxOccurs?: number;
  readonly items: readonly FormItem[];
  readonly source: QuestionnaireItem;
}

/** A form, read once from its Questionnaire. */
export interface Form {
  readonly questionnaire: Questionnaire;
  /** 'url|version' as a response names it. */
  readonly canonical: string | undefined;
  readonly title: Bilingual;
  readonly items: readonly FormItem[];
  readonly byLinkId: ReadonlyMap<string, FormItem>;
  readonly variables: readonly Named[];
  readonly constraints: readonly Constraint[];
  /** Every expression of the form. */
  readonly expressions: readonly string[];
}
