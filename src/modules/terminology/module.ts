import { platformRoles } from '#platform/access/roles.ts';
import { defineModule } from '#platform/module/define-module.ts';
import { lookupOperation, subsumesOperation, validateInSystem } from './operations/code-system.ts';
import { translateOperation } from './operations/concept-map.ts';
import { expandOperation, validateInSet } from './operations/value-set.ts';
import { findCodesRoute } from './routes/find-codes.ts';
import { listSystemsRoute } from './routes/list-systems.ts';
import { openCodeRoute } from './routes/open-code.ts';

const readers = new Set(['citizen', 'station-doctor', 'hospital-doctor', 'administrator', 'integration']);

/** Lists of codes: what a code means, whether it is right, what lies below it and what it is elsewhere. */
export const terminology = defineModule({
  id: 'terminology',
  title: { vi: 'Danh mục mã', en: 'Terminology' },
  permissions: { 'terminology.read': { vi: 'Tra cứu danh mục mã', en: 'Look up codes' } },
  // No list holds anything about a person: whoever has signed in may ask.
  roles: platformRoles
    .filter(({ id }) => readers.has(id))
    .map(({ id, title }) => ({ id, title, grants: ['terminology.read'] })),
  routes: [listSystemsRoute, findCodesRoute, openCodeRoute],
  operations: [
    lookupOperation,
    validateInSystem,
    subsumesOperation,
    expandOperation,
    validateInSet,
    translateOperation,
  ],
});
