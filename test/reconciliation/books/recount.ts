import type { Sql } from '#db/connection.ts';
import type { Mode } from '#paymega/mode.ts';
import type { DayCounts } from '#reconciliation/books/day-counts.ts';

type Side = { id: string; mode: string; createdAt: Date; fingerprint: bigint; receivedAt: Date };
type Slice = { run: bigint; from: Date; to: Date; beganAt: Date; isShort: boolean };
type Check = { id: string; askedAt: Date; outcome: string; askedBy: string };
type Held = { subject: string; mode: string; createdAt: Date | null; firstSeenAt: Date };

/** All that was ever put down, as rows. */
async function everything(sql: Sql, accountId: number, mode: string) {
  const [ours, theirs, slices, checks, held, absences, healed] = await Promise.all([
    sql<Side[]>`
      select id, mode, created_at as "createdAt", fingerprint, received_at as "receivedAt" from invoices
      where account_id = ${accountId}`,
    sql<Side[]>`
      select id, mode, created_at as "createdAt", fingerprint, fetched_at as "receivedAt" from mirror
      where account_id = ${accountId}`,
    sql<Slice[]>`
      select run_id as run, slice_from as from, slice_to as to, coalesce(began_at, started_at) as "beganAt",
        is_short as "isShort"
      from run_slices join runs on runs.id = run_id
      where account_id = ${accountId} and state = 'finished' and fetched_at is not null`,
    sql<Check[]>`
      select invoice_id as id, asked_at as "askedAt", outcome, asked_by as "askedBy" from status_checks
      where account_id = ${accountId}`,
    sql<Held[]>`
      select subject, mode, created_at as "createdAt", first_seen_at as "firstSeenAt" from quarantine
      where account_id = ${accountId} and released_at is null`,
    sql<{ id: string }[]>`select id from missing_at_provider where account_id = ${accountId}`,
    sql<{ subject: string; createdAt: Date }[]>`
      select subject, invoice_created_at as "createdAt" from discrepancies
      where account_id = ${accountId} and mode = ${mode} and resolution = 'healed'`,
  ]);
  return { ours, theirs, slices, checks, held, absences, healed };
}

type Everything = Awaited<ReturnType<typeof everything>>;
type State = 'matched' | 'differing' | 'notCompared';

/**
 * What the match figures of days must be, by the words of docs/glossary.md and from the rows alone: the second
 * implementation that countedDays is held against.
 */
export async function recount(
  sql: Sql,
  accountId: number,
  mode: Mode,
  days: readonly { day: string; starts: Date; ends: Date }[],
): Promise<DayCounts[]> {
  const all = await everything(sql, accountId, mode);
  const [ours, theirs] = [all.ours, all.theirs].map((book) => book.filter((one) => one.mode === mode));
  const payments = new Map(
    [...(ours ?? []), ...(theirs ?? [])].map(({ id, createdAt }) => [
      `${id} ${createdAt.getTime()}`,
      { id, createdAt },
    ]),
  );
  const inBooks = new Set([...all.ours, ...all.theirs].map(({ id }) => id));
  return days.map(({ day, starts, ends }) => {
    const isIn = (at: Date) => at >= starts && at < ends;
    const states = [...payments.values()]
      .filter(({ createdAt }) => isIn(createdAt))
      .map(({ id, createdAt }) => ({ id, createdAt, state: stateOf(all, id, createdAt) }));
    const strangers = heldFirst(all.held.filter((one) => one.mode === mode && !inBooks.has(one.subject)));
    const count = (wanted: State) => states.filter(({ state }) => state === wanted).length;
    const healedOnes = states.filter(
      ({ id, createdAt, state }) =>
        state === 'matched' &&
        all.healed.some((item) => item.subject === id && item.createdAt.getTime() === createdAt.getTime()),
    );
    const unreadable = strangers.filter(isIn).length;
    return {
      ...{ day, payments: states.length + unreadable, matched: count('matched') },
      ...{
        healed: healedOnes.length,
        differing: count('differing'),
        notCompared: count('notCompared') + unreadable,
      },
    };
  });
}

/** When each held one was created, or else came. */
function heldFirst(held: readonly Held[]): Date[] {
  const subjects = [...new Set(held.map(({ subject }) => subject))];
  return subjects.map((subject) => {
    const times = held
      .filter((one) => one.subject === subject)
      .map((one) => (one.createdAt ?? one.firstSeenAt).getTime());
    return new Date(Math.min(...times));
  });
}

function stateOf(all: Everything, id: string, createdAt: Date): State {
  const [ours, theirs] = [all.ours, all.theirs].map((book) => book.find((one) => one.id === id));
  const over = all.slices.filter(({ from, to }) => createdAt >= from && createdAt < to);
  const isWhole = ({ run }: Slice) => !over.some((part) => part.run === run && part.isShort);
  const lists = over.filter(isWhole).map(({ beganAt }) => beganAt);
  const checks = all.checks.filter((check) => check.id === id);
  const answers = checks.filter(({ outcome }) => outcome === 'found' || outcome === 'not_found');
  const silences = checks.filter(({ outcome, askedBy }) => outcome === 'no_answer' && askedBy === 'run');
  const readAt = latest([...lists, ...answers.map(({ askedAt }) => askedAt)]);
  if (readAt === null) return 'notCompared';
  if (all.held.some(({ subject }) => subject === id)) return 'notCompared';
  if ((latest(silences.map(({ askedAt }) => askedAt)) ?? 0) > readAt) return 'notCompared';
  if (ours && theirs && ours.fingerprint === theirs.fingerprint) return 'matched';
  // Told readably since: then that is when Paymega's side was read.
  if (ours && ours.receivedAt.getTime() > Math.max(readAt, theirs?.receivedAt.getTime() ?? 0))
    return 'notCompared';
  if (!theirs && !all.absences.some((one) => one.id === id)) return 'notCompared';
  return 'differing';
}

function latest(times: readonly Date[]): number | null {
  return times.length === 0 ? null : Math.max(...times.map((at) => at.getTime()));
}
