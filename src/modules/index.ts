import type { AnyModule } from '#platform/module/define-module.ts';
import { account } from './account/module.ts';
import { accessLog } from './access-log/module.ts';
import { apps } from './apps/module.ts';
import { assistant } from './assistant/module.ts';
import { booking } from './booking/module.ts';
import { communeStation } from './commune-station/module.ts';
import { dataRequests } from './data-requests/module.ts';
import { deviceSync } from './device-sync/module.ts';
import { directory } from './directory/module.ts';
import { doors } from './doors/module.ts';
import { healthCard } from './health-card/module.ts';
import { home } from './home/module.ts';
import { immunisation } from './immunisation/module.ts';
import { merging } from './merging/module.ts';
import { messages } from './messages/module.ts';
import { ownData } from './own-data/module.ts';
import { outpatient } from './outpatient/module.ts';
import { personalRecord } from './personal-record/module.ts';
import { programmes } from './programmes/module.ts';
import { publicHealth } from './public-health/module.ts';
import { questionnaires } from './questionnaires/module.ts';
import { recordAccess } from './record-access/module.ts';
import { registry } from './registry/module.ts';
import { sharedComputers } from './shared-computers/module.ts';
import { sharing } from './sharing/module.ts';
import { signatures } from './signatures/module.ts';
import { subscriptions } from './subscriptions/module.ts';
import { synth } from './synth/module.ts';
import { terminology } from './terminology/module.ts';
import { verification } from './verification/module.ts';

/** What this Sen does: one manifest per line, in the order in which they start. */
export const modules: readonly AnyModule[] = [
  accessLog,
  account,
  apps,
  assistant,
  booking,
  communeStation,
  dataRequests,
  deviceSync,
  directory,
  doors,
  healthCard,
  home,
  immunisation,
  merging,
  messages,
  outpatient,
  ownData,
  personalRecord,
  programmes,
  publicHealth,
  questionnaires,
  recordAccess,
  registry,
  sharedComputers,
  sharing,
  signatures,
  subscriptions,
  synth,
  terminology,
  verification,
];
