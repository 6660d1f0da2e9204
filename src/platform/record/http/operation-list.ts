import type { Bilingual } from '#kernel/schema.ts';

/** One parameter of an operation, as OperationDefinition.parameter says it. */
export interface OperationParameter {
  readonly name: string;
  readonly use: 'in' | 'out';
  readonly min: number;
  readonly max: string;
  readonly type: string;
  readonly documentation?: string;
}

/** An operation that the engine mounts itself. CapabilityStatement and OperationDefinition are made from this; a test holds it against the routes. */
export interface MountedOperation {
  readonly code: string;
  /** 'all': every type of R4. */
  readonly resourceTypes: readonly string[] | 'all';
  readonly levels: readonly ('system' | 'type' | 'instance')[];
  readonly affectsState: boolean;
  /** The definition of the standard that this one follows. */
  readonly base?: string;
  readonly title: Bilingual;
  /** What a caller must know: where this differs from the definition of the standard. */
  readonly comment?: string;
  readonly parameters: readonly OperationParameter[];
}

const core = 'http://hl7.org/fhir/OperationDefinition';
const taken = (name: string, type: string, max = '1', min = 0): OperationParameter => ({
  name,
  use: 'in',
  min,
  max,
  type,
});
const given = (type: string, name = 'return'): OperationParameter => ({
  name,
  use: 'out',
  min: 1,
  max: '1',
  type,
});

const everythingParameters: readonly OperationParameter[] = [
  taken('_since', 'instant'),
  taken('_type', 'code', '*'),
  taken('_count', 'integer'),
  given('Bundle'),
];

const backportBase = 'http://hl7.org/fhir/uv/subscriptions-backport/OperationDefinition';
const exportBase = 'http://hl7.org/fhir/uv/bulkdata/OperationDefinition';

/** Bulk Data export at one level; its answer is a status to be asked, not a resource. */
function exportAt(level: 'system' | 'type' | 'instance'): MountedOperation {
  const place = { system: [], type: ['Patient'], instance: ['Group'] }[level];
  const name = { system: 'export', type: 'patient-export', instance: 'group-export' }[level];
  return {
    code: 'export',
    resourceTypes: place,
    levels: [level],
    affectsState: false,
    base: `${exportBase}/${name}`,
    title: { vi: 'Xuất dữ liệu hàng loạt', en: 'Bulk export' },
    comment:
      'Asynchronous; for systems only, each within its reach. Files are kept for 24 hours, with their SHA-256 in the manifest.',
    parameters: [
      taken('_outputFormat', 'string'),
      taken('_since', 'instant'),
      taken('_type', 'string', '*'),
      taken('_typeFilter', 'string', '*'),
      taken('_elements', 'string', '*'),
      ...(level === 'system' ? [] : [taken('patient', 'Reference', '*')]),
    ],
  };
}

/** What this server does beyond reading, writing and searching. Whoever mounts an operation adds its row. */
export const ownOperations: readonly MountedOperation[] = [
  {
    code: 'everything',
    resourceTypes: ['Patient'],
    levels: ['instance'],
    affectsState: false,
    base: `${core}/Patient-everything`,
    title: { vi: 'Toàn bộ hồ sơ của một người', en: 'Everything about one person' },
    comment:
      'What lies in the compartment of the person and is within reach of the caller. start and end leave out what has times of care, none of them in that time. Called for one person, not for the type.',
    parameters: [taken('start', 'date'), taken('end', 'date'), ...everythingParameters],
  },
  {
    code: 'everything',
    resourceTypes: ['Encounter'],
    levels: ['instance'],
    affectsState: false,
    base: `${core}/Encounter-everything`,
    title: { vi: 'Toàn bộ của một lượt khám', en: 'Everything about one visit' },
    comment: 'What the encounter points to and what lies in its compartment, within reach of the caller.',
    parameters: everythingParameters,
  },
  {
    code: 'everything',
    resourceTypes: ['Group'],
    levels: ['instance'],
    affectsState: false,
    base: `${core}/Group-everything`,
    title: { vi: 'Toàn bộ hồ sơ của một nhóm người', en: 'Everything about the people of a group' },
    comment:
      'Member by member; those who left or are not within reach of the caller are passed over. A page may hold fewer than _count.',
    parameters: [taken('start', 'date'), taken('end', 'date'), ...everythingParameters],
  },
  {
    code: 'lastn',
    resourceTypes: ['Observation'],
    levels: ['type'],
    affectsState: false,
    base: `${core}/Observation-lastn`,
    title: { vi: 'Những kết quả mới nhất theo từng mã', en: 'The last results of each code' },
    comment: 'patient or subject is needed; every other search parameter of Observation narrows.',
    parameters: [taken('max', 'positiveInt'), given('Bundle')],
  },
  {
    code: 'meta',
    resourceTypes: 'all',
    levels: ['instance'],
    affectsState: false,
    base: `${core}/Resource-meta`,
    title: { vi: 'Hồ sơ chuẩn, nhãn và thẻ của một bản ghi', en: 'Profiles, labels and tags of a record' },
    comment: 'For one resource; not for a type or the whole server.',
    parameters: [given('Meta')],
  },
  {
    code: 'meta-add',
    resourceTypes: 'all',
    levels: ['instance'],
    affectsState: true,
    base: `${core}/Resource-meta-add`,
    title: { vi: 'Thêm hồ sơ chuẩn, nhãn, thẻ', en: 'Add profiles, labels, tags' },
    comment: 'Makes a new version, since versions never change here. Not for older versions.',
    parameters: [taken('meta', 'Meta', '1', 1), given('Meta')],
  },
  {
    code: 'meta-delete',
    resourceTypes: 'all',
    levels: ['instance'],
    affectsState: true,
    base: `${core}/Resource-meta-delete`,
    title: { vi: 'Bỏ hồ sơ chuẩn, nhãn, thẻ', en: 'Take out profiles, labels, tags' },
    comment: 'Makes a new version, since versions never change here. Not for older versions.',
    parameters: [taken('meta', 'Meta', '1', 1), given('Meta')],
  },
  ...(['system', 'type', 'instance'] as const).map((level) => exportAt(level)),
  {
    code: 'expunge',
    resourceTypes: 'all',
    levels: ['instance'],
    affectsState: true,
    title: { vi: 'Xoá vĩnh viễn theo luật', en: 'Erasure by law' },
    comment:
      'Two administrators: one asks with reason and legalGround, another one approves within 7 days with the id of the request. Of a Patient the whole record goes. Not for a type, the server or single versions.',
    parameters: [
      taken('reason', 'string'),
      taken('legalGround', 'string'),
      taken('approve', 'id'),
      given('Parameters'),
    ],
  },
  {
    code: 'summary',
    resourceTypes: ['Patient'],
    levels: ['instance'],
    affectsState: false,
    base: 'http://hl7.org/fhir/uv/ips/OperationDefinition/summary',
    title: { vi: 'Tóm tắt hồ sơ quốc tế', en: 'International Patient Summary' },
    parameters: [given('Bundle')],
  },
  {
    code: 'status',
    resourceTypes: ['Subscription'],
    levels: ['type', 'instance'],
    affectsState: false,
    base: `${backportBase}/backport-subscription-status`,
    title: { vi: 'Các đăng ký nhận tin của mình đang ra sao', en: 'How one’s own subscriptions stand' },
    parameters: [taken('id', 'id', '*'), taken('status', 'code', '*'), given('Bundle')],
  },
  {
    code: 'events',
    resourceTypes: ['Subscription'],
    levels: ['instance'],
    affectsState: false,
    base: `${backportBase}/backport-subscription-events`,
    title: { vi: 'Đọc lại các tin đã qua của một đăng ký', en: 'Read former events of a subscription again' },
    comment:
      'Events are kept for 30 days; 1000 in one answer; content never more than the subscription asks for.',
    parameters: [
      taken('eventsSinceNumber', 'string'),
      taken('eventsUntilNumber', 'string'),
      taken('content', 'code'),
      given('Bundle'),
    ],
  },
  {
    code: 'get-ws-binding-token',
    resourceTypes: ['Subscription'],
    levels: ['type', 'instance'],
    affectsState: false,
    base: `${backportBase}/backport-subscription-get-ws-binding-token`,
    title: { vi: 'Lấy khoá để mở websocket', en: 'Get a key for a websocket' },
    parameters: [
      taken('id', 'id', '*'),
      given('string', 'token'),
      given('dateTime', 'expiration'),
      given('string', 'subscription'),
      given('url', 'websocket-url'),
    ],
  },
  {
    code: 'signing-secret',
    resourceTypes: ['Subscription'],
    levels: ['instance'],
    affectsState: true,
    title: {
      vi: 'Đọc khoá bí mật dùng để ký các tin của một đăng ký',
      en: 'Read the secret by which calls of a subscription are signed',
    },
    comment: 'RFC 9421, hmac-sha256; within a day of a replacement the former secret stands second.',
    parameters: [
      given('string', 'key-id'),
      given('string', 'secret'),
      { ...given('string', 'former-key-id'), min: 0 },
      { ...given('string', 'former-secret'), min: 0 },
    ],
  },
  {
    code: 'rotate-signing-secret',
    resourceTypes: ['Subscription'],
    levels: ['instance'],
    affectsState: true,
    title: { vi: 'Đổi khoá bí mật dùng để ký', en: 'Replace the secret by which calls are signed' },
    comment: 'Calls are signed by the new secret and for a day by the former too.',
    parameters: [
      given('string', 'key-id'),
      given('string', 'secret'),
      { ...given('string', 'former-key-id'), min: 0 },
      { ...given('string', 'former-secret'), min: 0 },
    ],
  },
  {
    code: 'validate',
    resourceTypes: 'all',
    levels: ['type', 'instance'],
    affectsState: false,
    base: `${core}/Resource-validate`,
    title: { vi: 'Kiểm tra một bản ghi mà không lưu', en: 'Check a record without keeping it' },
    parameters: [
      taken('resource', 'Resource'),
      taken('mode', 'code'),
      taken('profile', 'uri', '*'),
      given('OperationOutcome'),
    ],
  },
  {
    code: 'fhirpath',
    resourceTypes: [],
    levels: ['system'],
    affectsState: false,
    title: { vi: 'Tính một biểu thức FHIRPath', en: 'Evaluate a FHIRPath expression' },
    comment: 'Works on the resource that is sent; nothing is read from the store and nothing is fetched.',
    parameters: [
      taken('expression', 'string', '1', 1),
      taken('resource', 'Resource'),
      given('BackboneElement', 'result'),
    ],
  },
  ...['viewdefinition-run', 'run'].map((code): MountedOperation => ({
    code,
    resourceTypes: [],
    levels: ['system'],
    affectsState: false,
    base: 'http://sql-on-fhir.org/OperationDefinition/$viewdefinition-run',
    title: { vi: 'Chạy một bảng của SQL on FHIR', en: 'Run a view of SQL on FHIR' },
    comment:
      'Formats: json, ndjson, csv, parquet. viewReference: ViewDefinition/[id] or its canonical address. $run is the same by its short name. Also below ViewDefinition and ViewDefinition/[id].',
    parameters: [
      taken('viewReference', 'Reference'),
      taken('viewResource', 'Resource'),
      taken('_format', 'code'),
      taken('header', 'boolean'),
      taken('patient', 'Reference', '*'),
      taken('group', 'Reference', '*'),
      taken('_since', 'instant'),
      taken('_limit', 'integer'),
      taken('resource', 'Resource', '*'),
      given('Binary'),
    ],
  })),
  {
    code: 'graphql',
    resourceTypes: 'all',
    levels: ['system', 'instance'],
    affectsState: false,
    title: { vi: 'Hỏi dữ liệu bằng GraphQL', en: 'Ask for data with GraphQL' },
    comment:
      'Reading only. Searches: [type]List and [type]Connection, with cursors; references: resource(optional, type). Pages have next only.',
    parameters: [taken('query', 'string', '1', 1), given('Binary')],
  },
];
