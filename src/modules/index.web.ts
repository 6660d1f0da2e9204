import { pages as accessLogPages } from './access-log/web/pages.ts';
import { pages as accountPages } from './account/web/pages.ts';
import { pages as appsPages, widgets as appsWidgets } from './apps/web/pages.ts';
import { news as assistantNews, pages as assistantPages } from './assistant/web/pages.ts';
import { pages as bookingPages } from './booking/web/pages.ts';
import { pages as communeStationPages } from './commune-station/web/pages.ts';
import { pages as dataRequestsPages } from './data-requests/web/pages.ts';
import { pages as deviceSyncPages } from './device-sync/web/pages.ts';
import { pages as directoryPages } from './directory/web/pages.ts';
import { pages as doorsPages } from './doors/web/pages.ts';
import { pages as healthCardPages } from './health-card/web/pages.ts';
import { pages as immunisationPages } from './immunisation/web/pages.ts';
import { pages as mergingPages } from './merging/web/pages.ts';
import { news as messagesNews, pages as messagesPages } from './messages/web/pages.ts';
import { pages as ownDataPages } from './own-data/web/pages.ts';
import {
  pages as personalRecordPages,
  widgets as personalRecordWidgets,
} from './personal-record/web/pages.ts';
import {
  news as recordAccessNews,
  pages as recordAccessPages,
  widgets as recordAccessWidgets,
} from './record-access/web/pages.ts';
import { pages as programmesPages } from './programmes/web/pages.ts';
import { pages as publicHealthPages } from './public-health/web/pages.ts';
import { pages as questionnairesPages } from './questionnaires/web/pages.ts';
import { pages as registryPages } from './registry/web/pages.ts';
import { pages as signaturesPages } from './signatures/web/pages.ts';
import { pages as sharedComputersPages } from './shared-computers/web/pages.ts';
import { pages as sharingPages } from './sharing/web/pages.ts';
import { pages as subscriptionsPages } from './subscriptions/web/pages.ts';
import { pages as terminologyPages } from './terminology/web/pages.ts';
import { pages as verificationPages } from './verification/web/pages.ts';

/** Pages and widgets of every module: one module a line. */
export const pages = [
  ...accessLogPages,
  ...accountPages,
  ...appsPages,
  ...assistantPages,
  ...bookingPages,
  ...communeStationPages,
  ...personalRecordPages,
  ...ownDataPages,
  ...mergingPages,
  ...messagesPages,
  ...recordAccessPages,
  ...programmesPages,
  ...publicHealthPages,
  ...deviceSyncPages,
  ...directoryPages,
  ...doorsPages,
  ...healthCardPages,
  ...immunisationPages,
  ...questionnairesPages,
  ...registryPages,
  ...signaturesPages,
  ...sharedComputersPages,
  ...sharingPages,
  ...subscriptionsPages,
  ...dataRequestsPages,
  ...terminologyPages,
  ...verificationPages,
];
export const widgets = [...personalRecordWidgets, ...recordAccessWidgets, ...appsWidgets];
export const news = [...recordAccessNews, ...messagesNews, ...assistantNews];
