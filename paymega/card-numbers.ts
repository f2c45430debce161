/**
 * Where the number of a card is looked for. *Anywhere*: as one run of digits, or in groups of whatever length that are all
 * held apart by the same. *In groups*: only as it stands on a card, because one run is taken for somebody's reference.
 */
type Manner = 'anywhere' | 'in groups';

type Group = { digits: string; start: number; end: number; gap: string };

const [FEWEST, MOST] = [13, 19];
// Anything that is no letter and no digit: blanks and dashes of every kind, dots, what is not seen at all.
const CANDIDATES = /\p{Nd}(?:[^\p{L}\p{N}]{0,3}\p{Nd}){12,}/gu;
const GROUPS = /(\p{Nd}+)([^\p{Nd}]*)/gu;
const DIGITS_ALONE = /\p{Nd}/gu;
// `4e12` is 13 digits.
const SHORTEST = 4;
const BEGINS_A_NUMERAL = /^[\s+-]*\d/;
const NUMERAL = /^\s*[+-]?(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d{1,2}))?\s*$/;
const NOT_ASCII = /[^\0-\x7f]/;
// A card's first digit. 1 begins the clocks of computers, 0 begins nothing.
const FIRST = /^[2-9]/;
const ON_A_CARD = /^(?:4,4,4,[1-7]|4,6,[45])$/;

/** A text with each card number in it (13 to 19 digits with the check digit of cards) cut to its last four digits. */
export function withoutCards(text: string, manner: Manner = 'anywhere'): string {
  if (text.length < SHORTEST) return text;
  const numeral = BEGINS_A_NUMERAL.test(text) ? NUMERAL.exec(text) : null;
  if (numeral) return manner === 'anywhere' && isCard(wholeOf(numeral)) ? cut(wholeOf(numeral)) : text;
  if (!mayHoldOne(text)) return text;
  return text.replace(CANDIDATES, (candidate) => cutWithin(candidate, manner));
}

/** Whether there are digits enough, those of other scripts included: nearly all texts are done with here. */
function mayHoldOne(text: string): boolean {
  if (text.length < FEWEST) return false;
  let digits = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if ((code >= 0x30 && code <= 0x39) || code > 0x7f) digits++;
  }
  return digits >= FEWEST;
}

/** The digits of a numeral that is a whole number, however it is written; '' for another, or one that is far too large. */
function wholeOf([, whole = '', fraction = '', power = '0']: RegExpExecArray): string {
  const digits = whole + fraction;
  const point = whole.length + Number(power);
  if (/[1-9]/.test(digits.slice(Math.max(0, point)))) return '';
  return digits.slice(0, Math.max(0, point)).padEnd(point, '0').replace(/^0+/, '');
}

function cutWithin(candidate: string, manner: Manner): string {
  const groups = groupsOf(candidate);
  let made = '';
  let done = 0;
  for (let first = 0; first < groups.length; first++) {
    const last = lastOfCard(groups, first, manner);
    if (last === null) continue;
    const card = groups.slice(first, last + 1);
    made += candidate.slice(done, card[0]?.start) + cut(digitsOf(card));
    done = card.at(-1)?.end ?? done;
    first = last;
  }
  return made + candidate.slice(done);
}

function groupsOf(candidate: string): Group[] {
  return [...candidate.matchAll(GROUPS)].map(({ 0: all, 1: run = '', 2: gap = '', index }) => {
    return { digits: plain(run), start: index, end: index + all.length - gap.length, gap };
  });
}

/** The last group of the longest card number that begins with this one. */
function lastOfCard(groups: readonly Group[], first: number, manner: Manner): number | null {
  let found: number | null = null;
  let digits = '';
  for (let last = first; last < groups.length; last++) {
    digits += groups[last]?.digits ?? '';
    if (digits.length > MOST || !FIRST.test(digits)) break;
    if (isCard(digits) && standsTogether(groups.slice(first, last + 1), manner)) found = last;
  }
  return found;
}

function standsTogether(groups: readonly Group[], manner: Manner): boolean {
  if (groups.length === 1) return manner === 'anywhere';
  if (ON_A_CARD.test(groups.map(({ digits }) => digits.length).join(','))) return true;
  const [gap, ...others] = groups.slice(0, -1).map((group) => group.gap);
  return manner === 'anywhere' && others.every((other) => other === gap);
}

function digitsOf(groups: readonly Group[]): string {
  return groups.map(({ digits }) => digits).join('');
}

/** Digits of any script in ours. */
function plain(digits: string): string {
  return NOT_ASCII.test(digits) ? digits.normalize('NFKC').replace(DIGITS_ALONE, digitOf) : digits;
}

// The ten digits of a script follow each other, and begin where a row of the code ends in 0 or 6.
function digitOf(digit: string): string {
  const code = digit.codePointAt(0) ?? 0;
  const row = code - (code % 16);
  return String(code - (/\p{Nd}/u.test(String.fromCodePoint(row)) ? row : row + 6));
}

function isCard(digits: string): boolean {
  return digits.length >= FEWEST && digits.length <= MOST && FIRST.test(digits) && passesLuhn(digits);
}

function cut(digits: string): string {
  return `[card …${digits.slice(-4)}]`;
}

function passesLuhn(digits: string): boolean {
  let sum = 0;
  for (let place = 0; place < digits.length; place++) {
    const digit = Number(digits[digits.length - 1 - place]);
    sum += place % 2 === 0 ? digit : digit * 2 - (digit > 4 ? 9 : 0);
  }
  return sum % 10 === 0;
}
