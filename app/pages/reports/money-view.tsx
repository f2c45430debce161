import { Link } from '@remix-run/react';
import type { MoneyReport } from '#reconciliation/reports/money-report.ts';
import { Notice } from '../../ui/feedback/notice.tsx';
import { Section } from '../../ui/frame/section.tsx';
import { AdjustmentLines } from './adjustment-lines.tsx';
import { ExplainedLines } from './explained-lines.tsx';
import { FlowLines } from './flow-lines.tsx';
import { MoneyLines } from './money-lines.tsx';

type MoneyViewProps = { report: MoneyReport; zone: string; isCompared: boolean };

/** A day by the money that moved on it. */
export function MoneyView({
  report: { lines, differing, explained, learnt, since },
  zone,
  isCompared,
}: MoneyViewProps) {
  return (
    <div className="flex flex-col gap-3">
      {since.length > 0 ? (
        <Notice tone="warn" title="Something of this day was learnt after it was signed">
          <p className="mb-2">
            The signed figures stay as they are. Below are the figures of today; each adjustment is booked on
            the day on which it was learnt.
          </p>
          <AdjustmentLines
            adjustments={since}
            zone={zone}
            caption="Adjustments of this day since it was signed"
          />
        </Notice>
      ) : null}
      <MoneyLines {...{ lines, explained, isCompared }} />
      <div className="grid grid-cols-1 items-start gap-3 min-[150rem]:grid-cols-2">
        <Section heading="What the books differ by" flush={explained.length > 0}>
          {!isCompared && explained.length === 0 ? (
            <p className="text-warn">
              Not compared: no finished run has compared all of this day since it ended.{' '}
              <Link to="/runs">Runs</Link>
            </p>
          ) : (
            <ExplainedLines lines={explained} differing={differing} />
          )}
        </Section>
        <Section heading="Pending payments through the day" flush>
          <FlowLines lines={lines} />
        </Section>
      </div>
      {learnt.length > 0 ? (
        <Section heading="Adjustments learnt on this day" flush>
          <AdjustmentLines
            adjustments={learnt}
            zone={zone}
            caption="What was learnt on this day of days signed before"
          />
        </Section>
      ) : null}
    </div>
  );
}
