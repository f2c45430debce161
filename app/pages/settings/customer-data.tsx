import type { LoaderFunctionArgs, MetaFunction } from '@remix-run/node';
import { Form, useLoaderData } from '@remix-run/react';
import { readFilter } from '#identity/filter.ts';
import { NOT_KEPT } from '#reconciliation/reports/customer-data/not-kept.ts';
import { requirePerson } from '../../access/access.server.ts';
import { currentAccount } from '../../access/account.server.ts';
import { PAGE_ADDRESS } from '../../forms/page-address.ts';
import { Button } from '../../ui/forms/button.tsx';
import { Field } from '../../ui/forms/field.tsx';
import { PageHead } from '../../ui/frame/page-head.tsx';
import { Section } from '../../ui/frame/section.tsx';
import { SettingsNav } from './settings-nav.tsx';

export const meta: MetaFunction = () => [{ title: 'Customer data · Counterfoil' }];

export async function loader({ request, context }: LoaderFunctionArgs) {
  const person = await requirePerson(request, context, 'customer_data.export');
  const { slug, name } = await currentAccount(request, context, person);
  readFilter(PAGE_ADDRESS, new URL(request.url).searchParams);
  return { account: slug, name, notKept: NOT_KEPT };
}

/** Asks for everything that is kept of one customer, who has a right to it. */
export default function CustomerData() {
  const { account, name, notKept } = useLoaderData<typeof loader>();
  return (
    <>
      <PageHead title="Customer data" sub={`What ${name} keeps of one of its customers, as a file`} />
      <SettingsNav isAdmin />
      <Section heading="Answer a customer who asks for it">
        <Form
          method="post"
          reloadDocument
          action={`/settings/customer-data/file?${new URLSearchParams({ account })}`}
          className="grid max-w-xl gap-3"
        >
          <Field
            name="customer"
            label="Customer"
            required
            minLength={3}
            maxLength={255}
            autoComplete="off"
            hint="Id, reference or e-mail, whole, as Paymega tells it. In an e-mail capital letters do not matter."
          />
          <div>
            <Button tone="primary">Make the file</Button>
          </div>
        </Form>
        <p className="mt-3">
          The file (JSON) holds both books, callbacks, status checks and discrepancies of every invoice of
          which a body that is kept, or a book, names the customer. Read it before you hand it on. That you
          made it is in the audit, with a hash of what you entered.
        </p>
      </Section>
      <Section heading="What is not in it">
        <ul className="list-disc pl-5">
          {notKept.map((sentence) => (
            <li key={sentence}>{sentence}</li>
          ))}
        </ul>
      </Section>
    </>
  );
}
