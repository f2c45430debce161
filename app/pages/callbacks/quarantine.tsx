import type { QuarantinedRow } from '#reconciliation/books/quarantined.ts';
import { AccountForm } from '../../ui/forms/account-form.tsx';
import { Button } from '../../ui/forms/button.tsx';
import { Section } from '../../ui/frame/section.tsx';
import { type Column, Table } from '../../ui/lists/table.tsx';
import { Foreign } from '../../ui/values/foreign.tsx';
import { labelOf } from '../../ui/values/label-of.ts';
import { pluralizeOf } from '../../ui/values/pluralize.ts';
import { Time } from '../../ui/values/time.tsx';
import { visible } from '../../ui/values/visible.ts';

type QuarantineProps = {
  quarantined: readonly QuarantinedRow[];
  total: number;
  zone: string;
  mayReplay: boolean;
  here: string;
};

/** What cannot be read exactly, and is held until it can. */
export function Quarantine({ quarantined, total, zone, mayReplay, here }: QuarantineProps) {
  return (
    <Section
      heading={`In quarantine until it can be read exactly${pluralizeOf(quarantined.length, total)}`}
      flush
      actions={
        mayReplay && quarantined.length > 0 ? (
          <AccountForm action="/quarantine/replays">
            <input type="hidden" name="to" value={here} />
            <Button>Replay all</Button>
          </AccountForm>
        ) : null
      }
    >
      <Table
        caption="What cannot be read exactly"
        emptyText="Nothing is in quarantine"
        emptyHint="What cannot be read exactly, such as a currency that is not known here, would be held here."
        rows={quarantined}
        rowKey={({ subject }) => subject}
        rowHref={({ invoiceId }) => (invoiceId ? `/invoices/${encodeURIComponent(invoiceId)}` : '#main')}
        columns={[
          {
            key: 'subject',
            header: 'Subject',
            render: ({ subject }) => <Foreign className="font-mono" text={subject} />,
          },
          {
            key: 'reason',
            header: 'Reason',
            render: ({ reason, message }) => (
              <span>
                <span className="font-medium">{labelOf(reason)}</span>: <Foreign text={message} />
              </span>
            ),
          },
          { key: 'source', header: 'Last told by', render: ({ source }) => labelOf(source) },
          {
            key: 'first',
            header: 'First told',
            align: 'right',
            hideOnPhone: true,
            render: ({ firstSeenAt }) => <Time at={firstSeenAt} zone={zone} />,
          },
          {
            key: 'seen',
            header: 'Last told',
            align: 'right',
            render: ({ lastSeenAt }) => <Time at={lastSeenAt} zone={zone} />,
          },
          ...(mayReplay ? [replayColumn(here)] : []),
        ]}
      />
    </Section>
  );
}

function replayColumn(here: string): Column<QuarantinedRow> {
  return {
    key: 'replay',
    header: 'Act',
    align: 'right',
    render: ({ subject }) => (
      <AccountForm action="/quarantine/replays">
        <input type="hidden" name="to" value={here} />
        {/* What was told may hold what turns text round. */}
        <input type="hidden" name="subject" value={encodeURIComponent(subject)} />
        <Button aria-label={`Replay ${visible(subject)}`}>Replay</Button>
      </AccountForm>
    ),
  };
}
