/** Letters that only Vietnamese uses, also as a letter with a mark of its own beside it. */
const vietnameseLetters = /[ăâđêôơưáàảãạấầẩẫậắằẳẵặéèẻẽẹếềểễệíìỉĩịóòỏõọốồổỗộớờởỡợúùủũụứừửữựýỳỷỹỵ]/i;

/**
 * The language of recorded words, as far as their letters tell: 'vi' where one is Vietnamese, else undefined (names of medicines,
 * codes, English). So a screen reader on an English page says Vietnamese words in Vietnamese.
 */
export function languageOf(words: string): 'vi' | undefined {
  return vietnameseLetters.test(words.normalize('NFC')) ? 'vi' : undefined;
}
