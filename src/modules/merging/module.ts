import { defineModule } from '#platform/module/define-module.ts';
import { forgetErased } from './erase.ts';
import { queueCandidates } from './queue.handler.ts';
import { agreePairRoute, decidePairRoute } from './routes/decide-pair.ts';
import {
  answerObjectionRoute,
  listMergesRoute,
  partRecordsRoute,
  readMergeRoute,
  settleLineRoute,
} from './routes/merges.ts';
import { objectRoute, readOwnMergesRoute } from './routes/own-merges.ts';
import { addPairRoute, listPairsRoute, readPairRoute } from './routes/pairs.ts';
import { readOverlayRoute, splitRecordRoute } from './routes/split-record.ts';

/** Records that may be of one person: looked at side by side, joined, taken apart again, and told to the person. */
export const merging = defineModule({
  id: 'merging',
  needs: ['registry'],
  title: { vi: 'Nhập và tách hồ sơ', en: 'Joining and parting records' },
  permissions: {
    'merging.decide': {
      vi: 'Xem hai hồ sơ cạnh nhau, nhập, tách, chuyển dòng sang đúng người',
      en: 'See two records side by side, join and part them, move lines to the right person',
    },
    'merging.own': {
      vi: 'Xem hồ sơ của mình đã được nhập hay tách và phản đối',
      en: 'See that one’s own records were joined or parted, and object',
    },
  },
  roles: [
    {
      id: 'registry-officer',
      title: { vi: 'Cán bộ định danh', en: 'Registry officer' },
      grants: ['merging.decide'],
    },
    { id: 'citizen', title: { vi: 'Người dân', en: 'Citizen' }, grants: ['merging.own'] },
  ],
  routes: [
    listPairsRoute,
    addPairRoute,
    readPairRoute,
    decidePairRoute,
    agreePairRoute,
    listMergesRoute,
    readMergeRoute,
    partRecordsRoute,
    settleLineRoute,
    answerObjectionRoute,
    readOverlayRoute,
    splitRecordRoute,
    readOwnMergesRoute,
    objectRoute,
  ],
  handlers: [queueCandidates],
  erase: forgetErased,
  demo: () => import('./demo.ts'),
  migrations: new URL('migrations/', import.meta.url),
});
