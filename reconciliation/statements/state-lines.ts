import { arrayLiteral } from '#db/array-literal.ts';
import type { Queryable } from '#db/connection.ts';
import type { LINE_STATES } from '#db/values.ts';
import { type Finding, lineSubject } from './findings.ts';
import type { World } from './world.ts';

type State = (typeof LINE_STATES)[number];

const JUDGED = new Set(['payment', 'refund', 'chargeback', 'invoice']);

/** Puts down beside each line that was judged with which invoice it was matched, and whether they agree. */
export async function stateLines(sql: Queryable, world: World, findings: readonly Finding[]): Promise<void> {
  const kinds = new Map(findings.map(({ subject, kind }) => [`${subject} ${kind}`, true]));
  const rows: { lineId: bigint; invoiceId: string; state: State }[] = [];
  for (const id of world.ids) {
    const isDiffering = kinds.has(`${id} statement_differs`);
    const state = kinds.has(`${id} only_in_statement`)
      ? 'only_in_statement'
      : isDiffering
        ? 'differs'
        : 'matched';
    for (const line of world.linesOf(id))
      if (JUDGED.has(line.type)) rows.push({ lineId: line.id, invoiceId: id, state });
  }
  for (const { line, returns } of world.groups)
    for (const { invoiceId } of returns) rows.push({ lineId: line.id, invoiceId, state: 'grouped' });
  for (const line of world.linesAlone)
    if (JUDGED.has(line.type) && kinds.has(`${lineSubject(line)} only_in_statement`))
      rows.push({ lineId: line.id, invoiceId: '', state: 'only_in_statement' });
  const ids = arrayLiteral([...new Set(rows.map(({ lineId }) => lineId))]);
  await sql`delete from statement_matches where line_id = any(${ids}::bigint[])`;
  await sql`
    insert into statement_matches (line_id, invoice_id, state)
    select line_id, invoice_id, state
    from unnest(${arrayLiteral(rows.map(({ lineId }) => lineId))}::bigint[],
      ${arrayLiteral(rows.map(({ invoiceId }) => invoiceId))}::text[],
      ${arrayLiteral(rows.map(({ state }) => state))}::text[]) as row(line_id, invoice_id, state)
    on conflict do nothing`;
}
