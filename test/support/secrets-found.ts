import type { Sql } from '#db/connection.ts';

/** What a secret is called, and the secret. */
export type Named = readonly [name: string, secret: string];
/** The names of the secrets that stand in a text. */
export type Hunt = (text: string) => string[];

// What is shorter stands in any text by chance.
const SHORTEST = 6;

/** Looks for all of these secrets at once, as they are or encoded. */
export function huntFor(secrets: Iterable<Named>): Hunt {
  const byStart = new Map<string, { name: string; form: string }[]>();
  for (const [name, secret] of secrets) {
    for (const form of formsOf(secret)) {
      const start = form.slice(0, SHORTEST);
      const same = byStart.get(start);
      if (same) same.push({ name, form });
      else byStart.set(start, [{ name, form }]);
    }
  }
  return (text) => {
    const found = new Set<string>();
    for (let place = 0; place + SHORTEST <= text.length; place++) {
      const starting = byStart.get(text.slice(place, place + SHORTEST));
      for (const { name, form } of starting ?? []) if (text.startsWith(form, place)) found.add(name);
    }
    return [...found];
  };
}

/** Where in a database secrets stand: table and column, and which one. */
export async function foundInDatabase(sql: Sql, hunt: Hunt): Promise<{ rows: number; found: string[] }> {
  const tables = await sql<{ schema: string; name: string }[]>`
    select table_schema as schema, table_name as name from information_schema.tables
    where table_type = 'BASE TABLE' and table_schema not in ('pg_catalog', 'information_schema')`;
  const found = new Set<string>();
  let rows = 0;
  for (const { schema, name } of tables) {
    // As text: no number of it is rounded on its way.
    for (const { row } of await sql<
      { row: string }[]
    >`select to_jsonb(t)::text as row from ${sql(schema)}.${sql(name)} as t`) {
      rows++;
      for (const secret of hunt(row)) found.add(`${schema}.${name}: ${secret}`);
      for (const [column, value] of Object.entries(JSON.parse(row) as Record<string, unknown>)) {
        for (const text of texts(value)) {
          for (const secret of hunt(text)) found.add(`${schema}.${name}.${column}: ${secret}`);
        }
      }
    }
  }
  return { rows, found: [...found] };
}

/** A text as it could stand somewhere: as it is, in base64 (at each of the three places it can begin at), in hex. */
function formsOf(secret: string): string[] {
  const bytes = Buffer.from(secret, /[^\x20-\x7e]/.test(secret) ? 'latin1' : 'utf8');
  const inBase64 = [0, 1, 2].map((before) => {
    const whole = Buffer.concat([Buffer.alloc(before), bytes]);
    // Without the characters at both ends that its neighbours would change.
    return whole
      .toString('base64')
      .replace(/=+$/, '')
      .slice(before === 0 ? 0 : before + 1, -1);
  });
  const forms = [
    ...[secret, secret.replaceAll('-', ''), encodeURIComponent(secret), bytes.toString('latin1')],
    ...inBase64,
    ...inBase64.map((text) => text.replaceAll('+', '-').replaceAll('/', '_')),
    ...[bytes.toString('hex'), bytes.toString('hex').toUpperCase()],
  ];
  return [...new Set(forms)].filter((form) => form.length >= SHORTEST);
}

function* texts(value: unknown): Iterable<string> {
  if (typeof value === 'object' && value !== null) {
    for (const [key, inside] of Object.entries(value)) {
      yield key;
      yield* texts(inside);
    }
    return;
  }
  const text = String(value);
  yield text;
  if (/^\\x([0-9a-f]{2})+$/.test(text)) yield Buffer.from(text.slice(2), 'hex').toString('latin1');
}
