import type { ServiceToken } from '#kernel/contract.ts';
import { defineModule } from '#platform/module/define-module.ts';
import { dueShots, lateDoses } from './api.ts';
import { makeDueShots } from './due-shots.ts';
import { completeArrived } from './arrived.ts';
import { takeTold } from './exchange/take-told.ts';
import { forgetErased } from './forget-erased.ts';
import { makeLateDoses } from './late-doses.ts';
import { immunizationForecast } from './operations/immunization-forecast.ts';
import { followDoses } from './plan/follow-doses.ts';
import { keepPlanning } from './plan/keep-planning.ts';
import { addFridgeRoute, addReadingRoute, readColdChainRoute } from './routes/cold-chain.ts';
import { mendIncomingRoute, mendOutgoingRoute, readExchangeRoute } from './routes/exchange.ts';
import { listDueRoute } from './routes/list-due.ts';
import { listReactionsRoute, noteReactionRoute, reportReactionRoute } from './routes/reactions.ts';
import { readForecastRoute } from './routes/read-forecast.ts';
import { recordHistoryRoute, recordShotRoute } from './routes/record-shot.ts';
import { changeLotRoute, listStockRoute, receiveLotRoute } from './routes/stock.ts';
import { heldStock } from './stock/held-stock.ts';

/** Vaccinations: who is due and why, the session, vaccines in stock and their cold, reactions, the national system. */
export const immunisation = defineModule({
  id: 'immunisation',
  title: { vi: 'Tiêm chủng', en: 'Immunisation' },
  needs: ['doors'],
  permissions: {
    'immunisation.see': {
      vi: 'Xem danh sách đến hạn tiêm, kho vắc xin và phản ứng của trạm',
      en: 'See who is due, the vaccines in stock and the reactions of the station',
    },
    'immunisation.give': {
      vi: 'Ghi mũi tiêm và phản ứng sau tiêm',
      en: 'Record doses and reactions after them',
    },
    'immunisation.store': {
      vi: 'Giữ kho vắc xin và dây chuyền lạnh',
      en: 'Keep the vaccines and their cold chain',
    },
    'immunisation.exchange': {
      vi: 'Xử lý mũi tiêm trao đổi với hệ thống tiêm chủng quốc gia',
      en: 'Mend doses exchanged with the national immunisation system',
    },
  },
  roles: [
    ...(['station-doctor', 'station-worker', 'nurse'] as const).map((id) => ({
      id,
      title: { vi: 'Nhân viên y tế', en: 'Health worker' },
      grants: [
        'immunisation.see',
        'immunisation.give',
        'immunisation.store',
        'immunisation.exchange',
      ] as const,
    })),
    {
      id: 'hospital-doctor',
      title: { vi: 'Bác sĩ bệnh viện', en: 'Hospital doctor' },
      grants: ['immunisation.see', 'immunisation.give'],
    },
  ],
  routes: [
    readForecastRoute,
    listDueRoute,
    recordShotRoute,
    recordHistoryRoute,
    listStockRoute,
    receiveLotRoute,
    changeLotRoute,
    readColdChainRoute,
    addFridgeRoute,
    addReadingRoute,
    listReactionsRoute,
    noteReactionRoute,
    reportReactionRoute,
    readExchangeRoute,
    mendOutgoingRoute,
    mendIncomingRoute,
  ],
  operations: [immunizationForecast],
  handlers: [takeTold],
  follow: followDoses,
  services: (ctx) =>
    new Map<ServiceToken<unknown>, unknown>([
      [lateDoses, makeLateDoses(ctx)],
      [dueShots, makeDueShots(ctx)],
    ]),
  references: [heldStock],
  arrived: completeArrived,
  background: [keepPlanning],
  erase: forgetErased,
  demo: () => import('./demo.ts'),
  migrations: new URL('./migrations/', import.meta.url),
});
