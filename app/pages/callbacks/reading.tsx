import type { AsRead } from '#reconciliation/callbacks/as-read.ts';
import { Section } from '../../ui/frame/section.tsx';
import { Foreign } from '../../ui/values/foreign.tsx';
import { labelOf } from '../../ui/values/label-of.ts';
import { Money } from '../../ui/values/money.tsx';
import { sentence } from '../../ui/values/sentence.ts';
import { serviceLabel } from '../../ui/values/service-label.ts';
import { Status } from '../../ui/values/status.tsx';
import { Time } from '../../ui/values/time.tsx';
import { visible } from '../../ui/values/visible.ts';
import { Fact, Facts } from './facts.tsx';
import { AMOUNT_WORDS, UNREADABLE_WORDS } from './words.ts';

type ReadingProps = { read: AsRead; zone: string };

/** The body as it is read: its figures in words, or why it cannot be read exactly. */
export function Reading({ read, zone }: ReadingProps) {
  return (
    <Section heading="As it is read">
      {read.kind === 'unreadable' ? (
        <>
          <p>It cannot be read exactly: {UNREADABLE_WORDS[read.reason] ?? 'its form is not known'}.</p>
          <p className="text-muted">
            <Foreign text={sentence(read.message)} />
          </p>
        </>
      ) : (
        <Figures read={read} zone={zone} />
      )}
    </Section>
  );
}

type FiguresProps = { read: Extract<AsRead, { kind: 'read' }>; zone: string };

function Figures({ read: { facts, amounts, times }, zone }: FiguresProps) {
  return (
    <Facts>
      <Fact name="Invoice">
        <Foreign className="font-mono" text={facts.id} />
      </Fact>
      <Fact name="Reference">
        <Told text={facts.referenceId} />
      </Fact>
      <Fact name="Mode">{facts.mode === 'live' ? 'Live' : 'Test'}</Fact>
      <Fact name="Status">
        <Status status={facts.status} />
      </Fact>
      <Fact name="Reason">
        <Named code={facts.resolution} words={labelOf} />
      </Fact>
      <Fact name="Service">
        <Named code={facts.service} words={serviceLabel} />
      </Fact>
      {amounts.map(({ name, amount }) => (
        <Fact key={name} name={AMOUNT_WORDS[name]}>
          {amount ? <Money amount={amount} /> : <NotTold />}
        </Fact>
      ))}
      <Fact name="Created">{times.created ? <Time at={times.created} zone={zone} /> : <NotTold />}</Fact>
      <Fact name="Updated">
        <Time at={times.updated} zone={zone} />
      </Fact>
      <Fact name="Processed">
        {times.processed ? <Time at={times.processed} zone={zone} /> : <NotTold />}
      </Fact>
    </Facts>
  );
}

function Told({ text }: { text: string | null }) {
  return text === null ? <NotTold /> : <Foreign text={text} />;
}

/** One of Paymega's codes in words, and itself on hover. */
function Named({ code, words }: { code: string | null; words: (code: string) => string }) {
  return code === null ? <NotTold /> : <span title={visible(code)}>{words(code)}</span>;
}

function NotTold() {
  return <span className="text-muted">Not told</span>;
}
