/** Addresses of this module's pages, for links from its own parts. */
export const ownAccessPath = '/who-may-see';
export const openingsPath = '/openings-to-review';
