import type { ToTheBank } from '#reconciliation/test-payments/challenge.ts';

// Not the form's own `submit`: a field of the acquirer's may bear that name.
const SUBMIT = "HTMLFormElement.prototype.submit.call(document.getElementById('go-on').form)";

type BankPageProps = { to: ToTheBank; nonce: string };

/** A document that leads on to the card's bank by itself; without scripts by a press of its button. */
export function BankPage({ to, nonce }: BankPageProps) {
  return (
    <html lang="en">
      <head>
        <meta charSet="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>To the card’s bank · Counterfoil</title>
        {to.method === 'GET' ? <meta httpEquiv="refresh" content={`0;url=${to.address}`} /> : null}
      </head>
      <body>
        <main>
          <h1>To the card’s bank</h1>
          {to.method === 'GET' ? (
            <p>
              <a href={to.address}>Continue to the bank</a>
            </p>
          ) : (
            // Its names and values are the acquirer's and go on as they came.
            <form action={to.challenge.action} method="post">
              {to.challenge.fields.map(([name, value]) => (
                <input key={name} type="hidden" name={name} value={value} />
              ))}
              <button type="submit" id="go-on">
                Continue to the bank
              </button>
            </form>
          )}
        </main>
        {to.method === 'POST' ? (
          <script
            nonce={nonce}
            // biome-ignore lint/security/noDangerouslySetInnerHtml: a constant of ours
            dangerouslySetInnerHTML={{ __html: SUBMIT }}
          />
        ) : null}
      </body>
    </html>
  );
}
