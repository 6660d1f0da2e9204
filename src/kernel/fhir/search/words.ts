/** Words by which folded text is found: runs of letters and digits, at most 40 characters of each. */
export function wordsOf(folded: string): string[] {
  return folded.match(/[\p{L}\p{N}]{1,40}/gu) ?? [];
}

const syllable =
  /^(?:ngh|ng|nh|ch|gh|gi|kh|ph|qu|th|tr|[bcdghklmnpqrstvx])?[aeiouy]{1,3}(?:ch|ng|nh|[cmnpt])?$/;

/**
 * What a folded word means if it was typed with the keys of Telex or VNI but without the keyboard: 'nguyeenx' and 'nguye6n4' are
 * 'nguyen', 'ddwcs' stays as it is. Undefined for a word that already is a Vietnamese syllable, or is none after the keys are taken
 * away.
 */
export function untyped(word: string): string | undefined {
  if (word.length < 3 || word.length > 12 || !/^[a-z0-9]+$/.test(word) || syllable.test(word))
    return undefined;
  const meant = /\d/.test(word) ? word.replace(/(?<=[a-z])[1-9]+/g, '') : withoutTelex(word);
  return meant !== word && meant.length > 1 && syllable.test(meant) ? meant : undefined;
}

/** dd, aa, ee, oo are one letter; w marks the vowel before it; s f r x j after the vowel are tones. */
function withoutTelex(word: string): string {
  return word
    .replace(/dd/g, 'd')
    .replace(/aa/g, 'a')
    .replace(/ee/g, 'e')
    .replace(/oo/g, 'o')
    .replace(/(?<=[aou][a-z]?)w/g, '')
    .replace(/^w/, 'u')
    .replace(/(?<=[aeiouy](?:ch|ng|nh|[cmnpt])?)[sfrxj](?=[a-z]?$|ng$|nh$|ch$)/g, '');
}

/** Ways to read a folded query word: as it stands, and as what it was meant to be. */
export function readings(word: string): string[] {
  const meant = untyped(word);
  return meant === undefined ? [word] : [word, meant];
}
