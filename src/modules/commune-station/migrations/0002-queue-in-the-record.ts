/** Places in the queue are Appointments of the record since then, so that a device without a network gives them too. Yesterday's queue is nobody's loss. */
export const up = `drop table commune_station.place;`;
