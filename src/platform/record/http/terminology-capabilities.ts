import { loadHouseSource } from '#kernel/terminology/house.ts';

/** TerminologyCapabilities as JSON text: the house's code systems with their versions, and what the operations take. */
export async function terminologyCapabilities(baseUrl: string): Promise<string> {
  const { codeSystems } = await loadHouseSource();
  return JSON.stringify({
    resourceType: 'TerminologyCapabilities',
    url: `${baseUrl}/metadata?mode=terminology`,
    name: 'SenTerminology',
    title: 'Sen',
    status: 'active',
    date: '2026-11-22',
    kind: 'instance',
    software: { name: 'Sen' },
    implementation: { description: 'Sen', url: baseUrl },
    lockedDate: false,
    codeSystem: [...Map.groupBy(codeSystems, ({ url }) => url)].map(([uri, versions]) => ({
      uri,
      version: versions.map((one, at) => ({
        ...(one.version !== undefined && { code: one.version }),
        isDefault: at === versions.length - 1,
        compositional: one.parse !== undefined,
      })),
      subsumption: true,
    })),
    expansion: {
      hierarchical: true,
      paging: true,
      incomplete: true,
      parameter: [
        'filter',
        'offset',
        'count',
        'includeDesignations',
        'activeOnly',
        'excludeNested',
        'excludeNotForUI',
        'displayLanguage',
        'exclude-system',
      ].map((name) => ({ name })),
      textFilter:
        'Words in any order, each the beginning of a word of a name or of the code; Vietnamese marks and case aside.',
    },
    codeSearch: 'all',
    validateCode: { translations: true },
    translation: { needsMap: false },
  });
}
