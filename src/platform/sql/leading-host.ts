import pg from 'pg';

const shape = /^(postgres(?:ql)?:\/\/(?:[^@/]*@)?)([^/?]+)(.*)$/;

/** One URL for each host of `postgres://user@one:5432,two:5432/database`; the very same URL where it names one host. */
export function splitHosts(url: string): string[] {
  const [, head = '', hosts = '', tail = ''] = shape.exec(url) ?? [];
  if (!hosts.includes(',')) return [url];
  const rest = tail.replace(/([?&])target_session_attrs=[^&]*(&|$)/, (_all, mark: string, end: string) =>
    end === '&' ? mark : '',
  );
  return hosts.split(',').map((host) => head + host + rest);
}

/** Follows the host that takes writes. */
export interface LeadingHost {
  /** The leader as last seen; waits while it is looked for, up to the patience of one connection. */
  find(): Promise<string>;
  /** A statement failed as if the leader were gone: look for it. */
  suspect(): void;
  stop(): void;
}

const answerMs = 2000;
const patienceMs = 10_000;

/**
 * Among several hosts exactly one takes writes; a failover makes it another. Looks at once when told that a connection broke, and by
 * itself every few seconds, because a leader cut off from the network breaks no connection.
 * @param changed hears the new leader's URL
 */
export function followLeader(
  urls: readonly string[],
  changed: (url: string) => void,
  everyMs = 3000,
): LeadingHost {
  let leader: string | undefined;
  let stopped = false;
  let seeking: Promise<void> | undefined;

  const seek = async (): Promise<void> => {
    while (!stopped) {
      // The known one first: usually it is still there, and the others are spared.
      if (leader !== undefined && (await takesWrites(leader))) return;
      const found = await firstThatTakesWrites(urls);
      if (found !== undefined) {
        if (found !== leader) changed(found);
        leader = found;
        return;
      }
      leader = undefined;
      await new Promise((resolve) => setTimeout(resolve, 300));
    }
  };
  const look = (): Promise<void> => (seeking ??= seek().finally(() => (seeking = undefined)));
  const timer = setInterval(() => void look(), everyMs).unref();

  return {
    async find() {
      if (leader !== undefined) return leader;
      let patience: NodeJS.Timeout | undefined;
      await Promise.race([look(), new Promise((resolve) => (patience = setTimeout(resolve, patienceMs)))]);
      clearTimeout(patience);
      // Nobody leads: the caller's own attempt then fails with what tells why.
      return leader ?? urls[0] ?? '';
    },
    suspect: () => void look(),
    stop() {
      stopped = true;
      clearInterval(timer);
    },
  };
}

async function firstThatTakesWrites(urls: readonly string[]): Promise<string | undefined> {
  const answers = urls.map(async (url) => {
    if (!(await takesWrites(url))) throw new Error('no');
    return url;
  });
  return Promise.any(answers).catch(() => undefined);
}

async function takesWrites(url: string): Promise<boolean> {
  const client = new pg.Client({
    connectionString: url,
    connectionTimeoutMillis: answerMs,
    query_timeout: answerMs,
    application_name: 'sen-leader',
  });
  client.on('error', () => undefined);
  try {
    await client.connect();
    const { rows } = await client.query<{ writes: boolean }>(
      "SELECT NOT pg_is_in_recovery() AND current_setting('transaction_read_only') = 'off' AS writes",
    );
    return rows[0]?.writes === true;
  } catch {
    return false;
  } finally {
    // A host that hangs never says goodbye.
    void client.end().catch(() => undefined);
  }
}
