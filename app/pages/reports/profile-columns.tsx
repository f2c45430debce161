import type { CsvProfile } from '#reconciliation/reports/export-profile.ts';
import { AccountForm } from '../../ui/forms/account-form.tsx';
import { Button } from '../../ui/forms/button.tsx';
import type { Column } from '../../ui/lists/table.tsx';
import { visible } from '../../ui/values/visible.ts';
import { DATE_LABELS, DECIMAL_LABELS, DELIMITER_LABELS } from './profile-labels.ts';

/** A profile; one that is built in has no number. */
type ListedProfile = CsvProfile & { id: number | null; personId: number | null };

/** The columns of the list of CSV profiles. */
export function profileColumns(account: string): Column<ListedProfile>[] {
  return [
    { key: 'name', header: 'Name', render: ({ name }) => visible(name) },
    {
      key: 'of',
      header: 'For',
      render: ({ id, personId }) => (id === null ? 'everybody' : personId === null ? account : 'me'),
    },
    { key: 'delimiter', header: 'Between cells', render: ({ delimiter }) => DELIMITER_LABELS[delimiter] },
    { key: 'decimal', header: 'Decimal sign', render: ({ decimalSign }) => DECIMAL_LABELS[decimalSign] },
    { key: 'dates', header: 'Dates and times', render: ({ dateForm }) => DATE_LABELS[dateForm] },
    { key: 'zone', header: 'Time zone', render: ({ timeZone }) => timeZone ?? 'of the account' },
    { key: 'mark', header: 'Byte order mark', render: (row) => (row.hasByteOrderMark ? 'yes' : 'no') },
    {
      key: 'remove',
      header: 'Remove',
      render: ({ id, name }) =>
        id === null ? (
          ''
        ) : (
          <AccountForm action="/reports/exports/profiles/removals">
            <input type="hidden" name="id" value={id} />
            <Button tone="danger" aria-label={`Remove ${name}`}>
              Remove
            </Button>
          </AccountForm>
        ),
    },
  ];
}
