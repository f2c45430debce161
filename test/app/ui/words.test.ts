import { expect, test } from 'vitest';
import { countWords } from '#app/ui/count-words.ts';
import { wordsOf } from '#app/ui/words-of.ts';

test('a count is grouped, and says where counting stopped', () => {
  expect(countWords({ count: 1234, capped: false })).toBe('1,234');
  expect(countWords({ count: 10_000n, capped: true })).toBe('10,000+');
});

test('codes read as words', () => {
  expect(wordsOf('in_review')).toBe('In review');
  expect(wordsOf('refused: signature')).toBe('Refused: signature');
});
