import type { ActionFunctionArgs, LoaderFunctionArgs, MetaFunction } from '@remix-run/node';
import { Link, useLoaderData } from '@remix-run/react';
import { z } from 'zod';
import { may } from '#identity/permissions/permissions.ts';
import { addCurrency, addedCurrencies, unknownCurrencies } from '#reconciliation/books/add-currency.ts';
import { actorOf, requirePerson } from '../../access/access.server.ts';
import { currentAccount } from '../../access/account.server.ts';
import { returnTo } from '../../forms/answer.server.ts';
import { answerForm } from '../../forms/answer-form.server.ts';
import { PageHead } from '../../ui/frame/page-head.tsx';
import { Section } from '../../ui/frame/section.tsx';
import { Table } from '../../ui/lists/table.tsx';
import { Foreign } from '../../ui/values/foreign.tsx';
import { CurrencyForm } from './currency-form.tsx';
import { SettingsNav } from './settings-nav.tsx';

export const meta: MetaFunction = () => [{ title: 'Currencies · Counterfoil' }];

const NewCurrency = z.object({
  code: z.string().trim().min(1, 'Enter the code as Paymega writes it.'),
  decimals: z.string().trim().regex(/^\d$/, 'Enter a whole number from 0 to 8.').transform(Number),
});

export async function loader({ request, context }: LoaderFunctionArgs) {
  const person = await requirePerson(request, context, 'books.read');
  await currentAccount(request, context, person);
  const [added, unknown] = await Promise.all([
    addedCurrencies(context.sql),
    unknownCurrencies(context.sql, person.accounts),
  ]);
  return { added, unknown, mayChange: may(person.role, 'settings.change') };
}

/** Adds a currency that the standard does not have. */
export async function action({ request, context }: ActionFunctionArgs) {
  const person = await requirePerson(request, context, 'settings.change');
  const at = { bad_currency: 'code', known_currency: 'code', bad_decimals: 'decimals' };
  return answerForm(await request.formData(), { schema: NewCurrency, secret: [], at }, async (given) => {
    await addCurrency(context.sql, actorOf(person, context), given);
    const message =
      `${given.code} was added, with ${given.decimals} decimals. ` +
      'What is in quarantine because of it can be replayed now.';
    return returnTo(context, '/callbacks?show=quarantine', { tone: 'good', message });
  });
}

export default function Currencies() {
  const { added, unknown, mayChange } = useLoaderData<typeof loader>();
  return (
    <>
      <PageHead
        title="Currencies"
        sub="Those of ISO 4217 are known; others are added here, for all accounts"
      />
      <SettingsNav isAdmin={mayChange} />
      <Section heading="Told by Paymega, and not known here" flush>
        <Table
          caption="Currencies that are not known"
          emptyText="None"
          emptyHint="What Paymega tells in a currency that is not known here is held in quarantine."
          rows={unknown}
          rowKey={({ code }) => code}
          columns={[
            { key: 'code', header: 'Code', render: ({ code }) => <Foreign text={code || 'None told'} /> },
            {
              key: 'documents',
              header: 'In quarantine',
              align: 'right',
              render: ({ documents }) => documents,
            },
            {
              key: 'amounts',
              header: 'Amounts as told',
              align: 'right',
              render: ({ amounts }) => <Foreign className="font-mono" text={amounts.join('; ') || null} />,
            },
          ]}
        />
      </Section>
      {mayChange ? (
        <Section heading="Add a currency">
          <CurrencyForm />
        </Section>
      ) : null}
      <Section heading="Added here" flush>
        <Table
          caption="Currencies that were added"
          emptyText="None was added"
          rows={added}
          rowKey={({ code }) => code}
          columns={[
            { key: 'code', header: 'Code', render: ({ code }) => code },
            { key: 'decimals', header: 'Decimals', align: 'right', render: ({ decimals }) => decimals },
          ]}
        />
      </Section>
      <p>
        <Link to="/callbacks?show=quarantine">Quarantine</Link>
      </p>
    </>
  );
}
