/** Somebody to visit at home. */
export interface HomeVisit {
  readonly personId: string;
  readonly address: string;
  /** Day since when she is awaited. */
  readonly dueOn: string;
}

const hamletWord = /(?:thôn|ấp|bản|buôn|tổ dân phố|tổ|xóm|khu phố)\s/iu;

/** The hamlet of an address: its first part that names one, or its first part. '12 Thôn Đông, Xã Tiên Du' is in 'Thôn Đông'. */
export function hamletOf(address: string): string {
  const parts = address.split(',').map((part) => part.trim());
  const named = parts.find((part) => hamletWord.test(part)) ?? parts[0] ?? '';
  const at = named.search(hamletWord);
  return at < 0 ? named : named.slice(at);
}

/** House numbers count as numbers: 9 before 12. */
const byHouse = new Intl.Collator('vi', { numeric: true });

/**
 * An order to walk in: hamlet after hamlet, the hamlet of whoever waits longest first, house after house within it. People of one address
 * stand together.
 */
export function orderRoute<Visit extends HomeVisit>(visits: readonly Visit[]): Visit[] {
  const hamlets = [...Map.groupBy(visits, ({ address }) => hamletOf(address))].map(([name, all]) => ({
    name,
    all,
    since: all.map(({ dueOn }) => dueOn).toSorted()[0]!,
  }));
  return hamlets
    .toSorted((a, b) => (a.since === b.since ? byHouse.compare(a.name, b.name) : a.since < b.since ? -1 : 1))
    .flatMap(({ all }) =>
      all.toSorted((a, b) => byHouse.compare(a.address, b.address) || (a.dueOn < b.dueOn ? -1 : 1)),
    );
}
