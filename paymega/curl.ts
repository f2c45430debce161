import type { Exchange } from './exchange.ts';

type Sent = Pick<Exchange, 'method' | 'url' | 'requestBody'>;

// What was taken out of a body before it was kept, by the name under which it stood.
const REDACTED = /"([\w-]+)"(\s*:\s*)"\[(?:redacted|card …\d{4})\]"/g;

/**
 * The call as a shop's developer would make it with curl, in a POSIX shell. What is secret is a variable of the shell.
 * @param by how the call is authorised: the account's key, the invoice's bearer token, or not at all
 */
export function curlOf({ method, url, requestBody }: Sent, by: 'key' | 'token' | 'nothing'): string {
  const authorisation = {
    key: ['-u "$PAYMEGA_ACCOUNT_ID:$PAYMEGA_API_KEY"'],
    token: ['-H "Authorization: Bearer $INVOICE_TOKEN"'],
    nothing: [],
  }[by];
  const type = by === 'nothing' ? 'application/x-www-form-urlencoded' : 'application/json';
  const body =
    requestBody === null
      ? []
      : [`-H ${quoted(`Content-Type: ${type}`)}`, `--data-binary ${bodyOf(requestBody)}`];
  return ['curl', `-X ${method}`, ...authorisation, ...body, quoted(url)].join(' \\\n  ');
}

function bodyOf(body: string): string {
  return quoted(body).replace(
    REDACTED,
    (_, name: string, colon: string) => `"${name}"${colon}"'"$${name.toUpperCase().replaceAll('-', '_')}"'"`,
  );
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
