import type { Queryable, Sql } from '#db/connection.ts';
import type { Account } from '#identity/accounts/accounts.ts';
import { redact } from '#paymega/redact.ts';
import type { TimelineEntry } from '../../books/timeline.ts';
import { bothBooksText } from './both-books-text.ts';
import { absentText, type Heard, knownOfInvoice } from './known-of-invoice.ts';
import { jsonFile, type ProofFile, pathPart, safeText } from './proof-file.ts';

type AccountOf = Pick<Account, 'id' | 'slug' | 'timeZone'>;

/**
 * The files about one invoice, all of one moment.
 * @param place its number in the pack, which keeps its folder apart
 * @throws Refusal `unknown_invoice` (404) where neither book knows it and nothing was ever heard of it
 */
export async function invoiceProof(
  sql: Sql,
  account: AccountOf,
  id: string,
  place: number,
): Promise<ProofFile[]> {
  return sql.begin('isolation level repeatable read', (transaction) =>
    filesOf(transaction, account, id, place),
  );
}

async function filesOf(sql: Queryable, account: AccountOf, id: string, place: number): Promise<ProofFile[]> {
  const folder = pathPart(place, id);
  const { entries, discrepancies, callbacks, checks, held, books, conflicting } = await knownOfInvoice(
    sql,
    account.id,
    id,
  );
  const bodies = [...callbacks, ...checks, ...held].filter(({ text }) => text !== null);
  const at = (name: string, rows: readonly Heard[]) =>
    jsonFile(
      `${folder}/${name}.json`,
      rows.map(({ text, trimmed, file, ...row }) => ({
        ...row,
        body: text === null ? absentText(trimmed) : `bodies/${file}`,
      })),
    );
  return [
    { name: `${folder}/both-books.txt`, text: bothBooksText(id, books, account.timeZone) },
    jsonFile(`${folder}/both-books.json`, { invoice: id, ...books, conflicting_records: conflicting }),
    jsonFile(`${folder}/timeline.json`, entries.map(withoutPeople)),
    at('callbacks', callbacks),
    at('status-checks', checks),
    at('quarantine', held),
    jsonFile(`${folder}/discrepancies.json`, discrepancies),
    ...bodies.map(({ file, text }) => ({ name: `${folder}/bodies/${file}`, text: redact(text ?? '', id) })),
  ];
}

// Who of the merchant's people did it is nothing to Paymega.
function withoutPeople({ who, message, bodyId: _, ...entry }: TimelineEntry) {
  return { ...entry, message: safeText(message), who: who?.includes('@') ? 'a person' : who };
}
