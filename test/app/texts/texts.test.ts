import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { ROOT } from '../../support/running.ts';
import { allTexts, textsByFolder } from './all-texts.ts';

const texts = textsByFolder().flatMap(([folder, own]) => own.map((text) => `${folder}: ${text}`));

test('the list of all texts is that of the source (npm run texts)', async () => {
  expect(texts.length).toBeGreaterThan(800);
  expect(await readFile(`${ROOT}/docs/texts.md`, 'utf8')).toBe(allTexts());
});

// Riddles, metaphors and codes that the screen once had, and words of the same kind.
test.each([
  /needs? a human/i,
  /tie (it )?out/i,
  /ours − theirs/i,
  /changes neither book/i,
  /open it again/i,
  /\bgoes on\b/i,
  /accepted theirs/i,
  /found again/i,
  /slowest twentieth/i,
  /told again/i,
  /not believed/i,
  /what it may be/i,
  /everything that was heard/i,
  /\bits life\b/i,
  /not shown by what was heard/i,
  /ever less often/i,
  /how far it came/i,
  /\bpatience\b/i,
  /nobody’s/i,
  /until: it is replaced/i,
  /\bheal(s|ed|ing)?\b/i,
  /payment_card_[a-z]{3}_hpp/,
  /general_fatal_error/,
  /discrepanc(y|ies)\.[a-z]/,
])('no text says %s', (phrase) => {
  expect(texts.filter((text) => phrase.test(text.replace(/^[^:]*: /, '')))).toEqual([]);
});
