/** Where the rows of one table live on a cluster. */
export type Placement =
  /** Spread over the shards by a column, always `bucket`; tables of one group keep the same buckets on the same node. */
  | { readonly kind: 'distributed'; readonly by: 'bucket'; readonly group: 'bucket' }
  /** Whole on every node: small, seldom written, joined with spread tables. */
  | { readonly kind: 'reference' }
  /** Whole on the coordinator: never joined with spread tables. */
  | { readonly kind: 'local' };

const byBucket: Placement = { kind: 'distributed', by: 'bucket', group: 'bucket' };
const local: Placement = { kind: 'local' };

/**
 * Every table of every part and where it lives, by 'schema.table'. A table that stands here nowhere fails `sen shard check` and the
 * catalogue's test: whoever adds one says where it goes.
 */
const tables: Readonly<Record<string, Placement>> = {
  'platform.migration': local,
  'platform.installation': local,

  'crypt.root': local,
  'crypt.data_key': local,
  'crypt.rotation': local,

  'audit.event': byBucket,
  'audit.chain': local,
  'audit.seal': local,
  'audit.day_head': local,
  'audit.signing_key': local,

  'events.outbox': local,
  'events.cursor': local,
  'events.handled': local,
  'events.failed': local,

  'http.answer': local,
  'http.webhook_key': local,

  // The first of the group; the others are laid beside it.
  'record.resource': byBucket,
  'record.pack': byBucket,
  'record.history': byBucket,
  'record.alias': byBucket,
  'record.identifier': byBucket,
  'record.shared': byBucket,
  'record.care_relation': byBucket,
  'record.closing': byBucket,
  'record.same_person': byBucket,
  'record.same_person_turn': local,
  'record.change': byBucket,
  'record.condition_slot': byBucket,
  'record.view_definition': local,
  'record.export': local,
  'record.export_file': local,
  'record.expunge_request': local,
  'record.reindex': local,
  'record.index_key': local,
  'record.subscription': byBucket,
  'record.subscription_event': byBucket,
  'record.subscription_runner': local,
  'record.subscription_token': local,

  'access.opening': local,

  'identity.account': local,
  'identity.credential': local,
  'identity.role_grant': local,
  'identity.client': local,
  'identity.oidc_payload': local,
  'identity.server_key': local,
  'identity.sign_in_attempt': local,
  'identity.one_time_link': local,
  'identity.app_launch': local,
  'identity.app_consent': local,
  'identity.passkey': local,
  'identity.totp': local,
  'identity.recovery_code': local,
  'identity.used_challenge': local,
  'identity.pending_sign_in': local,
  'identity.session': local,
  'identity.sign_in': local,
  'identity.licence': local,
  'identity.upstream_link': local,
  'identity.upstream_attempt': local,
  'identity.computer': local,
  'identity.computer_pin': local,
  'identity.computer_session': local,
  'identity.switch_ticket': local,
  'identity.mailbox': local,

  'signatures.authority': local,
  'signatures.certificate': local,
  'signatures.signed': byBucket,
  'signatures.document': local,
  'signatures.sign_order': local,
  'signatures.order_item': local,
  'signatures.service': local,

  'record_access.notice': local,
  'record_access.letter': local,

  'booking.desk': byBucket,
  'booking.slot': byBucket,
  'booking.booking': byBucket,
  'booking.waiting': byBucket,
  'booking.secret': local,

  'access_log.review': local,
  'access_log.habit': local,
  'access_log.place': local,

  'commune_station.station': local,
  'commune_station.touched': local,
  'commune_station.month': local,
  'commune_station.closing': local,
  'commune_station.queue_number': local,
  'commune_station.queue_place': local,

  'data_requests.request': local,
  'data_requests.person': local,
  'data_requests.decision': local,
  'data_requests.part': local,
  'data_requests.copy': local,

  'device_sync.device': local,
  'device_sync.taken': local,
  'device_sync.held': local,
  'device_sync.change': local,

  'directory.facility': local,
  'directory.service': local,
  'directory.licence': local,
  'directory.post': local,
  'directory.worker_number': local,
  'directory.secret': local,
  'directory.change': local,
  'directory.import': local,
  'directory.import_line': local,

  'verification.result': byBucket,
  'verification.due': byBucket,
  'verification.task': byBucket,
  'verification.run': local,

  'messages.notice': byBucket,
  'messages.choice': byBucket,
  'messages.endpoint': byBucket,
  'messages.outing': byBucket,
  'messages.turn': byBucket,
  'messages.conversation': byBucket,
  'messages.line': byBucket,
  'messages.vapid_key': local,
  'messages.sms_provider': local,

  'assistant.watch': byBucket,
  'assistant.alert': byBucket,
  'assistant.rule_state': local,
  'assistant.rule_change': local,
  'assistant.walk': local,

  'own_data.person': byBucket,
  'own_data.request': byBucket,

  'health_card.key': local,
  'health_card.printed': local,

  'sharing.link': local,
  'sharing.opening': local,
  'sharing.ticket': local,
  'sharing.issuer_key': local,

  'immunisation.child': byBucket,
  'immunisation.shot': byBucket,
  'immunisation.reaction': byBucket,
  'immunisation.lot': local,
  'immunisation.vial': local,
  'immunisation.movement': local,
  'immunisation.fridge': local,
  'immunisation.reading': local,
  'immunisation.outgoing': local,
  'immunisation.incoming': local,

  'programmes.entry': byBucket,
  'programmes.happening': byBucket,
  'programmes.talk': local,
  'programmes.growth_table': local,

  'merging.turn': local,
  'merging.pair': local,
  'merging.proposal': local,
  'merging.merge': local,
  'merging.line': local,
  'merging.split': local,
  'merging.objection': local,

  // The match index lies whole in one place: a question asks a handful of keys of everybody, and is never joined with spread tables.
  'registry.person': local,
  'registry.match_key': local,
  'registry.model': local,
  'registry.sweep': local,
  'registry.wide_block': local,
  'registry.told_pair': local,
  'registry.rebuild': local,
  'registry.code_number': local,

  'doors.source': local,
  'doors.quarantine': local,
  'doors.correction': local,
  'doors.visit': byBucket,
  'doors.hl7_visit': byBucket,
  'doors.visit_statement': byBucket,
  'doors.hl7_sender': local,
  'doors.hl7_answer': local,
  'doors.register_line': local,
  'doors.register_report': local,
  'doors.register_update': local,
};

/** Whole schemas whose tables a library makes and names; their inside is not ours to judge. */
const foreignSchemas: Readonly<Record<string, Placement>> = { jobs: local };

/** The table that the whole group is laid beside. */
const groupLeader = 'record.resource';

/** Where a table lives; undefined where nobody has said so. */
export function placementOf(schema: string, table: string): Placement | undefined {
  return foreignSchemas[schema] ?? tables[`${schema}.${table}`];
}

/** Every declared table by 'schema.table', the leader of the group before those that are laid beside it. */
export function declaredTables(): ReadonlyArray<readonly [table: string, placement: Placement]> {
  const order = (name: string): number => (name === groupLeader ? 0 : 1);
  return Object.entries(tables).sort(([one], [two]) => order(one) - order(two));
}
