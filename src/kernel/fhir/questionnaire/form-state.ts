import type { Questionnaire } from '@medplum/fhirtypes';
import type { Bilingual } from '../../schema.ts';
import { extensionsOf } from '../sdc/sdc-extensions.ts';
import { formUrls } from './form-urls.ts';
import { bilingual } from './read-form.ts';

/** How far a form is to be trusted. */
export type FormStanding = 'official-form' | 'register-columns' | 'clinical-standard' | 'own-form';

/** What each standing says to who fills in the form. */
export const formStandings: Readonly<
  Record<FormStanding, { readonly text: Bilingual; readonly tone: 'good' | 'info' | 'care' | 'plain' }>
> = {
  'official-form': {
    text: {
      vi: 'Theo mẫu chính thức, cần đối chiếu bản gốc',
      en: 'After an official form, compare with the original',
    },
    tone: 'info',
  },
  'register-columns': {
    text: { vi: 'Theo các cột của sổ', en: "From the register's columns" },
    tone: 'info',
  },
  'clinical-standard': {
    text: { vi: 'Theo chuẩn lâm sàng, cần kiểm chứng', en: 'Clinical standard, verify' },
    tone: 'care',
  },
  'own-form': { text: { vi: 'Biểu mẫu tự lập của đơn vị', en: "The facility's own form" }, tone: 'plain' },
};

/** Source and standing that a form carries on itself. */
export function formState(questionnaire: Questionnaire): {
  readonly standing?: FormStanding;
  readonly state?: (typeof formStandings)[FormStanding];
  readonly source?: Bilingual;
} {
  const code = extensionsOf(questionnaire, formUrls.state)[0]?.valueCode;
  const [source] = extensionsOf(questionnaire, formUrls.source);
  const isKnown = code !== undefined && Object.hasOwn(formStandings, code);
  return {
    ...(isKnown && { standing: code as FormStanding, state: formStandings[code as FormStanding] }),
    ...(source !== undefined && { source: bilingual(source, 'valueString') }),
  };
}
