import { platformRoles } from '#platform/access/roles.ts';
import { defineModule } from '#platform/module/define-module.ts';
import { extractOperation } from './operations/extract.ts';
import { populateOperation } from './operations/populate.ts';
import { editFormRoute } from './routes/edit-form.ts';
import { listFormsRoute } from './routes/list-forms.ts';
import { publishFormRoute } from './routes/publish-form.ts';
import { readFormRoute } from './routes/read-form.ts';
import { retireFormRoute } from './routes/retire-form.ts';
import { saveDraftRoute } from './routes/save-draft.ts';

const fillers = new Set([
  'citizen',
  'station-doctor',
  'station-worker',
  'hospital-doctor',
  'nurse',
  'integration',
]);

/** Forms: filled in from what the record knows, and read out into resources. */
export const questionnaires = defineModule({
  id: 'questionnaires',
  title: { vi: 'Phiếu và biểu mẫu', en: 'Questionnaires' },
  permissions: {
    'questionnaires.fill': {
      vi: 'Điền phiếu từ hồ sơ và đọc phiếu',
      en: 'Fill in forms from the record and read them out',
    },
    'questionnaires.read': { vi: 'Xem các biểu mẫu đang dùng', en: 'See the forms in use' },
    'questionnaires.manage': {
      vi: 'Lập, sửa, phát hành và ngừng dùng biểu mẫu',
      en: 'Make, change, publish and retire forms',
    },
  },
  // What a form asks is answered within the reach of whoever fills it in.
  roles: [
    ...platformRoles
      .filter(({ id }) => fillers.has(id))
      .map(({ id, title }) => ({
        id,
        title,
        grants: ['questionnaires.fill', 'questionnaires.read'] as const,
      })),
    {
      id: 'administrator',
      title: { vi: 'Người quản trị', en: 'Administrator' },
      grants: ['questionnaires.read', 'questionnaires.manage'],
    },
  ],
  routes: [listFormsRoute, readFormRoute, editFormRoute, saveDraftRoute, publishFormRoute, retireFormRoute],
  operations: [populateOperation, extractOperation],
});
