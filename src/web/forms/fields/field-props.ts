import type { FormItem } from '#kernel/fhir/questionnaire/form.ts';
import type { Path } from '#kernel/fhir/questionnaire/state.ts';

/** What every field is given. */
export interface FieldProps {
  readonly item: FormItem;
  readonly parent: Path;
}
