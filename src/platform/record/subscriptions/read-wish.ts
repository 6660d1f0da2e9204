import { AppError } from '#kernel/errors.ts';
import type { Bilingual } from '#kernel/schema.ts';
import {
  contents,
  extensionUrls,
  type Content,
  type Extension,
  type SubscriptionResource,
  type Wish,
} from './subscription.ts';

/** Events that one notification carries where nobody says how many. */
const usualMaxCount = 100;
const mostMaxCount = 1000;
const usualTimeoutSeconds = 10;
const longestTimeoutSeconds = 60;
const shortestHeartbeatSeconds = 10;
const mostHeaders = 20;
/** Headers that the call itself decides. */
const ownHeaders =
  /^(?:host|content-length|content-type|transfer-encoding|connection|upgrade|te|trailer|keep-alive|expect|signature|signature-input|content-digest|proxy-.*)$/i;

/** Reads what a Subscription asks for. Error: subscription.refused, naming the element and what to do. */
export function readWish(resource: SubscriptionResource): Wish {
  const { criteria, channel } = resource;
  if (criteria === undefined || criteria === '') throw refuse('Subscription.criteria', texts.criteria);
  const type = channel?.type;
  if (type !== 'rest-hook' && type !== 'websocket' && type !== 'email')
    throw refuse('Subscription.channel.type', texts.channel);
  const endpoint = channel?.endpoint ?? '';
  if (type !== 'websocket' && endpoint === '') throw refuse('Subscription.channel.endpoint', texts.endpoint);
  const asked = contentOf(channel?._payload?.extension);
  const isTopic = !isQuery(criteria);
  const mime = (channel?.payload ?? '').split(';')[0]!.trim();
  if (!['', 'application/fhir+json', 'application/json', 'text/plain'].includes(mime))
    throw refuse('Subscription.channel.payload', texts.payload);
  const manner = isTopic || asked !== undefined || type === 'websocket' ? 'backport' : 'r4';
  const content = asked ?? (manner === 'r4' && mime !== '' ? 'full-resource' : 'empty');
  if (type === 'email' && content === 'full-resource')
    throw refuse('Subscription.channel.payload', texts.emailContent);
  if (type === 'email' && !/^mailto:[^\s,;<>?@]+@[^\s,;<>?@]+$/.test(endpoint))
    throw refuse('Subscription.channel.endpoint', texts.mailto);
  return {
    manner,
    channel: type,
    endpoint,
    headers: readHeaders(channel?.header ?? []),
    content,
    mime: mime === '' ? 'application/fhir+json' : mime,
    criteria,
    filters: filtersOf(resource, isTopic),
    ...readPace(channel?.extension ?? []),
    end: resource.end === undefined ? undefined : new Date(resource.end),
  };
}

/** 'Observation?code=x', as R4 has it; a topic is an address. */
export function isQuery(criteria: string): boolean {
  return /^[A-Z][A-Za-z]+(?:\?|$)/.test(criteria);
}

/** An error about one element of a Subscription. */
export function refuse(path: string, text: Bilingual): AppError {
  return new AppError('subscription.refused', { issues: [{ path, text }] });
}

function contentOf(extensions: readonly Extension[] = []): Content | undefined {
  const found = extensions.find(({ url }) => url === extensionUrls.content);
  if (found === undefined) return undefined;
  const content = contents.find((one) => one === found.valueCode);
  if (content === undefined) throw refuse('Subscription.channel.payload.extension', texts.content);
  return content;
}

function filtersOf(resource: SubscriptionResource, isTopic: boolean): string[] {
  const filters = (resource._criteria?.extension ?? []).flatMap(({ url, valueString }) =>
    url === extensionUrls.filter ? [valueString ?? ''] : [],
  );
  if (filters.length > 0 && !isTopic) throw refuse('Subscription.criteria.extension', texts.filterOfTopic);
  if (filters.some((filter) => !/^[A-Z][A-Za-z]+\?./.test(filter)))
    throw refuse('Subscription.criteria.extension', texts.filter);
  return filters;
}

function readPace(
  extensions: readonly Extension[],
): Pick<Wish, 'heartbeatSeconds' | 'timeoutSeconds' | 'maxCount'> {
  const numberOf = (name: 'heartbeat' | 'timeout' | 'maxCount'): number | undefined => {
    const found = extensions.find(({ url }) => url === extensionUrls[name]);
    return found?.valueUnsignedInt ?? found?.valuePositiveInt;
  };
  const heartbeat = numberOf('heartbeat') ?? 0;
  const timeout = numberOf('timeout') ?? 0;
  return {
    heartbeatSeconds: heartbeat === 0 ? undefined : Math.max(shortestHeartbeatSeconds, heartbeat),
    timeoutSeconds: timeout === 0 ? usualTimeoutSeconds : Math.min(longestTimeoutSeconds, timeout),
    maxCount: Math.min(mostMaxCount, numberOf('maxCount') ?? usualMaxCount),
  };
}

function readHeaders(headers: readonly string[]): readonly string[] {
  if (headers.length > mostHeaders) throw refuse('Subscription.channel.header', texts.header);
  for (const header of headers) {
    const name = /^([!#$%&'*+.^_`|~0-9A-Za-z-]+):[\t\x20-\x7e]*$/.exec(header)?.[1];
    if (name === undefined || ownHeaders.test(name))
      throw refuse('Subscription.channel.header', texts.header);
  }
  return headers;
}

const texts = {
  criteria: {
    vi: 'Cần criteria: địa chỉ một chủ đề (topic), hoặc một câu tìm trên một loại, ví dụ Observation?category=laboratory.',
    en: 'criteria is needed: the address of a topic, or a search on a type such as Observation?category=laboratory.',
  },
  channel: {
    vi: 'Kênh nhận tin là một trong: rest-hook, websocket, email.',
    en: 'The channel is one of: rest-hook, websocket, email.',
  },
  endpoint: {
    vi: 'Kênh này cần địa chỉ nhận tin (endpoint).',
    en: 'This channel needs an endpoint.',
  },
  payload: {
    vi: 'Nội dung tin chỉ gửi dưới dạng application/fhir+json.',
    en: 'Notifications are sent as application/fhir+json only.',
  },
  content: {
    vi: 'Nội dung tin là một trong: empty, id-only, full-resource.',
    en: 'The content is one of: empty, id-only, full-resource.',
  },
  emailContent: {
    vi: 'Thư điện tử không mang dữ liệu sức khoẻ: chỉ chọn empty hoặc id-only.',
    en: 'An e-mail carries no health data: choose empty or id-only.',
  },
  mailto: {
    vi: 'Địa chỉ thư viết dạng mailto:ten@noi.vn, một địa chỉ.',
    en: 'Write the address as mailto:name@place.vn, one address only.',
  },
  filterOfTopic: {
    vi: 'Bộ lọc chỉ đi cùng một chủ đề (topic); với câu tìm, hãy viết điều kiện ngay trong câu tìm.',
    en: 'A filter goes with a topic; where criteria is a search, write the condition into the search.',
  },
  filter: {
    vi: 'Bộ lọc viết dạng Loại?tham-số=giá-trị, ví dụ Encounter?patient=Patient/1.',
    en: 'Write a filter as Type?parameter=value, e.g. Encounter?patient=Patient/1.',
  },
  header: {
    vi: 'Mỗi tiêu đề viết dạng "Tên: giá trị", chữ không dấu, nhiều nhất 20; không đặt được Host, Content-Length, Content-Type và các tiêu đề của kết nối.',
    en: 'Write each header as "Name: value" in plain letters, 20 at most; Host, Content-Length, Content-Type and those of the connection cannot be set.',
  },
} as const satisfies Record<string, Bilingual>;
