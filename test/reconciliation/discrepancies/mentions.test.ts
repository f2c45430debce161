import { expect, test } from 'vitest';
import { mentionedIn, type Nameable } from '#reconciliation/discrepancies/mentions.ts';

const PEOPLE: Nameable[] = [
  { id: 1, label: 'Ann', email: 'ann.b@shop.example' },
  { id: 2, label: 'Ann Bell', email: 'bell@shop.example' },
  { id: 3, label: 'Zoë Ört', email: 'zoe@shop.example' },
  { id: 4, label: 'kim@shop.example', email: 'kim@shop.example' },
  { id: 5, label: 'Kim of the other shop', email: 'kim@other.example' },
];

test.each([
  ['@Ann look at this', [1]],
  ['@ann bell, look at this', [2]],
  ['for @ANN BELL.', [2]],
  ['@Ann and @Zoë Ört', [1, 3]],
  ['(@zoe)', [3]],
  ['@bell @Ann Bell @bell@shop.example', [2]],
  ['@kim@shop.example', [4]],
  // Two whose addresses begin alike: both.
  ['@kim', [4, 5]],
  ['@Anna', []],
  ['write to ann.b@shop.example', []],
  ['bell@Ann', []],
  ['@nobody @ @', []],
  ['no name', []],
])('%s names %s', (note, ids) => {
  expect(mentionedIn(note, PEOPLE).toSorted()).toEqual(ids);
});
