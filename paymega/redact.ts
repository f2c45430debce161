const STRING = String.raw`"[^"\\]*(?:\\.[^"\\]*)*(?:"|\\?$)`;
const NUMERAL = String.raw`-?\d[\d.eE+-]*`;
// As one run of digits, or in the groups in which they stand on a card.
const CARD = String.raw`(?<![\d.])(?:[2-6]\d{12,18}|[2-6]\d{3}(?<gap>[ -])\d{4}\k<gap>\d{4}\k<gap>\d{1,7}|3\d{3}(?<space>[ -])\d{6}\k<space>\d{4,5})(?!\d|\.\d)`;

const TOKEN = new RegExp(`("token"\\s*:\\s*)(?:${STRING}|${NUMERAL})`, 'gs');
const CARD_LIKE = new RegExp(CARD, 'g');
const CARD_NUMERAL = new RegExp(String.raw`-?${CARD}(?:[eE][+-]?\d+)?`, 'g');
// Our own references are not touched: they stand in the book as they are. Then strings, then what is between them.
const PARTS = new RegExp(`("reference_id"\\s*:\\s*(?:${STRING}|${NUMERAL}))|(${STRING})|[^"]+`, 'gs');
// A letter, digit, blank or hyphen that is spelled as an escape, or any other escape.
const SPELLED = /\\(?:u00(2[0d]|3\d|[46][1-9a-f]|[57][0-9a])|.)/gis;

/**
 * A document's text without what must never be stored or logged: bearer tokens and card numbers, also where the text was
 * cut off. The rest stays as it was written, and JSON stays JSON.
 * @param ownId the invoice's id, which stands in the book as it is, whatever it looks like
 */
export function redact(text: string, ownId: string | null = null): string {
  const plain = plainlySpelled(text);
  const bearing = plain.includes('"token"') ? plain.replace(TOKEN, '$1"[redacted]"') : plain;
  if (bearing.search(CARD_LIKE) === -1) return bearing;
  return bearing.replace(PARTS, (part, reference?: string, string?: string) => {
    if (reference || part === `"${ownId}"`) return part;
    return string ? withoutCards(part, CARD_LIKE) : withoutCards(part, CARD_NUMERAL, '"', ownId);
  });
}

/** Spelled as escapes, `token` and the digits of a card would not be recognised; nobody honest spells them so. */
function plainlySpelled(text: string): string {
  if (!text.includes('\\u00')) return text;
  return text.replace(SPELLED, (spelled, code?: string) =>
    code ? String.fromCharCode(Number.parseInt(code, 16)) : spelled,
  );
}

function withoutCards(text: string, cardLike: RegExp, quote = '', ownId: string | null = null): string {
  return text.replace(cardLike, (found) => {
    const digits = found.replace(/e.*/i, '').replace(/\D/g, '');
    return found !== ownId && passesLuhn(digits) ? `${quote}[card …${digits.slice(-4)}]${quote}` : found;
  });
}

function passesLuhn(digits: string): boolean {
  let sum = 0;
  for (let place = 0; place < digits.length; place++) {
    const digit = Number(digits[digits.length - 1 - place]);
    sum += place % 2 === 0 ? digit : digit * 2 - (digit > 4 ? 9 : 0);
  }
  return sum % 10 === 0;
}
