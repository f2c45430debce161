import { Form } from '@remix-run/react';
import { Button } from '../../ui/forms/button.tsx';
import { Section } from '../../ui/frame/section.tsx';
import { Table } from '../../ui/lists/table.tsx';
import { Time } from '../../ui/values/time.tsx';

type Session = { id: number; device: string; address: string | null; createdAt: Date; lastSeenAt: Date };

/** Where one is signed in; every session but this one can be ended. */
export function Sessions({ sessions, own }: { sessions: readonly Session[]; own: number }) {
  return (
    <Section
      heading="Sessions"
      flush
      actions={
        <Form method="post" action="/me/other-sessions">
          <Button>End all others</Button>
        </Form>
      }
    >
      <Table
        caption="Where you are signed in"
        emptyText="None"
        rows={sessions}
        rowKey={({ id }) => String(id)}
        columns={[
          { key: 'agent', header: 'Browser', render: ({ device }) => device },
          { key: 'address', header: 'From', render: ({ address }) => address ?? 'unknown' },
          {
            key: 'since',
            header: 'Since, UTC',
            render: ({ createdAt }) => <Time at={createdAt} zone="UTC" />,
          },
          {
            key: 'seen',
            header: 'Last seen, UTC',
            render: ({ lastSeenAt }) => <Time at={lastSeenAt} zone="UTC" />,
          },
          {
            key: 'end',
            header: 'End it',
            render: ({ id }) =>
              id === own ? (
                <span className="whitespace-nowrap">this one</span>
              ) : (
                <Form method="post" action="/me/sessions">
                  <input type="hidden" name="id" value={id} />
                  <Button>End</Button>
                </Form>
              ),
          },
        ]}
      />
    </Section>
  );
}
