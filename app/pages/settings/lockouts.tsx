import type { Lockout } from '#identity/sessions/lockouts.ts';
import { Section } from '../../ui/frame/section.tsx';
import { Table } from '../../ui/lists/table.tsx';
import { Time } from '../../ui/values/time.tsx';

/** Where too many failures have shut the sign-in of late: somebody who forgot, or somebody who guesses. */
export function Lockouts({ rows }: { rows: readonly Lockout[] }) {
  return (
    <Section heading="Locked out in the last 7 days" flush>
      <Table
        caption="Lockouts, newest first"
        emptyText="Nobody was locked out"
        rows={rows}
        rowKey={({ id }) => id.toString()}
        columns={[
          { key: 'at', header: 'When, UTC', render: ({ at }) => <Time at={at} zone="UTC" /> },
          { key: 'email', header: 'Sign-in of', render: ({ email }) => email ?? 'nobody known here' },
          { key: 'from', header: 'Last tried from', render: ({ from }) => from || 'unknown' },
          { key: 'of', header: 'Shut for', render: ({ of }) => of },
          { key: 'minutes', header: 'Minutes', align: 'right', render: ({ minutes }) => minutes },
        ]}
      />
    </Section>
  );
}
