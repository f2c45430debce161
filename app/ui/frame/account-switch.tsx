import { Form, useLocation, useSubmit } from '@remix-run/react';

type AccountSwitchProps = {
  account: { slug: string; zone: string };
  accounts: readonly { slug: string; name: string }[];
};

/** Chooses the account that the pages show; without scripts by a button. */
export function AccountSwitch({ account, accounts }: AccountSwitchProps) {
  const submit = useSubmit();
  const { pathname } = useLocation();
  // The room, not the row: that belongs to the account of before.
  const to = `/${pathname.split('/')[1] ?? ''}`;
  return (
    <Form method="post" action="/session/account" className="flex items-center gap-1">
      <input type="hidden" name="to" value={to === '/settings' ? pathname : to} />
      <select
        key={account.slug}
        name="account"
        aria-label="Account"
        title={`Times are in ${account.zone}`}
        className="control max-w-40"
        defaultValue={account.slug}
        onChange={({ currentTarget }) => submit(currentTarget.form)}
      >
        {accounts.map(({ slug, name }) => (
          <option key={slug} value={slug}>
            {name}
          </option>
        ))}
      </select>
      <noscript>
        <button type="submit" className="underline">
          Show
        </button>
      </noscript>
    </Form>
  );
}
