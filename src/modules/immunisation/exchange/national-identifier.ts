/** System of the ids that the national immunisation system gives its doses. The state's own URI is not published. */
export const nationalSystem = 'urn:sen:national-immunisation';
