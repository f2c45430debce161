import type { Mode } from '#paymega/mode.ts';
import type { Run } from '#reconciliation/comparison/runs.ts';
import type { Effect, effectsOfRun } from '#reconciliation/discrepancies/of-run.ts';
import { groupedDigits } from '../../ui/values/grouped-amount.ts';
import { Stat } from '../../ui/values/stat.tsx';
import { EffectNote } from './effect-note.tsx';

type Figures = Pick<Run, 'seen' | 'matched' | 'healed' | 'opened' | 'stillOpen' | 'closed'>;
type RunFiguresProps = {
  run: Figures & Pick<Run, 'id' | 'state' | 'expected' | 'unanswered' | 'short'>;
  /** The run that its figures are held against; null where there is none, or while it is under way. */
  before: Figures | null;
  effects: Awaited<ReturnType<typeof effectsOfRun>>;
};

/** What a run has seen and done; what it did to discrepancies leads to their list. */
export function RunFigures({ run, before, effects }: RunFiguresProps) {
  if (run.state !== 'finished') return <NoFigures run={run} />;
  const since = (figure: keyof Figures) => (before ? changesText(run[figure] - before[figure]) : undefined);
  const effectStat = (label: string, figure: keyof Figures, effect: Effect, tone?: 'bad') => (
    <Stat
      {...{ label, tone }}
      value={run[figure]}
      note={
        <EffectNote
          change={since(figure)}
          test={countOf(effects, effect, 'test')}
          href={listOf(run, effects, effect, run[figure], 'test')}
        />
      }
      href={listOf(run, effects, effect, run[figure], 'live')}
    />
  );
  return (
    <div className="grid grid-cols-2 gap-3 sm:grid-cols-4 2xl:grid-cols-8">
      <Stat label="Invoices seen" value={run.seen} note={since('seen')} />
      <Stat label="Invoices matched" value={run.matched} tone="good" note={since('matched')} />
      {effectStat('Corrected', 'healed', 'healed')}
      {effectStat('Opened', 'opened', 'opened', run.opened > 0 ? 'bad' : undefined)}
      {effectStat('Still open', 'stillOpen', 'still_open')}
      {effectStat('Closed', 'closed', 'closed')}
      <Stat label="Expected" value={run.expected} note="differs, but younger than the grace" />
      <Stat
        label="Not compared"
        value={run.unanswered}
        note={run.short ? 'No answer, or counted and not shown' : 'Paymega gave no answer'}
        tone={run.unanswered > 0 ? 'warn' : 'plain'}
      />
    </div>
  );
}

/** A run that has not finished has compared nothing; it may have broken off while it applied what it had found. */
function NoFigures({ run }: Pick<RunFiguresProps, 'run'>) {
  const { state, seen } = run;
  const isOver = state === 'failed' || state === 'cancelled';
  return (
    <>
      <div className="grid grid-cols-2 gap-3 sm:grid-cols-4">
        <Stat label="Invoices read" value={seen} />
      </div>
      <p>{isOver ? changesOfBrokenOff(run) : 'What it compared and changed is shown at its end.'}</p>
    </>
  );
}

function changesOfBrokenOff({ healed, opened, stillOpen, closed }: Figures): string {
  const changes = [
    ['corrected', healed],
    ['opened', opened],
    ['still open', stillOpen],
    ['closed', closed],
  ] as const;
  const done = changes.filter(([, count]) => count > 0);
  if (done.length === 0)
    return 'It compared nothing, and changed no discrepancy: it ended before it applied anything.';
  const told = done.map(([what, count]) => `${groupedDigits(String(count))} ${what}`).join(', ');
  return `Nothing counts as compared. It ended while it applied what it had found: ${told}. The next run over these days does the rest.`;
}

type Effects = RunFiguresProps['effects'];

function countOf(effects: Effects, effect: Effect, mode: Mode): number {
  return effects.find((one) => one.effect === effect && one.mode === mode)?.count ?? 0;
}

/** What a later run took over is in no list of this one: then no figure leads to fewer than it says. */
function listOf({ id }: Pick<Run, 'id'>, effects: Effects, effect: Effect, figure: number, mode: Mode) {
  const isWhole = countOf(effects, effect, 'live') + countOf(effects, effect, 'test') === figure;
  if (countOf(effects, effect, mode) === 0 || !isWhole) return undefined;
  return `/discrepancies?${mode === 'test' ? 'mode=test&' : ''}state=all&run=${id}&effect=${effect}`;
}

function changesText(change: number): string {
  if (change === 0) return 'as before';
  return `${change > 0 ? '+' : '−'}${groupedDigits(String(Math.abs(change)))} on the run before`;
}
