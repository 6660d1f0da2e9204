import { defineModule } from '#platform/module/define-module.ts';
import { readFamilyRoute } from './routes/read-family.ts';
import { readTodayRoute } from './routes/read-today.ts';

/** What matters to a citizen today, and the people whose records she may open. */
export const home = defineModule({
  id: 'home',
  title: { vi: 'Trang nhà', en: 'Home' },
  needs: ['booking', 'immunisation', 'personal-record', 'programmes'],
  // Seeing a record and one's own access are the platform's own permissions (record.read, access.own).
  permissions: {},
  routes: [readTodayRoute, readFamilyRoute],
});
