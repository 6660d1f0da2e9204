import type { Questionnaire } from '@medplum/fhirtypes';
import { buildForm, type FormPlan } from './build-form.ts';
import { chronicForms } from './forms/chronic-forms.ts';
import { clinicForms } from './forms/clinic-forms.ts';
import { programmeForms } from './forms/programme-forms.ts';
import { specialForms } from './forms/special-forms.ts';

/** Plans of all outpatient forms that Sen brings: 20 of clinics, 12 of chronic diseases, 10 of programmes. */
export const formPlans: readonly FormPlan[] = [
  ...clinicForms,
  ...specialForms,
  ...chronicForms,
  ...programmeForms,
];

/** The Questionnaires that Sen brings. */
export const templates: readonly Questionnaire[] = formPlans.map(buildForm);
