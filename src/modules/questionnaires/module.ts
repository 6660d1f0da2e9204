import { platformRoles } from '#platform/access/roles.ts';
import { defineModule } from '#platform/module/define-module.ts';
import { extractOperation } from './operations/extract.ts';
import { populateOperation } from './operations/populate.ts';

const fillers = new Set(['citizen', 'station-doctor', 'hospital-doctor', 'integration']);

/** Forms: filled in from what the record knows, and read out into resources. */
export const questionnaires = defineModule({
  id: 'questionnaires',
  title: { vi: 'Phiếu và biểu mẫu', en: 'Questionnaires' },
  permissions: {
    'questionnaires.fill': {
      vi: 'Điền phiếu từ hồ sơ và đọc phiếu',
      en: 'Fill in forms from the record and read them out',
    },
  },
  // What a form asks is answered within the reach of whoever fills it in.
  roles: platformRoles
    .filter(({ id }) => fillers.has(id))
    .map(({ id, title }) => ({ id, title, grants: ['questionnaires.fill'] })),
  operations: [populateOperation, extractOperation],
});
