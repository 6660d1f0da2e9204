/** The source of ties that were shown before there were sources. */
export const noSource = '00000000-0000-0000-0000-000000000000';
