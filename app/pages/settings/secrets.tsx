import { Form } from '@remix-run/react';
import type { SecretKind } from '#identity/accounts/secret-kinds.ts';
import { Button } from '../../ui/forms/button.tsx';
import { Section } from '../../ui/frame/section.tsx';
import { Table } from '../../ui/lists/table.tsx';
import { Time } from '../../ui/values/time.tsx';
import { SECRET_LABELS } from './secret-labels.ts';

type Secret = { id: number; kind: SecretKind; createdAt: Date; retiresAt: Date | null };

/** Which secrets of an account hold now, and since when; an old one can be retired at once. */
export function Secrets({ address, secrets }: { address: string; secrets: readonly Secret[] }) {
  return (
    <Section heading="Secrets" flush>
      <Table
        caption="Secrets that hold now; none is ever shown"
        emptyText="None"
        rows={secrets}
        rowKey={({ id }) => String(id)}
        columns={[
          { key: 'kind', header: 'Secret', render: ({ kind }) => SECRET_LABELS[kind] },
          {
            key: 'since',
            header: 'Since, UTC',
            render: ({ createdAt }) => <Time at={createdAt} zone="UTC" />,
          },
          {
            key: 'until',
            header: 'Until, UTC',
            render: ({ retiresAt }) => (retiresAt ? <Time at={retiresAt} zone="UTC" /> : 'until replaced'),
          },
          {
            key: 'retire',
            header: 'Retire now',
            render: ({ id, retiresAt }) =>
              retiresAt ? (
                <Form method="post" action={`${address}/retirements`}>
                  <input type="hidden" name="id" value={id} />
                  <Button tone="danger">Retire</Button>
                </Form>
              ) : (
                ''
              ),
          },
        ]}
      />
    </Section>
  );
}
