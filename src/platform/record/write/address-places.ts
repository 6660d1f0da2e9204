const addressExtension =
  'http://fhir.ehealth.gov.vn/core/StructureDefinition/extension-administrative-address';

interface Part {
  readonly url?: unknown;
  readonly extension?: readonly Part[];
  readonly valueCodeableConcept?: { readonly coding?: readonly { readonly code?: unknown }[] };
}

/**
 * Codes of the province and the commune of every present address, which are those of the lists since 1 July 2025.
 * @source VN Core implementation guide, extension-administrative-address
 */
export function placesOf(addresses: unknown): string[] {
  if (!Array.isArray(addresses)) return [];
  const codes = addresses.flatMap((address: { use?: unknown; extension?: readonly Part[] } | null) => {
    if (address?.use === 'old' || !Array.isArray(address?.extension)) return [];
    return address.extension
      .filter(({ url }) => url === addressExtension)
      .flatMap(({ extension = [] }) => extension)
      .filter(({ url }) => url === 'state' || url === 'ward')
      .flatMap(({ valueCodeableConcept }) => valueCodeableConcept?.coding ?? [])
      .flatMap(({ code }) => (typeof code === 'string' ? [code] : []));
  });
  return [...new Set(codes)];
}
