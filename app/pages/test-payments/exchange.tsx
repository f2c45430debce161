import type { ShownStep } from '#reconciliation/test-payments/shown-steps.ts';
import type { Step } from '#reconciliation/test-payments/steps.ts';
import { Badge, type Tone } from '../../ui/values/badge.tsx';
import { BodyText } from '../../ui/values/body-text.tsx';
import { Foreign } from '../../ui/values/foreign.tsx';
import { groupedDigits } from '../../ui/values/grouped-amount.ts';
import { prettyJson } from '../../ui/values/pretty-json.ts';
import { Time } from '../../ui/values/time.tsx';

const KINDS: Readonly<Record<Step['kind'], string>> = {
  pre_request: 'Pre-request',
  creation: 'Creation',
  sale: 'Sale',
  challenge: 'To the bank',
  bank_answer: 'The bank’s answer, sent on by us',
  check_by_id: 'Status check by id',
  check_by_reference: 'Status check by reference',
  refund: 'Refund',
};

const OUTCOMES: Readonly<Record<NonNullable<Step['outcome']>, { tone: Tone; label: string }>> = {
  done: { tone: 'good', label: 'Done' },
  refused: { tone: 'bad', label: 'Refused' },
  unknown: { tone: 'warn', label: 'Unknown' },
  mismatched: { tone: 'bad', label: 'Not what was asked for' },
  kept: { tone: 'warn', label: 'Kept, not acted upon' },
};

type ExchangesProps = { steps: readonly ShownStep[]; zone: string };

/** The exchanges of one step of a test payment, newest last, each with request, answer and the call as curl. */
export function Exchanges({ steps, zone }: ExchangesProps) {
  return (
    <div className="mt-3 flex flex-col gap-1">
      {steps.map((step) => (
        <Exchange key={step.id.toString()} step={step} zone={zone} />
      ))}
    </div>
  );
}

function Exchange({ step, zone }: { step: ShownStep; zone: string }) {
  const { kind, outcome, message, answerStatus, tookMs, curl } = step;
  const came = outcome === null ? { tone: 'accent' as const, label: 'Under way' } : OUTCOMES[outcome];
  return (
    <details className="rounded-md border border-line px-2 py-1" data-keep-together>
      <summary className="flex cursor-pointer flex-wrap items-center gap-x-3 gap-y-1">
        <span className="font-medium">{KINDS[kind]}</span>
        <Badge tone={came.tone} hollow={outcome === null}>
          {came.label}
        </Badge>
        {message ? (
          <span className="text-muted">
            <Foreign text={message} />
          </span>
        ) : null}
        <span className="ml-auto text-muted tabular-nums">
          {answerStatus === null ? '' : `HTTP ${answerStatus} · `}
          {tookMs === null ? '' : `${groupedDigits(String(tookMs))} ms · `}
          <Time at={step.startedAt} zone={zone} />
        </span>
      </summary>
      {curl !== null ? (
        <div className="mt-2 grid gap-2 lg:grid-cols-2">
          <Part heading="Request" text={requestText(step)} />
          <Part
            heading="Answer"
            text={step.answerBody === null ? 'No answer came.' : prettyJson(step.answerBody)}
          />
          <div className="lg:col-span-2">
            <Part heading="As curl" text={curl} />
          </div>
        </div>
      ) : null}
    </details>
  );
}

function Part({ heading, text }: { heading: string; text: string }) {
  return (
    <div className="min-w-0">
      <h3 className="text-xs text-muted">{heading}</h3>
      <BodyText text={text} />
    </div>
  );
}

function requestText({ method, url, requestBody }: ShownStep): string {
  const line = `${method} ${url}`;
  return requestBody === null ? line : `${line}\n\n${prettyJson(requestBody)}`;
}
