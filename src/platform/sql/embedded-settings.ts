/** How much safety and size an embedded cluster gets. */
export interface EmbeddedSizing {
  /** False only for tests: a power cut may then lose the whole cluster. */
  readonly durable: boolean;
  readonly maxConnections: number;
  /** Further settings, over ours. */
  readonly settings: Readonly<Record<string, string>>;
}

/**
 * Settings of the embedded PostgreSQL. Its log names no statement and no value, because those hold people's data. Statements are
 * compiled never (jit costs more than it gains on short queries). Whole pages go into the log as they are: to compress one costs 0.4 ms of CPU, more than
 * all the rest of a small write, and pages of hashes shrink by a third only.
 */
export function postgresSettings(sizing: EmbeddedSizing): string[] {
  const settings: Record<string, string> = {
    listen_addresses: '',
    unix_socket_permissions: '0700',
    max_connections: String(sizing.maxConnections),
    shared_buffers: '256MB',
    work_mem: '16MB',
    maintenance_work_mem: '128MB',
    wal_compression: 'off',
    max_wal_size: '4GB',
    // A backup folder that cannot be written must not fill the disk of the database.
    max_slot_wal_keep_size: '8GB',
    checkpoint_timeout: '15min',
    random_page_cost: '1.1',
    jit: 'off',
    timezone: 'UTC',
    log_timezone: 'UTC',
    password_encryption: 'scram-sha-256',
    log_min_error_statement: 'panic',
    log_error_verbosity: 'terse',
    log_min_messages: 'warning',
    log_parameter_max_length: '0',
    log_parameter_max_length_on_error: '0',
  };
  if (!sizing.durable) {
    Object.assign(settings, { fsync: 'off', full_page_writes: 'off', synchronous_commit: 'off' });
  }
  Object.assign(settings, sizing.settings);
  return Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
}
