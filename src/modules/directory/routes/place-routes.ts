import { AppError } from '#kernel/errors.ts';
import { loadCommunes } from '#kernel/vietnam/communes.ts';
import { findPlaces, readPlace } from '../api.ts';
import { placeBook, validityOf } from '../domain/place-answers.ts';
import { publicAnswer } from '../public-answer.ts';

const pageSize = 50;

export const findPlacesStream = publicAnswer(
  findPlaces,
  { vi: 'Tìm xã, phường, đặc khu trước và sau 1/7/2025', en: 'Find communes before and since 1 July 2025' },
  async (_ctx, { era, words, province, unmapped, offset }) => {
    const found = placeBook(await loadCommunes()).find(era, {
      ...(words !== undefined && { words }),
      ...(province !== undefined && { province }),
      unmapped: unmapped === 'true',
    });
    return { places: found.slice(offset, offset + pageSize), total: found.length };
  },
);

export const readPlaceStream = publicAnswer(
  readPlace,
  {
    vi: 'Một xã đã thành gì, hoặc do những xã nào hợp thành',
    en: 'What a commune became, or what it was made of',
  },
  async (_ctx, { era, code }) => {
    const book = placeBook(await loadCommunes());
    const unit = book.unit(era, code);
    if (unit === undefined) throw new AppError('record.not-found');
    return {
      ...unit,
      ...validityOf(era),
      others: [...book.others(era, code)],
      unmapped: era === 'before' && book.isUnmapped(code),
    };
  },
);
