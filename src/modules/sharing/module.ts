import { defineModule } from '#platform/module/define-module.ts';
import { forgetErased } from './forget-erased.ts';
import { emptyLinksJob } from './jobs/empty-links.job.ts';
import { fileStream, manifestStream, openSharedRoute } from './routes/open-link.ts';
import { cardIssuerRoute, issuerKeysStream, makeVaccinationCardRoute } from './routes/vaccination-card.ts';
import { endLinkRoute, listLinksRoute, makeLinkRoute } from './routes/own-links.ts';

/** What a person gives out of her own record by herself: a link that she can end, a card that others can check. */
export const sharing = defineModule({
  id: 'sharing',
  needs: ['messages'],
  title: { vi: 'Chia sẻ', en: 'Sharing' },
  permissions: {
    'sharing.own': {
      vi: 'Chia sẻ phần hồ sơ của mình bằng liên kết và thẻ',
      en: 'Share parts of the own record by link and card',
    },
  },
  roles: [{ id: 'citizen', title: { vi: 'Người dân', en: 'Citizen' }, grants: ['sharing.own'] }],
  routes: [
    makeLinkRoute,
    listLinksRoute,
    endLinkRoute,
    openSharedRoute,
    makeVaccinationCardRoute,
    cardIssuerRoute,
  ],
  streams: [manifestStream, fileStream, issuerKeysStream],
  jobs: [emptyLinksJob],
  erase: forgetErased,
  demo: () => import('./demo.ts'),
  migrations: new URL('migrations/', import.meta.url),
});
