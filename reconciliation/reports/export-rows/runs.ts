import { literal } from '#db/literal.ts';
import type { Clocks } from '../export-clocks.ts';
import { localTime, number, text, time } from '../export-columns.ts';
import { identifier, type Section } from '../export-content.ts';

/** The runs of an account with what they counted, newest first. */
export function runRows(accountId: number, clocks: Clocks): Section {
  const counted = [
    ...['seen', 'matched', 'expected', 'unanswered', 'healed', 'opened', 'still_open', 'closed'],
    ...['recheck_done', 'recheck_total', 'changes_seen'],
  ] as const;
  const columns = [
    text('account', literal`accounts.slug`),
    text('run_id', literal`runs.id`),
    text('scope', literal`runs.scope`),
    text('trigger', literal`runs.trigger`),
    text('person', literal`people.email`),
    time('window_from', literal`runs.window_from`),
    localTime('window_from_local', clocks.at(literal`runs.window_from`)),
    time('window_to', literal`runs.window_to`),
    localTime('window_to_local', clocks.at(literal`runs.window_to`)),
    text('state', literal`runs.state`),
    text('phase', literal`runs.phase`),
    text('message', literal`runs.message`),
    time('queued_at', literal`runs.queued_at`),
    time('started_at', literal`runs.started_at`),
    localTime('started_local', clocks.at(literal`runs.started_at`)),
    time('finished_at', literal`runs.finished_at`),
    ...counted.map((name) => number(name, identifier(name))),
    text('changes', literal`runs.changes`),
  ];
  return {
    name: 'runs',
    columns,
    of: literal`from runs join accounts on accounts.id = runs.account_id
      left join people on people.id = runs.person_id
      where runs.account_id = ${accountId}`,
    orderBy: literal`runs.id desc`,
    currency: null,
    sums: [],
  };
}
