/** R4's Subscription as far as it is looked at. */
export interface SubscriptionResource {
  readonly resourceType: 'Subscription';
  readonly id?: string;
  status: string;
  readonly reason?: string;
  readonly end?: string;
  readonly criteria?: string;
  readonly _criteria?: Extended;
  error?: string;
  readonly channel?: SubscriptionChannel;
}

export interface SubscriptionChannel {
  readonly type?: string;
  readonly endpoint?: string;
  readonly payload?: string;
  readonly _payload?: Extended;
  readonly extension?: readonly Extension[];
  header?: readonly string[];
}

export interface Extended {
  readonly extension?: readonly Extension[];
}

export interface Extension {
  readonly url?: string;
  readonly valueString?: string;
  readonly valueCode?: string;
  readonly valueUnsignedInt?: number;
  readonly valuePositiveInt?: number;
}

/** What a notification tells. */
export type Content = 'empty' | 'id-only' | 'full-resource';
export const contents: readonly Content[] = ['empty', 'id-only', 'full-resource'];

/** Where a subscription stands. */
export type SubscriptionState = 'requested' | 'active' | 'error' | 'off' | 'deleted';

/** A subscription as it was asked for. */
export interface Wish {
  /**
   * 'backport': notification Bundles as the R5 backport says. 'r4': as R4 itself says, one call an event: an empty POST, or a PUT of
   * the resource.
   */
  readonly manner: 'backport' | 'r4';
  readonly channel: 'rest-hook' | 'websocket' | 'email';
  readonly endpoint: string;
  /** 'Name: value', values sealed. */
  readonly headers: readonly string[];
  readonly content: Content;
  readonly mime: string;
  readonly criteria: string;
  /** Queries on a type, e.g. 'Encounter?patient=Patient/1'. */
  readonly filters: readonly string[];
  readonly heartbeatSeconds: number | undefined;
  readonly timeoutSeconds: number;
  readonly maxCount: number;
  readonly end: Date | undefined;
}

const backport = 'http://hl7.org/fhir/uv/subscriptions-backport/StructureDefinition';
export const extensionUrls = {
  filter: `${backport}/backport-filter-criteria`,
  heartbeat: `${backport}/backport-heartbeat-period`,
  timeout: `${backport}/backport-timeout`,
  maxCount: `${backport}/backport-max-count`,
  content: `${backport}/backport-payload-content`,
  topicOfServer: `${backport}/capabilitystatement-subscriptiontopic-canonical`,
  notification: `${backport}/backport-subscription-notification-r4`,
  status: `${backport}/backport-subscription-status-r4`,
} as const;
