/**
 * What was asked, values and all, closed with a key of the house: 16 bytes of digest, which the chain covers, and the closed text. Null
 * where nothing was asked, and in lines from before.
 */
export const up = `
ALTER TABLE audit.event ADD COLUMN asked bytea;
`;
