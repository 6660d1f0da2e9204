/** How a patch is written. */
export type PatchKind = 'json-patch' | 'fhirpath-patch';

/** Compiles a patch; its engine is loaded by the first one that comes. Errors: request.invalid. */
export async function compilePatch(kind: PatchKind, text: string): Promise<(text: string) => string> {
  if (kind === 'json-patch') {
    const { compileJsonPatch } = await import('#kernel/fhir/patch/json-patch.ts');
    return compileJsonPatch(text);
  }
  const { compileFhirPathPatch } = await import('#kernel/fhir/patch/fhirpath-patch.ts');
  return compileFhirPathPatch(text);
}
