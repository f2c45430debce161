const NEEDS_ESCAPE = /["\\]/;
const TO_ESCAPE = /["\\]/g;

/** What an element of a column may be. */
export type Element = string | number | bigint | boolean | null;

/**
 * A list as PostgreSQL writes arrays, bound as one parameter: `${arrayLiteral(ids)}::text[]`. postgres.js makes the
 * same of a list at three times the cost, has no arrays of bigint, and takes an array of booleans for one.
 */
export function arrayLiteral(values: readonly Element[]): string {
  let text = '{';
  for (let place = 0; place < values.length; place++) {
    const value = values[place] as Element;
    if (place > 0) text += ',';
    if (value === null) text += 'NULL';
    else if (typeof value !== 'string') text += value;
    else text += `"${NEEDS_ESCAPE.test(value) ? value.replace(TO_ESCAPE, '\\$&') : value}"`;
  }
  return `${text}}`;
}
