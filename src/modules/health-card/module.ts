import { defineModule } from '#platform/module/define-module.ts';
import { forgetCards } from './forget-cards.ts';
import { endPrintedRoute, listPrintedRoute, printCardRoute, showCardRoute } from './routes/own-card.ts';
import { cardKeysRoute, readCardRoute } from './routes/read-card.ts';

/** The code by which a person is found at a desk: on her phone, on paper, or on a card of the state. */
export const healthCard = defineModule({
  id: 'health-card',
  title: { vi: 'Thẻ sức khỏe', en: 'Health card' },
  permissions: {
    'health-card.own': { vi: 'Đưa mã thẻ sức khỏe của mình', en: 'Show the code of the own health card' },
    'health-card.read': { vi: 'Quét thẻ của người đến khám', en: 'Read the card of who comes to the desk' },
  },
  roles: [
    {
      id: 'citizen',
      title: { vi: 'Người dân', en: 'Citizen' },
      grants: ['health-card.own'],
    },
    ...(['station-doctor', 'hospital-doctor', 'nurse', 'pharmacist', 'receptionist'] as const).map((id) => ({
      id,
      title: { vi: 'Nhân viên y tế', en: 'Health worker' },
      grants: ['health-card.read'] as const,
    })),
  ],
  routes: [showCardRoute, listPrintedRoute, printCardRoute, endPrintedRoute, readCardRoute, cardKeysRoute],
  erase: forgetCards,
  migrations: new URL('migrations/', import.meta.url),
});
