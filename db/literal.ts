/** SQL text that is safe to run as it is. */
export class Literal {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

type Value = string | number | bigint | boolean | null | Literal;

/**
 * A tag that writes a query out with its values as quoted literals, for the one statement that takes no parameters:
 * COPY. Everything else binds.
 */
export function literal(strings: TemplateStringsArray, ...values: readonly Value[]): Literal {
  return new Literal(strings.reduce((text, part, place) => text + quote(values[place - 1] as Value) + part));
}

function quote(value: Value): string {
  if (value instanceof Literal) return value.text;
  if (value === null) return 'null';
  if (typeof value === 'string') {
    // With standard_conforming_strings (on since PostgreSQL 9.1) a quote is the only character that ends a literal.
    if (value.includes('\0')) throw new Error('a text for the database holds a NUL character');
    return `'${value.replaceAll("'", "''")}'`;
  }
  if (typeof value === 'number' && !Number.isFinite(value)) throw new Error('not a finite number');
  return String(value);
}
