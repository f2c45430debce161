import type { Queryable } from '#db/connection.ts';
import type { Account } from '#identity/accounts/accounts.ts';
import { exponentsOf } from '../books/currencies.ts';
import type { Draft } from './drafts.ts';
import { headerRow } from './mapping.ts';
import { readRows } from './read-rows.ts';

const SHOWN_ROWS = 20;
const SHOWN_BAD_ROWS = 500;

/** What would be imported of a draft: nothing of it is written. */
export async function previewOf(sql: Queryable, account: Account, draft: Draft) {
  const { table, mapping } = draft;
  const read = readRows(table, mapping, account.timeZone, await exponentsOf(sql));
  const header = headerRow(table.rows, mapping);
  const below = table.rows.filter(({ line }) => line > mapping.headerLine);
  return {
    header: (header?.cells ?? []).map((name, place) => ({
      name,
      isWithheld: draft.withheld.includes(place),
    })),
    rows: below.slice(0, SHOWN_ROWS).map(({ line, cells }) => ({ line, cells })),
    good: read.good,
    bad: read.bad.slice(0, SHOWN_BAD_ROWS),
    badCount: read.bad.length,
    gaps: read.gaps,
    statements: read.statements.map(({ currency, day, lines, openingBalance, closingBalance, broken }) => ({
      ...{ currency, day, lines: lines.length, isBroken: broken !== null },
      ...{ hasBalance: openingBalance !== null && closingBalance !== null },
    })),
  };
}
